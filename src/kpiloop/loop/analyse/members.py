"""The two sides of a change, member by member: what each was in the base and what it is now."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kpiloop.engine.formula import Aggregate, Node, canonical, walk
from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.parts import Member
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.around import Bases
from kpiloop.loop.analyse.choices import TARGET
from kpiloop.loop.analyse.sides import Naming, Sides
from kpiloop.loop.analyse.weighting import denominator_of, weight_of
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure.rows import SplitPart, ValueRow
from kpiloop.loop.plan.rows import AssignmentRow, KpiRow

_ZERO = Decimal(0)


def unit_sides(assignment: AssignmentRow, bases: Bases, baseline: str) -> Sides | None:
    """Members are the units right below (or who the KPI was cascaded to).

    Missing:  None when the baseline is the target and a member with a figure has none.
    """
    kpi = assignment.kpi
    children = around.children_of(assignment, bases.period)
    values = around.values_around([kpi.code], [*children, assignment.subject.id], bases, kpi.judged_on)
    statuses = around.statuses_of(kpi.id, children, bases.period)
    own = around.value_in(values, kpi.id, assignment.subject.id, bases.period)
    node = around.formula_of(own)
    denominator = denominator_of(node) if node else None
    is_ratio = denominator is not None or kpi.time_kind == "ratio"
    subjects = org_io.subjects_by_id()
    members, names = [], {}
    for key in children:
        now = around.value_in(values, kpi.id, key, bases.period)
        before = around.value_in(values, kpi.id, key, bases.of(baseline))
        status = statuses.get(key)
        if now is None and before is None and status is None:
            continue
        base = around.figure_in(before)
        if baseline == TARGET:
            base = around.target_of(status, kpi.judged_on)
            if isinstance(base, Missing):
                return None
        code = subjects[key].code
        members.append(_unit_member(code, base, before, now, denominator, is_ratio))
        names[code] = Naming(
            subjects[key].name_zh, subjects[key].name_en, key, status.assignment.id if status else None
        )
    return Sides(tuple(members), names, is_ratio=is_ratio, leftover=leftover_of(kpi))


def member_sides(assignment: AssignmentRow, bases: Bases, baseline: str, dimension: str) -> Sides | None:
    """Members are the values of one dimension of the rows behind the KPI; a dimension has no targets."""
    if baseline == TARGET:
        return None
    kpi, subject = assignment.kpi, assignment.subject
    values = around.values_around([kpi.code], [subject.id], bases, kpi.judged_on)
    periods = (bases.of(baseline), bases.period)
    before, now = (_split(kpi.id, subject.id, period, kpi.judged_on, dimension) for period in periods)
    node = around.formula_of(around.value_in(values, kpi.id, subject.id, bases.period))
    denominator = denominator_of(node) if node else None
    keys = sorted({*before, *now})
    return Sides(
        tuple(row_member(key, before.get(key), now.get(key), node, denominator) for key in keys),
        {key: Naming(key) for key in keys},
        is_ratio=denominator is not None,
        leftover=leftover_of(kpi),
    )


def row_member(
    key: str, old: SplitPart | None, new: SplitPart | None, node: Node | None, denominator: Node | None
) -> Member:
    """A member of the rows behind a figure, from what it was and what it is."""
    return Member(
        key=key,
        base=_part_figure(old, denominator),
        current=_part_figure(new, denominator),
        base_weight=_part_weight(old, node, denominator),
        current_weight=_part_weight(new, node, denominator),
        state=state_of(_has_rows(old), _has_rows(new)),
    )


def _unit_member(
    key: str, base: Figure, before: ValueRow | None, now: ValueRow | None, denominator: Node | None, is_ratio: bool
) -> Member:
    """A unit without any row on one side is new or gone: 0 where figures add up, weight 0 where they do not."""
    current = around.figure_in(now)
    if not is_ratio:
        is_new = before is None and isinstance(base, Missing)
        state = state_of(not is_new, now is not None)
        return Member(key, _ZERO if is_new else base, _ZERO if now is None else current, state=state)
    return Member(key, base, current, _value_weight(before, denominator), _value_weight(now, denominator))


def state_of(was: bool, is_now: bool) -> str:
    """Whether a member is new or gone: on one side only."""
    if was == is_now:
        return ""
    return "new" if is_now else "gone"


def _has_rows(part: SplitPart | None) -> bool:
    """A member that is named on a side only because it has rows on the other has no honest figure but 0."""
    return part is not None and any(part.figures)


def _value_weight(row: ValueRow | None, denominator: Node | None) -> Figure:
    if denominator is None:
        return Missing("no_value")
    if row is None:
        return _ZERO
    return weight_of(denominator, *around.inputs_of(row))


def _split(
    kpi_id: int, subject_id: int, period: PeriodRow | None, window: str, dimension: str
) -> Mapping[str, SplitPart]:
    return measure_io.split(kpi_id, subject_id, period.id, window, dimension) if period is not None else {}


def _part_figure(part: SplitPart | None, denominator: Node | None) -> Figure:
    """A member that is absent on one side is 0 there when figures add up, and has no rate when they do not."""
    if part is None or part.figure is None:
        return Missing("no_rows") if denominator is not None else _ZERO
    return part.figure


def _part_weight(part: SplitPart | None, node: Node | None, denominator: Node | None) -> Figure:
    if node is None or denominator is None:
        return Missing("no_value")
    if part is None:
        return _ZERO
    names = dict.fromkeys(canonical(found) for found in walk(node) if isinstance(found, Aggregate))
    inputs: dict[str, Figure] = {
        name: Missing("no_value") if figure is None else figure
        for name, figure in zip(names, part.figures, strict=False)
    }
    weight = weight_of(denominator, inputs, {})
    return _ZERO if isinstance(weight, Missing) and weight.reason == "no_value" else weight


def leftover_of(kpi: KpiRow) -> str:
    """What a residual of parts of a KPI is called: of different values, those counted in several parts."""
    return "overlap" if kpi.time_kind == "distinct" else "unallocated"
