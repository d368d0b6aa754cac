"""The first chapters of a document: aim, population, indicator framework."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext, ngettext

from kpiloop.interfaces.reports.charter.shapes import ChapterShown, TableShown
from kpiloop.interfaces.reports.charter.words import (
    Said,
    holders_of,
    level_of,
    lines_of,
    name_of,
    percent,
    whom_of,
)
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan.choices import PERSPECTIVES

KINDS = ("own", "unit", "position", "default", "exempt", "none")
_DIGITS = "一二三四五六七八九十"


def chapter_number(place: int) -> str:
    """第一章 or 1.

    >>> from django.utils.translation import override
    >>> with override("en"): chapter_number(0)
    '1'
    """
    return str(place + 1) if formats.language() == "en" else f"第{_DIGITS[place]}章"


def aim(content: Said, number: str) -> ChapterShown:
    """What the scheme is for, and the objectives of the year by perspective."""
    days = content["year"]
    said = lines_of(content["aim"]["text"])
    if days:
        said.append(
            gettext("This scheme holds from %(first)s to %(last)s.") % {"first": days["first"], "last": days["last"]}
        )
    rows = [
        (
            label(f"perspective.{row['perspective']}"),
            name_of(row),
            name_of(row["sponsor"]) if row["sponsor"] else formats.MISSING,
            formats.number(row["kpis"]),
        )
        for perspective in PERSPECTIVES
        for row in content["objectives"]
        if row["perspective"] == perspective
    ]
    heads = (gettext("Perspective"), gettext("Objective"), gettext("Leader in charge"), gettext("KPIs"))
    tables = [TableShown(heads, tuple(rows), (3,), (2, 5, 2, 1), gettext("Objectives of the year"))] if rows else []
    return ChapterShown(number, gettext("Aim and period"), tuple(said), tuple(tables))


def population(content: Said, number: str) -> ChapterShown:
    """Who is assessed by which card, by unit, and who is exempt."""
    guard, rows = content["guard"], content["population"]
    used = [kind for kind in KINDS if kind == "own" or any(row["counts"].get(kind) for row in rows)]
    heads = (gettext("Unit"), gettext("Headcount"), *(label(f"card_kind.{kind}") for kind in used))
    cells = [
        ("　" * row["depth"] + name_of(row), formats.number(row["people"]), *(_count(row, kind) for kind in used))
        for row in rows
    ]
    whole = "population" not in content.get("hidden", {}) or not content["hidden"]["population"]
    if whole and rows:
        totals = [sum(row["counts"].get(kind, 0) for row in rows) for kind in used]
        everybody = formats.number(sum(row["people"] for row in rows))
        cells.append((gettext("Total of the company"), everybody, *(formats.number(total) for total in totals)))
    caption = gettext("People by the card they are judged on, %(day)s") % {"day": content["as_of"]}
    numbers = tuple(range(1, len(heads)))
    strong = (len(cells) - 1,) if whole and rows else ()
    tables = [TableShown(heads, tuple(cells), numbers, (4, *(2 for _ in numbers)), caption, strong)] if rows else []
    tables += _templates(content)
    if content["exempt"]:
        listed = tuple((f"{name_of(row)} {row['code']}", row["reason"]) for row in content["exempt"])
        tables.append(TableShown((gettext("Exempt"), gettext("Reason")), listed, (), (2, 5)))
    said = [
        gettext(
            "A person is judged on the own card; who leads a unit, on the card of the unit; everybody else on the "
            "card of the position."
        ),
        gettext("People without a card: %(rule)s.") % {"rule": label(f"default_card.{guard['default_card']}")},
    ]
    return ChapterShown(number, gettext("Scope and people assessed"), tuple(said), tuple(tables))


def framework(content: Said, number: str) -> ChapterShown:
    """Cards that hold the same KPIs at the same weights, once each."""
    guard = content["guard"]
    limit = ngettext("A card holds at most %(count)s KPI", "A card holds at most %(count)s KPIs", guard["kpi_limit"])
    rule = gettext("more are not published") if guard["limit_blocks"] else gettext("more need a reason")
    said = [
        gettext("%(limit)s; %(rule)s. The weights of a card make exactly 100%%.")
        % {"limit": limit % {"count": guard["kpi_limit"]}, "rule": rule},
        gettext("A KPI without a figure: %(policy)s.") % {"policy": label(f"missing_policy.{guard['missing_policy']}")},
    ]
    rows: list[tuple[str, ...]] = []
    going_on: list[int] = []
    for card in content["cards"]:
        for place, line in enumerate(card["lines"]):
            first = (level_of(card), holders_of(card)) if not place else ("", "")
            going_on += [len(rows)] if place else []
            rows.append((*first, name_of(line["kpi"]), percent(line["weight"])))
    heads = (gettext("Kind of card"), gettext("Whose card"), gettext("KPI"), gettext("Weight"))
    caption = gettext("Indicator framework")
    table = TableShown(heads, tuple(rows), (3,), (1, 4, 4, 1), caption, going_on=tuple(going_on))
    return ChapterShown(number, gettext("Indicator framework and weights"), tuple(said), (table,) if rows else ())


def _templates(content: Said) -> Iterable[TableShown]:
    if content["templates"]:
        rows = tuple((name_of(row), whom_of(row)) for row in content["templates"])
        yield TableShown((gettext("Card for many"), gettext("Whom it serves")), rows, (), (2, 5))


def _count(row: Said, kind: str) -> str:
    count = row["counts"].get(kind, 0)
    return formats.number(count) if count else formats.MISSING
