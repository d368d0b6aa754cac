"""Values of weeks: what was wanted, what came out, how it was judged, and whether it came at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.reports.export_rows import Cell, Export, require_known
from kpiloop.interfaces.reports.value_export import FURTHER, evidence_of, growth, marks_of
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.weeks.lines import WeekRow

COLUMNS = (
    *("id", "subject", "kpi", "week", "starts_on", "ends_on", "target", "actual", "achievement", "status", "arrival"),
    "is_partial",
)
#: A week has no year to date and no constant rates; a year before is a week, by the policy of the calendar.
ALSO = {"yoy": ("prior_year_week", "prior_year", "yoy"), **{name: FURTHER[name] for name in ("trust", "evidence")}}


def export_weeks(viewer: Actor, *, period_codes: Sequence[str], also: Collection[str] = ()) -> Export:
    """One row per KPI, subject and week; `arrival` says known, waiting, due or missing where somebody answers."""
    require_known(also, ALSO)
    today = timezone.localdate()
    weeks = calendar.periods_by_code(viewer, list(period_codes))
    rows = measure.values(viewer, period_codes=period_codes, window=WEEK)
    judged = {
        (row.assignment.kpi.id, row.assignment.subject.id, row.period.code): row
        for row in track.weeks(viewer, period_codes=period_codes, today=today)
    }
    before = _year_before(viewer, weeks.values(), rows) if "yoy" in also else {}
    trust = track.trust(viewer, rows, today=today) if "trust" in also else {}
    subjects = {key: org.subject_by_id(viewer, key) for key in {row.subject_id for row in rows}}
    table: list[tuple[Cell, ...]] = []
    for row in rows:
        week, seen = weeks[row.period_code], judged.get((row.kpi_id, row.subject_id, row.period_code))
        cells: list[Cell] = [row.id, subjects[row.subject_id].code, row.kpi_code, row.period_code]
        cells += [week.starts_on, week.last_day, *_judged(row, seen, is_running=week.is_partial(today))]
        cells += _compared(row, before, seen) if "yoy" in also else ()
        cells += (trust[row.id].origin, marks_of(trust[row.id])) if "trust" in also else ()
        cells += evidence_of(row, subjects[row.subject_id].name_zh) if "evidence" in also else ()
        table.append(tuple(cells))
    columns = (*COLUMNS, *(column for name, more in ALSO.items() if name in also for column in more))
    return Export("weeks", columns, tuple(table))


def _judged(row: ValueRow, seen: WeekRow | None, *, is_running: bool) -> tuple[Cell, ...]:
    is_partial = "yes" if is_running or row.state == "partial" else "no"
    if seen is None:
        return (None, row.actual, None, None, None, is_partial)
    return (_known(seen.target), row.actual, _known(seen.achievement), seen.light, seen.state, is_partial)


def _year_before(
    viewer: Actor, weeks: Collection[PeriodRow], rows: Sequence[ValueRow]
) -> dict[int, tuple[str, Decimal | None]]:
    """The week a year before, by the policy of the calendar, and its figure; by key of the value."""
    codes = {row.id: before.code for row in weeks if (before := calendar.prior_year(viewer, row)) is not None}
    on = max((row.last_day for row in weeks), default=None)
    found = measure.values(viewer, period_codes=set(codes.values()), window=WEEK, on=on)
    figures = {(row.kpi_id, row.subject_id, row.period_code): row.actual for row in found}
    return {
        row.id: (code, figures.get((row.kpi_id, row.subject_id, code)))
        for row in rows
        if (code := codes.get(row.period_id)) is not None
    }


def _compared(
    row: ValueRow, before: Mapping[int, tuple[str, Decimal | None]], seen: WeekRow | None
) -> tuple[Cell, ...]:
    code, figure = before.get(row.id, (None, None))
    return (code, figure, growth(row.actual, figure, seen.assignment.kpi if seen else None))


def _known(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure
