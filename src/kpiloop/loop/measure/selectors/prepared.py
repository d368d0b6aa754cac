"""What a run would do, before it does it: months, version of the facts, scans shared by KPIs, and their SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.to_ibis import compile_scan
from kpiloop.engine.dataflow import ScanNote, explain, lay_out
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.counting.gathering import Asked
from kpiloop.loop.measure.counting.planning import Planned, plan_run
from kpiloop.loop.measure.errors import PeriodsBackwards
from kpiloop.loop.measure.scanning import Failure


@dataclass(frozen=True)
class PreparedScan:
    """One query of a run."""

    note: ScanNote  #: dataset, date role, aggregates and the KPIs that share it
    sql: str  #: what is put to the fact store
    slots: int  #: stretches of days no window and no move cuts; rows are summed per leaf and slot, once
    levels: int  #: levels of the tree that different values are rolled up over, children into parents
    recounts: str  #: how different values are counted: arrays, bits, pairs, or empty where nothing is
    kept: tuple[str, ...]  #: months whose rows are not read again, because a state speaks for them


@dataclass(frozen=True)
class PreparedRun:
    """A run that was planned and not started."""

    months: tuple[str, ...]  #: open months it would compute
    closed: tuple[str, ...]  #: months in between it would leave alone
    windows: int  #: stretches of days answered by one pass over the rows
    warehouse_version: int | None  #: version of the facts; None before the first load
    scans: tuple[PreparedScan, ...]  #: queries, units first, then people
    failures: tuple[Failure, ...]  #: KPIs it would set aside: kpi, code, fields
    of_company: tuple[str, ...] = ()  #: figures of the company formulas name, each looked up once per window


def prepared_run(viewer: Actor, *, first: str, last: str, kpis: Collection[str] | None = None) -> PreparedRun:
    """Plan a run from first to last month; reads no fact row and writes nothing.

    Errors:   permission_denied (measures.run), period_unknown, measure_periods_backwards.
    """
    require(viewer, "measures.run")
    calendar.periods_by_code(viewer, [first, last])
    months = [row for row in calendar.periods(viewer) if first <= row.code <= last]
    if not months:
        raise PeriodsBackwards(first=first, last=last)
    planned = plan_run(viewer, months, kpis)
    version = warehouse.current_version_number()
    return PreparedRun(
        months=tuple(row.code for row in months if not row.is_closed),
        closed=tuple(row.code for row in months if row.is_closed),
        windows=len(planned.windows),
        warehouse_version=version,
        scans=tuple(scan for each in planned.asked.values() for scan in _scans(each, planned, version)),
        failures=tuple(planned.failures),
        of_company=planned.of_company,
    )


def _scans(asked: Asked, planned: Planned, version: int | None) -> Iterator[PreparedScan]:
    layout = lay_out(asked.members, planned.windows)
    for note, scan in zip(explain(asked.plan), asked.plan.scans, strict=True):
        counts = any(measure.aggregate.function == "count_distinct" for measure in scan.measures)
        found = None if version is None else warehouse.kept_months(version, scan, layout)
        arrays = frozenset() if version is None else warehouse.measures_over_arrays(version, scan, layout)
        shape = planned.shapes[scan.dataset]
        yield PreparedScan(
            note=note,
            sql=to_sql(compile_scan(scan, shape, layout, is_kept=found is not None, counted=arrays)),
            slots=layout.slots,
            levels=len(layout.ladder.sources) if counts and layout.has_bits else 0,
            recounts=("arrays" if arrays else "bits" if layout.has_bits else "pairs") if counts else "",
            kept=() if found is None else found.months,
        )
