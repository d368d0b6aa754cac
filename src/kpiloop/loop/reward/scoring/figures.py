"""Reading the figures of a quarter once for everybody: values, targets and formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from kpiloop.engine.formula import KpiReference, Node, Shift, parse, walk
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow
from kpiloop.loop.reward.scoring.quarter import FigureBook, Key


def figure_book(actor: Actor, quarter: tuple[PeriodRow, ...], counting: Iterable[AssignmentRow]) -> FigureBook:
    """Values, targets and formulas of a quarter, with the earlier months its formulas look back to."""
    months = calendar.periods(actor, kind="month")
    year = [m for m in months if m.fiscal_year == quarter[-1].fiscal_year and m.ends_before <= quarter[-1].ends_before]
    kpis = plan_io.published_definitions(quarter[-1].starts_on)
    kpi_ids = {row.code: row.id for row in kpis.values()}
    formulas = {
        (kpi_ids[row.kpi_code], row.version): parse(row.text)
        for row in measure.formulas(actor)
        if row.kpi_code in kpi_ids
    }
    quarter_ids = [month.id for month in quarter]
    earlier = _earlier(actor, quarter, _shifts(formulas.values()))
    wanted = quarter_ids + sorted({month.id for month in earlier.values()})
    rows = _year_assignments(year, counting)
    return FigureBook(
        months=months,
        values=measure_io.values_for(wanted, "month"),
        ytd_values=measure_io.values_for(quarter_ids, "ytd"),
        quarter_values=measure_io.values_for([quarter[-1].id], "qtd"),
        targets=_targets_by_story(year, rows),
        first_days=_first_days(rows),
        formulas=formulas,
        kpi_ids=kpi_ids,
        time_kinds={row.id: row.time_kind for row in kpis.values()},
        earlier=earlier,
        quarter_months=len(quarter),
    )


def _shifts(formulas: Iterable[Node]) -> set[Shift]:
    shifts = {part.shift for node in formulas for part in walk(node) if isinstance(part, KpiReference)}
    return shifts - {"none"}


def _earlier(actor: Actor, quarter: Iterable[PeriodRow], shifts: set[Shift]) -> dict[tuple[Shift, int], PeriodRow]:
    """The months formulas look back to from each month of the quarter."""
    look_back = {"prior_year": calendar.prior_year, "prior_period": calendar.previous}
    found: dict[tuple[Shift, int], PeriodRow] = {}
    for month in quarter:
        for shift in shifts:
            before = look_back[shift](actor, month)
            if before is not None:
                found[shift, month.id] = before
    return found


def _year_assignments(year: list[PeriodRow], counting: Iterable[AssignmentRow]) -> dict[int, AssignmentRow]:
    start, end = year[0].starts_on, year[-1].ends_before
    versions = sorted({row.scheme_id for row in counting})
    return {row.id: row for key in versions for row in plan_io.assignments_of_version(key, start, end)}


def _targets_by_story(year: list[PeriodRow], rows: Mapping[int, AssignmentRow]) -> Mapping[Key, TargetRow]:
    """Monthly targets by KPI and subject: they go on when the owner changes, and the later one wins."""
    targets = plan_io.targets_for([month.id for month in year])
    found: dict[Key, TargetRow] = {}
    for (assignment_id, period_id), target in sorted(targets.items(), key=lambda each: _start(rows, each[0][0])):
        row = rows.get(assignment_id)
        if row is not None:
            found[row.kpi.id, row.subject.id, period_id] = target
    return found


def _start(rows: Mapping[int, AssignmentRow], assignment_id: int) -> date:
    return rows[assignment_id].valid_from if assignment_id in rows else date.min


def _first_days(rows: Mapping[int, AssignmentRow]) -> dict[tuple[int, int], date]:
    first: dict[tuple[int, int], date] = {}
    for row in rows.values():
        key = (row.kpi.id, row.subject.id)
        first[key] = min(first.get(key, row.valid_from), row.valid_from)
    return first
