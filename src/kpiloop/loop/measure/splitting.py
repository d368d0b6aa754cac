"""A value split by a dimension of its rows: the same formula for each member alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kpiloop.engine.dataflow import KpiRequest, Member, Window, build
from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import Aggregate, DatasetShape, evaluate
from kpiloop.engine.formula.nodes import Column, Comparison, Condition, Logic, Text
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org import further
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse.computing.dimensions import dimension_members
from kpiloop.loop.measure.binding import Bound, read_bindings
from kpiloop.loop.measure.choices import WINDOWS
from kpiloop.loop.measure.counting.spans import span_days
from kpiloop.loop.measure.counting.unit_keys import members_of_units
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.rows import SplitPart
from kpiloop.loop.measure.scanning import leaf_columns, person_members, run_scans, windows_of
from kpiloop.loop.plan import engine_io as plan

#: More members than this are not worth a table; the rest is named as a remainder by the caller.
MOST_MEMBERS = 20


def split(kpi_id: int, subject_id: int, period_id: int, window: str, dimension: str) -> dict[str, SplitPart]:
    """Split a KPI of a subject by a column of its rows: member -> figures.

    The version of the facts is the one the stored value was computed from, so the parts belong to
    the value that is shown. Empty when the KPI has no formula over one dataset with this dimension.
    """
    value = Value.objects.filter(
        kpi_id=kpi_id, subject_id=subject_id, period_id=period_id, window=window, is_current=True
    ).first()
    bound, shapes = _bound(kpi_id, calendar.period_by_id(SYSTEM, period_id))
    if value is None or value.warehouse_version is None or bound is None or not bound.aggregates:
        return {}
    datasets = {aggregate.dataset for aggregate in bound.aggregates}
    if len(datasets) != 1 or bound.references or dimension not in shapes[min(datasets)].columns:
        return {}
    members = dimension_members(value.warehouse_version, dataset=min(datasets), column=dimension, limit=MOST_MEMBERS)
    return _figures(value, bound, shapes, dimension, members)


def _bound(kpi_id: int, period: PeriodRow) -> tuple[Bound | None, Mapping[str, DatasetShape]]:
    shapes = warehouse.shapes()
    codes = {row.code: row.id for row in plan.published_definitions(period.starts_on).values()}
    try:
        return read_bindings(shapes, codes).in_force(kpi_id, period.starts_on), shapes
    except Refusal:
        return None, shapes


def _figures(
    value: Value, bound: Bound, shapes: Mapping[str, DatasetShape], dimension: str, shown: list[str]
) -> dict[str, SplitPart]:
    subject_id, version = value.subject_id, value.warehouse_version or 0
    narrowed = {
        (member, aggregate): _narrow(aggregate, dimension, member) for member in shown for aggregate in bound.aggregates
    }
    kind = org.subjects_by_id()[subject_id].kind
    role = "unit" if kind == "unit" else "person"
    leaves = leaves_of(kind, subject_id, bound, shapes)
    request = KpiRequest(bound.key, list(narrowed.values()), role, bound.date_columns, leaves)  # type: ignore[arg-type]
    plan_ = build([request], shapes)
    spans = sorted({aggregate.span for aggregate in bound.aggregates})
    windows = [Window(f"w{span}", *days_of(value.period_id, span or value.window)) for span in spans]
    days = min(window.starts for window in windows), max(window.ends for window in windows)
    members = members_of(kind, subject_id, days, bound, version)
    cells = run_scans(plan_, "s", version, shapes, members, windows, at_once=True)
    wide = replace(bound, aggregates=tuple(narrowed.values()))

    def figure_of(member: str, aggregate: Aggregate) -> Figure:
        there = narrowed[member, aggregate]
        cell = cells.answer(wide, there).get((str(subject_id), f"w{there.span}"))
        return Missing("no_rows") if cell is None else cell.measures[cells.place(wide, there)[1]].figure

    return {member: _part(bound, member, figure_of) for member in shown}


def _part(bound: Bound, member: str, figure_of: object) -> SplitPart:
    assert callable(figure_of)
    figures: dict[Aggregate, Figure] = {a: figure_of(member, a) for a in bound.aggregates}
    whole = evaluate(bound.node, lambda aggregate: figures[aggregate], lambda part: Missing("input_missing"))
    shown = tuple(None if isinstance(f, Missing) else f for f in figures.values())
    return SplitPart(member, shown, None if isinstance(whole, Missing) else whole)


def _narrow(aggregate: Aggregate, dimension: str, member: str) -> Aggregate:
    only: Condition = Comparison("=", Column(aggregate.dataset, dimension), Text(member))
    return replace(
        aggregate, condition=only if aggregate.condition is None else Logic("and", aggregate.condition, only)
    )


def days_of(period_id: int, window: str) -> tuple[date, date]:
    """First day and day after of a period and window, or of a span that ends with a period."""
    period = calendar.period_by_id(SYSTEM, period_id)
    if window not in WINDOWS:
        return span_days(calendar.engine_calendar(SYSTEM), period, window)
    windows = windows_of(calendar.engine_calendar(SYSTEM), [period])
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
