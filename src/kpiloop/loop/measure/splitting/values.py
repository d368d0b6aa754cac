"""A value split by a dimension of its rows: the same formula for each member alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kpiloop.engine.dataflow import Member, Window
from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import FUNCTIONS, Aggregate, DatasetShape
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import further
from kpiloop.foundation.org.fiscal_years import own_calendar
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.binding import Bindings, Bound, read_bindings
from kpiloop.loop.measure.choices import WEEK, WINDOWS, of_own
from kpiloop.loop.measure.counting.spans import SPAN_OF, span_days
from kpiloop.loop.measure.counting.unit_keys import members_of_units
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.rows import SplitPart
from kpiloop.loop.measure.scanning import leaf_columns, person_members, windows_of
from kpiloop.loop.measure.splitting.columns import figures_of
from kpiloop.loop.measure.splitting.drilling import MOST_MEMBERS, DrillAsked, drill
from kpiloop.loop.measure.splitting.unfolding import Unfolded
from kpiloop.loop.plan import engine_io as plan


def split(kpi_id: int, subject_id: int, period_id: int, window: str, dimension: str) -> dict[str, SplitPart]:
    """Split a KPI of a subject by a column of its rows: member -> figures.

    The version of the facts is the one the stored value was computed from, so the parts belong to
    the value that is shown. Empty when the KPI has no formula over one dataset with this dimension.
    """
    ready = splittable(kpi_id, subject_id, period_id, window, (dimension,))
    if ready is None:
        return {}
    asked = replace(ready.asked, dimension=dimension, most=MOST_MEMBERS)
    found = drill(asked, ready.bindings, ready.shapes)
    formula = asked.formula
    without = [[_without_rows(each, bool(found.parts))] * len(found.members) for each in formula.sources]
    nothing = figures_of(formula, found.members, without)
    return {part.member: found.parts.get((subject_id, "w", part.member), part) for part in nothing}


@dataclass(frozen=True)
class Splittable:
    """A stored value that can be split, with all that is needed for it."""

    asked: DrillAsked  #: without a dimension yet
    dataset: str  #: whose rows are behind it
    bindings: Bindings  #: all formulas
    shapes: Mapping[str, DatasetShape]  #: what datasets hold


def splittable(kpi_id: int, subject_id: int, period_id: int, window: str, columns: Sequence[str]) -> Splittable | None:
    """A stored value by columns of the rows behind it, in the version of the facts it was computed from.

    Missing:  None without a value, a formula over one dataset, or one of the columns.
    """
    value = Value.objects.filter(
        kpi_id=kpi_id, subject_id=subject_id, period_id=period_id, window=window, is_current=True
    ).first()
    bound, bindings, shapes = bound_in_force(kpi_id, calendar.period_by_id(SYSTEM, period_id))
    if value is None or value.warehouse_version is None or bound is None or not bound.aggregates:
        return None
    datasets = {aggregate.dataset for aggregate in bound.aggregates}
    if len(datasets) != 1 or bound.references or not set(columns) <= set(shapes[min(datasets)].columns):
        return None
    formula = Unfolded(bound.node, dict.fromkeys(bound.aggregates, bound))
    spans = sorted({aggregate.span for aggregate in bound.aggregates})
    windows = [Window(f"w{span}", *days_of(period_id, span or window)) for span in spans]
    asked = DrillAsked(formula, (subject_id,), windows, "", value.warehouse_version, ("w",))
    return Splittable(asked, min(datasets), bindings, shapes)


def _without_rows(aggregate: Aggregate, has_others: bool) -> Figure:
    """A member none of whose rows count here: an honest 0 where the subject has rows and sums begin at 0."""
    return Decimal(0) if has_others and FUNCTIONS[aggregate.function].empty_is_zero else Missing("no_rows")


def bound_in_force(kpi: int | str, period: PeriodRow) -> tuple[Bound | None, Bindings, Mapping[str, DatasetShape]]:
    """The formula a KPI (key or code) is computed by in a period, with all formulas and what datasets hold."""
    shapes = warehouse.shapes()
    codes = {row.code: row.id for row in plan.published_definitions(period.starts_on).values()}
    try:
        bindings = read_bindings(shapes, codes)
    except Refusal:
        return None, Bindings({}), shapes
    key = codes.get(kpi, 0) if isinstance(kpi, str) else kpi
    return bindings.in_force(key, period.starts_on), bindings, shapes


def days_of(period_id: int, window: str) -> tuple[date, date]:
    """First day and day after of a period and window, or of a span that ends with a period."""
    period = calendar.period_by_id(SYSTEM, period_id)
    if window == WEEK:
        return period.starts_on, period.ends_before
    group = calendar.engine_calendar(SYSTEM)
    if own := of_own(window):
        return span_days(own_calendar(group, own[1]), period, SPAN_OF[own[0]])
    if window not in WINDOWS:
        return span_days(group, period, window)
    windows = windows_of(group, [period])
    found = next(row for row in windows if row.window.endswith(f":{window}"))
    return found.starts, found.ends


def leaves_of(kind: str, subject_id: int, bound: Bound | None, shapes: Mapping[str, DatasetShape]) -> dict[str, str]:
    """By which column the rows of one subject are told apart, where it is not the usual one."""
    tree = further.tree_of_node(subject_id) if kind == "unit" else ""
    return leaf_columns(bound.unit_columns if bound else {}, shapes, tree) if kind == "unit" else {}


def members_of(
    kind: str, subject_id: int, days: tuple[date, date], bound: Bound | None = None, version: int | None = None
) -> list[Member]:
    """The codes whose rows count for one subject, with their days."""
    if kind == "unit":
        shapes = warehouse.shapes() if bound and bound.unit_columns else {}
        tree = further.tree_of_node(subject_id)
        every = members_of_units([bound] if bound else [], shapes, version, days, tree=tree)
    else:
        every = person_members(*days, {subject_id})
    return [member for member in every if member.subject == str(subject_id)]
