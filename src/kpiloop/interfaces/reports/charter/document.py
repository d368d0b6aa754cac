"""A document with its signatures, and what the scheme says otherwise since."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext, ngettext

from kpiloop.governance.charter.rows import CharterRow, Content, Difference, EditionRow, SignerRow
from kpiloop.interfaces.reports.charter.chapters import aim, chapter_number, framework, population
from kpiloop.interfaces.reports.charter.further import appeals, pay, responsibilities, scoring, timetable
from kpiloop.interfaces.reports.charter.shapes import ChapterShown, CharterShown, DifferenceShown, PlaceShown
from kpiloop.interfaces.reports.charter.words import (
    Said,
    adjustment_effect,
    adjustment_when,
    band_of,
    bonus_of,
    day_of,
    hands_of,
    limits_of,
    name_of,
    names_of,
    scoring_of,
    shares_of,
    weights_of,
    whom_of,
)
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import label

CHAPTERS: tuple[Callable[[Said, str], ChapterShown], ...] = (
    aim,
    population,
    framework,
    scoring,
    pay,
    responsibilities,
    timetable,
    appeals,
)


def draft_shown(row: CharterRow) -> CharterShown:
    """The text nobody has signed yet."""
    assert row.draft is not None
    return _shown(row.draft, row.draft_fingerprint, row.draft_signers, None)


def edition_shown(row: EditionRow) -> CharterShown:
    """An edition as it was signed, word for word."""
    return _shown(row.content, row.fingerprint, row.signers, row.number)


def differences_shown(rows: Sequence[Difference]) -> tuple[DifferenceShown, ...]:
    """What the scheme says otherwise than the signed text, in words."""
    return tuple(
        DifferenceShown(
            chapter=label(f"charter_part.{row.chapter}"),
            name=_named(row.chapter, row.after or row.before or {}),
            before=_told(row.chapter, row.before) if row.before is not None else "",
            after=_told(row.chapter, row.after) if row.after is not None else "",
        )
        for row in rows
    )


def _shown(content: Content, fingerprint: str, signers: Sequence[SignerRow], number: int | None) -> CharterShown:
    year = periods.period_name(f"FY{content['scheme']['fiscal_year']}")
    days = content["year"]
    return CharterShown(
        company=name_of(content["company"]) if content["company"] else "",
        title=name_of(content["scheme"]),
        kind=gettext("Performance assessment scheme"),
        year=f"{year} ({days['first']} – {days['last']})" if days else year,
        edition=gettext("Edition %(number)s") % {"number": number} if number else gettext("Draft"),
        version=content["scheme"]["version"],
        as_of=content["as_of"],
        chapters=tuple(make(content, chapter_number(place)) for place, make in enumerate(CHAPTERS)),
        places=tuple(_place(row) for row in signers),
        seal=fingerprint[:12],
        fingerprint=fingerprint,
        is_draft=number is None,
        hidden=tuple(_hidden(content)),
    )


def _hidden(content: Content) -> list[str]:
    """What was left out for this reader, counted."""
    hidden = content.get("hidden", {})
    cards, units, exempt = (hidden.get(name, 0) for name in ("cards", "population", "exempt"))
    said = {
        ngettext("%(count)s other card", "%(count)s other cards", cards): cards,
        ngettext("%(count)s other unit", "%(count)s other units", units): units,
        ngettext("%(count)s exempt person", "%(count)s exempt people", exempt): exempt,
    }
    return [text % {"count": count} for text, count in said.items() if count]


def _place(row: SignerRow) -> PlaceShown:
    return PlaceShown(
        label(f"office.{row.office}"),
        label(f"office_act.{row.office}"),
        row.person.name(formats.language()),
        periods.moment(row.signed_at) if row.signed_at else "",
        row.reservation,
    )


def _named(chapter: str, entry: Said) -> str:
    if chapter in ("objectives", "templates", "exempt", "kpis", "providers", "flows", "adjustments"):
        return name_of(entry)
    names: dict[str, Callable[[], str]] = {
        "cards": lambda: name_of(entry) if "zh" in entry else label("subject.person"),
        "grades": lambda: str(entry["grade"]),
        "offices": lambda: label(f"office.{entry['office']}"),
        "days": lambda: label(f"charter_days.{entry['name']}"),
        "dates": lambda: periods.period_name(entry["period"]),
    }
    return names[chapter]() if chapter in names else ""


def _told(chapter: str, entry: Said) -> str:
    told: dict[str, Callable[[], str]] = {
        "scheme": lambda: gettext("version %(version)s") % {"version": entry["version"]},
        "aim": lambda: entry["text"],
        "appeals": lambda: entry["text"],
        "exempt": lambda: entry["reason"],
        "objectives": lambda: formats.clauses(
            [label(f"perspective.{entry['perspective']}"), name_of(entry["sponsor"]) if entry["sponsor"] else ""]
        ),
        "templates": lambda: whom_of(entry),
        "cards": lambda: weights_of(entry["lines"]),
        "kpis": lambda: formats.clauses(
            [gettext("definition %(version)s") % {"version": entry["definition"]}, scoring_of(entry)]
        ),
        "grades": lambda: formats.clauses([band_of(entry), gettext("factor %(factor)s") % {"factor": entry["factor"]}]),
        "adjustments": lambda: formats.clauses([adjustment_when(entry), adjustment_effect(entry)]),
        "limits": lambda: " ".join(limits_of(entry)),
        "distribution": lambda: shares_of(entry),
        "bonus": lambda: bonus_of(entry),
        "offices": lambda: name_of(entry["person"]),
        "providers": lambda: names_of(entry["kpis"]),
        "flows": lambda: hands_of(entry),
        "duties": lambda: formats.clauses([label(f"duties.{entry['policy']}"), entry["waiver"]]),
        "days": lambda: formats.MISSING if entry["days"] is None else str(entry["days"]),
        "dates": lambda: formats.clauses([day_of(text) for name, text in entry.items() if name != "period"]),
        "guard": lambda: formats.clauses(
            [
                str(entry["kpi_limit"]),
                label(f"missing_policy.{entry['missing_policy']}"),
                label(f"default_card.{entry['default_card']}"),
            ]
        ),
        "changes": lambda: formats.clauses([str(entry["freeze_days"]), entry["text"]]),
    }
    return told[chapter]() or formats.MISSING
