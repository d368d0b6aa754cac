"""The scans of a run before any of them is run: what is explained, and what states are kept for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kpiloop.engine.dataflow import Window
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.binding import Bindings, read_bindings
from kpiloop.loop.measure.counting.gathering import Asked, Stretch, asked_scans
from kpiloop.loop.measure.scanning import Failure, windows_of
from kpiloop.loop.plan import engine_io as plan


@dataclass(frozen=True)
class Planned:
    """Everything a run over some months would ask of the fact store."""

    shapes: Mapping[str, DatasetShape]  #: what formulas may know of the datasets
    windows: Sequence[Window]  #: stretches of days it answers
    asked: Mapping[str, Asked]  #: kind of subject -> scans
    failures: Sequence[Failure]  #: KPIs it would set aside


def plan_run(viewer: Actor, months: Sequence[PeriodRow], kpis: Collection[str] | None = None) -> Planned:
    """Plan a run over months; reads no fact row."""
    shapes = warehouse.shapes()
    codes = {row.code: row.id for month in months for row in plan.published_definitions(month.starts_on).values()}
    bindings = read_bindings(shapes, codes)
    wanted = {code for code in codes if kpis is None or code in kpis}
    kept = {key: rows for key, rows in bindings.versions.items() if any(row.code in wanted for row in rows)}
    assigned = plan.assignments_on(months[0].starts_on, months[-1].ends_before)
    windows = windows_of(calendar.engine_calendar(viewer), months)
    chosen = bindings if kpis is None else Bindings(kept)
    asked, failures = asked_scans(chosen, shapes, Stretch(windows, {}, None, None), assigned)
    return Planned(shapes, windows, asked, failures)
