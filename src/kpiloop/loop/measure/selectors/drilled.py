"""The units right below a unit, month by month and by a dimension of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from kpiloop.engine.dataflow import Window
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.foundation.reading import one_reading
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse import selectors as stored
from kpiloop.loop.measure.errors import DrillImpossible, KpiUnknown, PeriodsBackwards
from kpiloop.loop.measure.splitting.drilling import DrillAsked, drill
from kpiloop.loop.measure.splitting.unfolding import unfold
from kpiloop.loop.measure.splitting.values import bound_in_force


class DrilledRow(NamedTuple):
    """One figure; a tuple, because a page asks for thousands."""

    subject: SubjectRow  #: unit below
    period: str  #: month
    member: str  #: value of the dimension
    figure: Decimal | None  #: None = missing


@dataclass(frozen=True)
class Drilled:
    """What lies below a unit, and how it was read."""

    rows: tuple[DrilledRow, ...]  #: by unit, month and member; only where there are rows of facts
    read: str  #: months (the month table) or rows
    statements: tuple[str, ...]  #: the queries that answered


def drill_down(viewer: Actor, *, kpi: str, unit_id: int, first: str, last: str, by: str) -> Drilled:
    """A KPI of the units right below a unit, in each month, by a dimension of its rows, from the facts in force.

    Law:      each figure is recomputed from detail; the tree is that of each day.
    Errors:   permission_denied, not_found, measure_kpi_unknown, period_unknown, measure_periods_backwards,
              drill_impossible.
    """
    require(viewer, "values.view")
    with one_reading():
        return _drill_down(viewer, kpi, unit_id, first, last, by)


def _drill_down(viewer: Actor, kpi: str, unit_id: int, first: str, last: str, by: str) -> Drilled:
    known = calendar.periods_by_code(viewer, [first, last])
    months = [row for row in calendar.periods(viewer) if first <= row.code <= last]
    if not months:
        raise PeriodsBackwards(first=first, last=last)
    day = known[last].ends_before - timedelta(days=1)
    seen = org.visible_subjects(viewer, on=day)
    org.subject_by_id(viewer, unit_id, on=day)
    below = [key for key in org_io.full_tree(day).children.get(unit_id, ()) if seen.sees(key)]
    bound, bindings, shapes = bound_in_force(kpi, months[-1])
    version = warehouse.current_version_number()
    if bound is None:
        raise KpiUnknown(kpi=kpi)
    formula = unfold(bound, bindings, months[-1].starts_on)
    datasets = {aggregate.dataset for aggregate in formula.sources} if formula else set()
    if formula is None or len(datasets) != 1 or version is None or by not in _dimensions(min(datasets)):
        raise DrillImpossible(kpi=kpi, dimension=by)
    if not below:
        return Drilled((), "rows", ())
    windows = [Window(row.code, row.starts_on, row.ends_before) for row in months]
    found = drill(DrillAsked(formula, below, windows, by, version), bindings, shapes)
    names = org_io.subjects_by_id()
    rows = [DrilledRow(names[key], month, member, part.figure) for (key, month, member), part in found.parts.items()]
    return Drilled(
        tuple(sorted(rows, key=lambda row: (row.subject.code, row.period, row.member))), found.read, found.statements
    )


def _dimensions(dataset: str) -> tuple[str, ...]:
    return tuple(stored.dataset(SYSTEM, dataset).dimensions)
