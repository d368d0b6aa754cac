"""What a run would do, before it does it: months, version of the facts, scans shared by KPIs, and their SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.to_ibis import compile_scan
from kpiloop.engine.dataflow import ScanNote, Window, explain, lay_out
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.binding import Bindings, read_bindings
from kpiloop.loop.measure.counting.gathering import Asked, Stretch, asked_scans
from kpiloop.loop.measure.errors import PeriodsBackwards
from kpiloop.loop.measure.scanning import Failure, windows_of
from kpiloop.loop.plan import engine_io as plan


@dataclass(frozen=True)
class PreparedScan:
    """One query of a run."""

    note: ScanNote  #: dataset, date role, aggregates and the KPIs that share it
    sql: str  #: what is put to the fact store
    slots: int  #: stretches of days no window and no move cuts; rows are summed per leaf and slot, once
    levels: int  #: levels of the tree that different values are rolled up over, children into parents
    recounts: str  #: how different values are counted: bits, pairs, or empty where nothing is


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
    bindings = read_bindings(shapes, codes)
    wanted = {code for code in codes if kpis is None or code in kpis}
    kept = {key: rows for key, rows in bindings.versions.items() if any(row.code in wanted for row in rows)}
    assigned = plan.assignments_on(months[0].starts_on, months[-1].ends_before)
    windows = windows_of(calendar.engine_calendar(viewer), months)
    asked, failures = asked_scans(Bindings(kept), shapes, Stretch(windows, {}, None, None), assigned)
    return PreparedRun(
        months=tuple(row.code for row in months if not row.is_closed),
        closed=tuple(row.code for row in months if row.is_closed),
        windows=len(windows),
        warehouse_version=warehouse.current_version_number(),
        scans=tuple(scan for each in asked.values() for scan in _scans(each, shapes, windows)),
        failures=tuple(failures),
    )


def _scans(asked: Asked, shapes: Mapping[str, DatasetShape], windows: Sequence[Window]) -> Iterator[PreparedScan]:
    layout = lay_out(asked.members, windows)
    for note, scan in zip(explain(asked.plan), asked.plan.scans, strict=True):
        counts = any(measure.aggregate.function == "count_distinct" for measure in scan.measures)
        yield PreparedScan(
            note=note,
            sql=to_sql(compile_scan(scan, shapes[scan.dataset], layout)),
            slots=layout.slots,
            levels=len(layout.ladder.sources) if counts and layout.has_bits else 0,
            recounts=("bits" if layout.has_bits else "pairs") if counts else "",
        )
