"""The scans of a run before any of them is run: what is explained, and what states are kept for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpiloop.engine.dataflow import Window
from kpiloop.engine.formula import DatasetShape, canonical
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.binding import Bindings, Bound, read_bindings
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
    of_company: tuple[str, ...] = ()  #: figures of the company that formulas name


def plan_run(viewer: Actor, months: Sequence[PeriodRow], kpis: Collection[str] | None = None) -> Planned:
    """Plan a run over months; reads no fact row."""
    shapes = warehouse.shapes()
    codes = {row.code: row.id for month in months for row in plan.published_definitions(month.starts_on).values()}
    bindings = read_bindings(shapes, codes)
    chosen = bindings if kpis is None else Bindings(_with_named(bindings, set(kpis), codes))
    assigned = plan.assignments_on(months[0].starts_on, months[-1].ends_before)
    windows = windows_of(calendar.engine_calendar(viewer), months)
    asked, failures = asked_scans(chosen, shapes, Stretch(windows, {}, None, None), assigned)
    return Planned(shapes, windows, asked, failures, tuple(sorted(_of_company(chosen))))


def _with_named(bindings: Bindings, codes: set[str], keys: Mapping[str, int]) -> dict[int, tuple[Bound, ...]]:
    """Formulas of some KPIs and of all they name, however deep: these are computed for them."""
    kept: dict[int, tuple[Bound, ...]] = {}
    waiting = [keys[code] for code in codes if code in keys]
    while waiting:
        key = waiting.pop()
        if key not in kept:
            kept[key] = bindings.versions.get(key, ())
            waiting += [keys[part.code] for bound in kept[key] for part in bound.references if part.code in keys]
    return {key: rows for key, rows in bindings.versions.items() if key in kept}


def _of_company(bindings: Bindings) -> Iterator[str]:
    """What is looked up once per window for everybody: the figures of the company some formula names."""
    named = {part for bound in bindings.everything() for part in bound.references if part.whose == "company"}
    return (canonical(part) for part in named)
