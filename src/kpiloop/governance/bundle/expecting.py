"""Figures the author of a bundle expects, beside those the installation computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.bundle.contents.proof import WINDOWS
from kpiloop.governance.bundle.rows import Bundle, Expectation, Fault, Row
from kpiloop.governance.bundle.spelling import figure_text, written
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.track import selectors as track

COLUMNS = ("actual", "target", "achievement", "score")
#: (subject, KPI or empty for the card, period, window, column)
Place = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class There:
    """What the installation has: figures, and grades of cards."""

    figures: Mapping[Place, Decimal]  #: by place
    grades: Mapping[tuple[str, str], str]  #: by subject and quarter


def expectations(viewer: Actor, bundle: Bundle, *, on: date) -> tuple[Expectation, ...]:
    """Every figure the bundle states, with what the installation has for it.

    Units:    the unit of the KPI; achievement as a fraction, 1 is on target; score in points, grade as its word.
    Law:      figures are equal when they are at the decimals that are written.
    Missing:  what was not computed yet is neither right nor wrong.
    """
    rows = bundle.rows("expected")
    asked = {written(row.values.get("period")) for row in rows}
    months = sorted(asked & {row.code for row in calendar.periods(viewer, kind="month")})
    scored = _scored(viewer, asked & {row.code for row in calendar.periods(viewer, kind="quarter")})
    figures = _figures(viewer, months) if months else {}
    halves = asked & {row.code for row in calendar.periods(viewer, kind="half")}
    found = There({**figures, **_halved(viewer, halves, on), **scored.figures}, scored.grades)
    return tuple(each for row in rows for each in _of_row(row, found))


def differing(stated: Iterable[Expectation]) -> tuple[Fault, ...]:
    """Figures that are otherwise here, as things to look into; they keep nothing from being imported."""
    return tuple(
        Fault(
            "bundle_expected_differs",
            each.where,
            {"key": each.key, "column": each.column, "stated": each.stated, "found": each.found},
        )
        for each in stated
        if each.is_met is False
    )


def _of_row(row: Row, found: There) -> Iterator[Expectation]:
    subject, kpi, period, window = (written(row.values.get(name)) for name in ("subject", "kpi", "period", "window"))
    key = " / ".join(part for part in (subject, kpi, period, window) if part)
    for column in COLUMNS:
        stated = row.values.get(column)
        if isinstance(stated, Decimal):
            # A quarter is scored once, and a half-year counted once, whatever window its months are judged on.
            figure = found.figures.get((subject, kpi, period, window, column))
            figure = found.figures.get((subject, kpi, period, "", column)) if figure is None else figure
            shown = None if figure is None else figure_text(_as_written(figure, stated))
            yield Expectation(row.place(column), key, column, figure_text(stated), shown)
    grade = row.values.get("grade")
    if grade:
        yield Expectation(row.place("grade"), key, "grade", written(grade), found.grades.get((subject, period)))


def _as_written(figure: Decimal, stated: Decimal) -> Decimal:
    exponent = stated.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return figure.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _figures(viewer: Actor, periods: list[str]) -> dict[Place, Decimal]:
    codes = _codes(viewer)
    found: dict[Place, Decimal] = {}
    for window in WINDOWS:
        for value in measure.values(viewer, period_codes=periods, window=window):
            if value.actual is not None and value.subject_id in codes:
                found[codes[value.subject_id], value.kpi_code, value.period_code, window, "actual"] = value.actual
    for status in track.statuses(viewer, period_codes=periods):
        line = status.assignment
        for column, figure in (("target", status.target), ("achievement", status.achievement)):
            if figure is not None:
                found[line.subject.code, line.kpi.code, status.period_code, line.kpi.judged_on, column] = figure
    return found


def _halved(viewer: Actor, codes: set[str], today: date) -> dict[Place, Decimal]:
    """Figures of half-years that are over, with target and achievement where somebody answers for them."""
    halves = [half for half in measure.halves_named(viewer, codes, today=today) if half.is_whole] if codes else []
    subjects = _codes(viewer) if halves else {}
    found: dict[Place, Decimal] = {}
    for (_kpi, subject, half), value in measure.half_values(viewer, halves).items():
        if value.actual is not None and subject in subjects:
            found[subjects[subject], value.kpi_code, half, "", "actual"] = value.actual
    for row in track.halves(viewer, halves=halves, today=today):
        for column, figure in (("target", row.target), ("achievement", row.achievement)):
            if isinstance(figure, Decimal):
                found[row.assignment.subject.code, row.assignment.kpi.code, row.half.code, "", column] = figure
    return found


def _codes(viewer: Actor) -> dict[int, str]:
    held = org.organisation(viewer)
    named = (held.units, held.tree_units, held.positions, held.people)
    return {key: row.code for rows in named for key, row in rows.items()}


def _scored(viewer: Actor, quarters: set[str]) -> There:
    """What was scored in some quarters: lines by KPI, totals and grades of cards; only what the viewer may see."""
    figures: dict[Place, Decimal] = {}
    grades: dict[tuple[str, str], str] = {}
    may_see = viewer.may("reviews.view_own") or viewer.may("reviews.view_all")
    cycles = [row for row in reward.cycles(viewer) if row.period_code in quarters] if quarters and may_see else []
    for cycle in cycles:
        for sheet in reward.sheets(viewer, cycle_id=cycle.id, with_lines=True):
            subject, quarter = sheet.subject.code, cycle.period_code
            grades[subject, quarter] = sheet.grade
            said = {("", "score"): sheet.total} | {
                (line.kpi.code, column): getattr(line, column) for line in sheet.lines for column in COLUMNS
            }
            known = {place: figure for place, figure in said.items() if figure is not None}
            figures |= {(subject, kpi, quarter, "", column): figure for (kpi, column), figure in known.items()}
    return There(figures, grades)
