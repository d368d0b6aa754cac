"""Figures targets are set from: last year's months, and the months of another KPI (TG-01)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow, NewTarget
from kpiloop.loop.plan.target_writing import moved_by_hand
from kpiloop.loop.plan.targeting.phasing import YearShape


def prior_months(viewer: Actor, year: int, rows: Iterable[AssignmentRow]) -> dict[tuple[int, int], tuple[Decimal, ...]]:
    """Last year's months by (KPI, subject) of every flow whose months are all there."""
    found = base_months(viewer, year, [row for row in rows if row.kpi.time_kind == "flow"])
    return {key: known for key, months in found.items() if len(known := _known(months)) == len(months)}


def base_months(
    viewer: Actor, year: int, rows: Iterable[AssignmentRow]
) -> dict[tuple[int, int], tuple[Decimal | None, ...]]:
    """The months of the year before by (KPI, subject), in order; a month without a complete figure is None."""
    codes = {row.kpi.code for row in rows}
    months = calendar.periods(viewer, kind="month", fiscal_year=year - 1) if codes else ()
    if not months or not viewer.may("values.view"):
        return {}
    asked = [month.code for month in months]
    held: dict[tuple[int, int], dict[str, Decimal]] = {}
    for (kpi, subject, code), actual in measure.actuals(
        viewer, period_codes=asked, kpi_codes=codes, complete=True
    ).items():
        if actual is not None:
            held.setdefault((kpi, subject), {})[code] = actual
    return {key: tuple(figures.get(month.code) for month in months) for key, figures in held.items()}


def source_months(
    viewer: Actor, *, kpi: str, period_codes: Collection[str], rows: Iterable[AssignmentRow]
) -> dict[tuple[int, str], Decimal]:
    """Complete figures of another KPI of the same subjects, by (assignment, month).

    A budget that lies in a source is such a KPI: its formula over the rows, weighted or not, says what the
    target is; units, calendars and missing rows are treated as everywhere.
    """
    subjects = {row.subject.id: row.id for row in rows}
    values = measure.values(viewer, period_codes=period_codes, kpi_codes={kpi}, subject_ids=set(subjects))
    return {
        (subjects[value.subject_id], value.period_code): value.actual
        for value in values
        if value.actual is not None and value.state == "complete"
    }


def taken_targets(viewer: Actor, *, kpi: str, fiscal_year: int, rows: Iterable[AssignmentRow]) -> list[NewTarget]:
    """Targets of the open months of a year as they would follow another KPI.

    Law:      locked targets and those that already say so are left out; thresholds and stretches move along
              unless they are pinned.
    """
    lines = list(rows)
    months = calendar.periods(viewer, kind="month", fiscal_year=fiscal_year)
    codes = [month.code for month in months if not month.is_closed]
    figures = source_months(viewer, kpi=kpi, period_codes=codes, rows=lines)
    held = plan.targets(viewer, assignment_ids=[row.id for row in lines], period_codes=codes)
    standing = {(row.assignment_id, row.period_code): row for row in held.values()}
    return [
        moved_by_hand(key, code, figure, before)
        for (key, code), figure in figures.items()
        if (before := standing.get((key, code))) is None or not (before.is_locked or before.target == figure)
    ]


def year_shape(viewer: Actor, *, row: AssignmentRow, fiscal_year: int, typed: Sequence[Decimal] = ()) -> YearShape:
    """What the weights of a year of one assignment may be taken from."""
    months = calendar.periods(viewer, kind="month", fiscal_year=fiscal_year)
    now = plan.targets(viewer, assignment_ids=[row.id], period_codes=[month.code for month in months])
    prior = prior_months(viewer, fiscal_year, [row])
    return YearShape(
        months=len(months),
        work_days=calendar.working_days_of(viewer, months),
        prior=prior.get((row.kpi.id, row.subject.id), ()),
        now=[now[row.id, month.id].target if (row.id, month.id) in now else None for month in months],
        typed=typed,
    )


def _known(months: Iterable[Decimal | None]) -> tuple[Decimal, ...]:
    return tuple(figure for figure in months if figure is not None)
