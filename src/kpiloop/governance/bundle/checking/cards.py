"""What cards may not say: weights off 100 or out of reach, a KPI twice, a parent that is on no card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise

from kpiloop.governance.bundle.checking.refusing import refused
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import figure_text, written
from kpiloop.loop.plan.assignment_building import check_weight

_HUNDRED = Decimal(100)
#: What a line of a card is told by.
_LINE = ("scheme", "subject", "kpi")


def card_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Lines of cards that are written correctly and still cannot stand."""
    yield from _lines(bundle, held)
    yield from _overlaps(bundle)
    yield from _weights(bundle)


def _lines(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    lines = {tuple(written(row.values.get(name)) for name in _LINE) for row in bundle.rows("cards")}
    lines |= {tuple(written(row.values.get(name)) for name in _LINE) for row in held.rows("cards")}
    drafts, unscored = _unfit(bundle, held)
    published = {written(row.values.get("code")) for row in bundle.rows("schemes") if row.values["state"] != "draft"}
    for row in bundle.rows("cards"):
        scheme, subject, kpi = (written(row.values.get(name)) for name in _LINE)
        weight = row.values.get("weight")
        if isinstance(weight, Decimal):
            yield from refused(row, "weight", partial(check_weight, subject, kpi, weight))
        if scheme in published and kpi in drafts:
            yield Fault("kpi_not_published", row.place("kpi"), {"kpi": kpi, "scheme": scheme})
        if scheme in published and kpi in unscored and weight:
            fields = {"subject": subject, "kpi": kpi, "weight": written(weight)}
            yield Fault("unscored_with_weight", row.place("weight"), fields)
        yield from _parent(row, scheme, lines)


def _parent(row: Row, scheme: str, lines: set[tuple[str, ...]]) -> Iterator[Fault]:
    kpi, subject = (written(row.values.get(name)) for name in ("parent_kpi", "parent_subject"))
    if bool(kpi) != bool(subject):
        column = "parent_subject" if kpi else "parent_kpi"
        yield Fault("bundle_parent_half", row.place("parent_kpi" if kpi else "parent_subject"), {"column": column})
    elif kpi and (scheme, subject, kpi) not in lines:
        fields = {"kpi": kpi, "subject": subject, "scheme": scheme}
        yield Fault("bundle_parent_without_card", row.place("parent_kpi"), fields)


def _unfit(bundle: Bundle, held: Bundle) -> tuple[set[str], set[str]]:
    """KPIs no definition of which is in force, and KPIs that are never scored."""
    states: dict[str, set[str]] = defaultdict(set)
    directions: dict[str, str] = {}
    rows = [row for each in (held, bundle) for row in each.rows("kpis")]
    for row in sorted(rows, key=lambda row: written(row.values.get("valid_from"))):
        code = written(row.values.get("code"))
        states[code].add(written(row.values.get("state")))
        directions[code] = written(row.values.get("direction"))
    drafts = {code for code, found in states.items() if found == {"draft"}}
    return drafts, {code for code, direction in directions.items() if direction == "unscored"}


def _overlaps(bundle: Bundle) -> Iterator[Fault]:
    """One KPI stands once on a card on any day."""
    stories: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in bundle.rows("cards"):
        if isinstance(row.values.get("valid_from"), date):
            stories[tuple(written(row.values.get(name)) for name in _LINE)].append(row)
    for (_, subject, kpi), rows in stories.items():
        rows.sort(key=lambda row: written(row.values.get("valid_from")))
        for before, after in pairwise(rows):
            end, start = before.values.get("valid_to"), after.values["valid_from"]
            if start != before.values["valid_from"] and (end is None or written(end) > written(start)):
                fields = {"subject": subject, "kpi": kpi, "valid_from": written(start)}
                yield Fault("assignment_overlaps", after.place("valid_from"), fields)


def _weights(bundle: Bundle) -> Iterator[Fault]:
    """Cards of published schemes weigh exactly 100 on every day anything is weighed."""
    drafts = {written(row.values.get("code")) for row in bundle.rows("schemes") if row.values.get("state") == "draft"}
    cards: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in bundle.rows("cards"):
        if isinstance(row.values.get("weight"), Decimal) and isinstance(row.values.get("valid_from"), date):
            cards[written(row.values.get("scheme")), written(row.values.get("subject"))].append(row)
    for (scheme, subject), rows in cards.items():
        if scheme not in drafts:
            yield from _off_hundred(subject, rows)


def _off_hundred(subject: str, rows: list[Row]) -> Iterator[Fault]:
    days = sorted({row.values["valid_from"] for row in rows}, key=str)
    for day in days:
        held = [row for row in rows if _holds(row, day)]
        total = sum((weight for row in held if isinstance(weight := row.values["weight"], Decimal)), Decimal(0))
        if total not in (0, _HUNDRED):
            fields = {"subject": subject, "total": figure_text(total), "on": written(day)}
            yield Fault("bundle_weights_off", held[0].place("weight"), fields)
            return


def _holds(row: Row, day: object) -> bool:
    start, end = row.values["valid_from"], row.values.get("valid_to")
    assert isinstance(day, date)
    assert isinstance(start, date)
    return start <= day and (not isinstance(end, date) or day < end)
