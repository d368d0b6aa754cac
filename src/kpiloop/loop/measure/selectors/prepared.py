"""What a run would do, before it does it: months, version of the facts, scans shared by KPIs, and their SQL."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.to_ibis import compile_scan
from kpiloop.engine.dataflow import Plan, ScanNote, explain
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.binding import Bound, read_bindings
from kpiloop.loop.measure.errors import PeriodsBackwards
from kpiloop.loop.measure.scanning import Failure, plan_scans, windows_of
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import AssignmentRow


@dataclass(frozen=True)
class PreparedScan:
    """One query of a run."""

    note: ScanNote  #: dataset, date role, aggregates and the KPIs that share it
    sql: str  #: what is put to the fact store


@dataclass(frozen=True)
class PreparedRun:
    """A run that was planned and not started."""

    months: tuple[str, ...]  #: open months it would compute
    closed: tuple[str, ...]  #: months in between it would leave alone
    windows: int  #: stretches of days answered by one pass over the rows
    warehouse_version: int | None  #: version of the facts; None before the first load
    scans: tuple[PreparedScan, ...]  #: queries, units first, then people
    failures: tuple[Failure, ...]  #: KPIs it would set aside: kpi, code, fields


def prepared_run(viewer: Actor, *, first: str, last: str, kpis: Collection[str] | None = None) -> PreparedRun:
    """Plan a run from first to last month; reads no fact row and writes nothing.

    Errors:   permission_denied (measures.run), period_unknown, measure_periods_backwards.
    """
    require(viewer, "measures.run")
    calendar.periods_by_code(viewer, [first, last])
    months = [row for row in calendar.periods(viewer) if first <= row.code <= last]
    if not months:
        raise PeriodsBackwards(first=first, last=last)
    shapes = warehouse.shapes()
    codes = {row.code: row.id for month in months for row in plan.published_definitions(month.starts_on).values()}
    bounds = [row for row in read_bindings(shapes, codes).everything() if kpis is None or row.code in kpis]
    assigned = plan.assignments_on(months[0].starts_on, months[-1].ends_before)
    units, failures = plan_scans(bounds, "unit", shapes)
    people, more = plan_scans(_personal(bounds, assigned), "person", shapes)
    return PreparedRun(
        months=tuple(row.code for row in months if not row.is_closed),
        closed=tuple(row.code for row in months if row.is_closed),
        windows=len(windows_of(calendar.engine_calendar(viewer), months)),
        warehouse_version=warehouse.current_version_number(),
        scans=(*_scans(units, shapes), *_scans(people, shapes)),
        failures=(*failures, *more),
    )


def _personal(bounds: Collection[Bound], assigned: Collection[AssignmentRow]) -> list[Bound]:
    held = {row.kpi.id for row in assigned if row.subject.kind != "unit"}
    return [bound for bound in bounds if bound.kpi_id in held]


def _scans(planned: Plan, shapes: dict[str, DatasetShape]) -> list[PreparedScan]:
    pairs = zip(explain(planned), planned.scans, strict=True)
    return [PreparedScan(note, to_sql(compile_scan(scan, shapes[scan.dataset]))) for note, scan in pairs]
