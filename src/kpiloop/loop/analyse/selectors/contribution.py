"""Who or what made a change: by unit below, by dimension, by driver; the parts add up to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing, subtract
from kpiloop.engine.variance.difference import judge
from kpiloop.engine.variance.factors import CHAIN
from kpiloop.engine.variance.parts import Effect, Member, Split, known_sum, share_of
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.around import Bases, Figures
from kpiloop.loop.analyse.choices import BASELINES, BY_DRIVERS, BY_UNIT, HIDDEN, PRIOR_PERIOD, PRIOR_YEAR, TARGET
from kpiloop.loop.analyse.errors.splits import BaselineUnknown, SplitUnknown
from kpiloop.loop.analyse.factoring import are_kpis, factor_sides
from kpiloop.loop.analyse.members import member_sides, unit_sides
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.rows import Contribution, PartRow
from kpiloop.loop.analyse.sides import Naming, Sides
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow


def contribution(
    viewer: Actor,
    *,
    assignment_id: int,
    period_code: str,
    by: str = BY_UNIT,
    baseline: str = TARGET,
    method: str = "",
    factors: Sequence[str] = (),
    on: date | None = None,
) -> Contribution:
    """Split the change of a KPI against target, prior year or prior period; parts + residual = change.

    By drivers: by the inputs of its formula in their order, or by the KPIs named in `factors`, whose product it must
    be; `method` is shapley, chain or lmdi. A ratio by its parts: midpoint or base-weighted. Without one the usual one.
    """
    if baseline not in BASELINES:
        raise BaselineUnknown(baseline=baseline, choices=", ".join(BASELINES))
    period = calendar.period(viewer, period_code)
    day = on or last_day(period)
    assignment = plan.assignment(viewer, assignment_id, on=day)
    bases = around.bases_of(period)
    figures = around.figures_of(assignment, period)
    used, sides = _sides(Asked(assignment, bases, by, method, factors), figures, baseline)
    base = base_figure(figures, used)
    change = subtract(figures.actual, base)
    split = sides.split(change, used, method)
    visible = org.visible_subjects(viewer, on=day)
    parts, hidden = _parts(sides, split, change, assignment.kpi.direction, visible.sees)
    return Contribution(
        assignment=assignment,
        period_code=period_code,
        by=by,
        baseline=used,
        asked_baseline=baseline,
        window=assignment.kpi.judged_on,
        base=base,
        current=figures.actual,
        change=change,
        parts=tuple(parts),
        residual=split.residual,
        residual_code=split.residual_code,
        convention=split.convention,
        hidden=hidden,
        methods=sides.methods(used) if sides.members else (),
        order=tuple(member.key for member in sides.members) if sides.are_factors else (),
    )


def dimensions_of(viewer: Actor, *, assignment_id: int, period_code: str) -> tuple[str, ...]:
    """What the KPI can be split by: units, drivers, and columns of its dataset people split by.

    Drivers that are KPIs stand before the columns, drivers that are sums and counts of rows behind them.
    """
    period = calendar.period(viewer, period_code)
    assignment = plan.assignment(viewer, assignment_id, on=last_day(period))
    bases = around.bases_of(period)
    units = (BY_UNIT,) if around.children_of(assignment, period) else ()
    columns = around.dimensions_behind(assignment, period)
    if not any(factor_sides(assignment, bases, baseline) for baseline in BASELINES):
        return (*units, *columns)
    return (*units, BY_DRIVERS, *columns) if are_kpis(assignment, bases) else (*units, *columns, BY_DRIVERS)


@dataclass(frozen=True)
class Asked:
    """What is split how."""

    assignment: AssignmentRow  #: whose change
    bases: Bases  #: month and those it is compared with
    by: str  #: unit, drivers or a column of the rows
    method: str  #: how; empty for the usual way
    factors: Sequence[str]  #: KPIs in their order; empty for the formula

    def sides(self, baseline: str) -> Sides | None:
        """Both sides of the change against a baseline; None where parts have no figure in it."""
        if self.by == BY_UNIT:
            return unit_sides(self.assignment, self.bases, baseline)
        if self.by == BY_DRIVERS:
            return factor_sides(self.assignment, self.bases, baseline, self.method, self.factors)
        return member_sides(self.assignment, self.bases, baseline, self.by)


def _sides(asked: Asked, figures: Figures, baseline: str) -> tuple[str, Sides]:
    """The baseline asked for, or the next one every part has a figure in."""
    order = [baseline, *(other for other in (PRIOR_YEAR, PRIOR_PERIOD) if other != baseline)]
    for used in order:
        if isinstance(base_figure(figures, used), Missing):
            continue
        sides = asked.sides(used)
        if sides is not None and sides.members:
            return used, sides
    known = (BY_UNIT, BY_DRIVERS, *around.dimensions_behind(asked.assignment, asked.bases.period))
    if asked.by not in known:
        raise SplitUnknown(kpi=asked.assignment.kpi.code, by=asked.by, choices=", ".join(known))
    return baseline, Sides(())


def base_figure(figures: Figures, baseline: str) -> Figure:
    """The figure of a baseline."""
    if baseline == TARGET:
        return figures.target
    return figures.prior_year if baseline == PRIOR_YEAR else figures.prior_period


def _parts(
    sides: Sides, split: Split, change: Figure, direction: str, sees: Callable[[int], bool]
) -> tuple[list[PartRow], int]:
    """Rows by size of effect; what the viewer may not see by name is added up in one row."""
    rows, hidden = [], []
    for member, effect in zip(sides.members, split.effects, strict=True):
        naming = sides.names.get(member.key, Naming(member.key))
        if naming.subject_id is None or sees(naming.subject_id):
            rows.append(part_row(member, effect, naming, change, direction))
        else:
            hidden.append(effect)
    if split.convention != CHAIN:  # a chain is read in its order
        rows.sort(key=lambda row: (isinstance(row.change, Missing), -size_of_change(row), row.key))
    return [*rows, *([hidden_row(hidden, change, direction)] if hidden else [])], len(hidden)


def hidden_row(hidden: Sequence[Effect], change: Figure, direction: str) -> PartRow:
    """What the viewer may not see by name, added up."""
    known = known_sum(effect.change for effect in hidden)
    blank = Missing("not_applicable")
    return PartRow(HIDDEN, "", "", blank, blank, known, share_of(known, change), judge(known, direction))


def part_row(member: Member, effect: Effect, naming: Naming, change: Figure, direction: str) -> PartRow:
    """A part as it is given out: both figures, its effect, its share of the whole change."""
    return PartRow(
        key=member.key,
        name_zh=naming.name_zh,
        name_en=naming.name_en,
        base=member.base,
        current=member.current,
        change=effect.change,
        share=share_of(effect.change, change),
        good=judge(effect.change, direction),
        rate_effect=effect.rate,
        mix_effect=effect.mix,
        base_weight=effect.base_share,
        current_weight=effect.current_share,
        assignment_id=naming.assignment_id,
        kpi=naming.kpi,
        note=naming.note,
        state=member.state,
    )


def size_of_change(row: PartRow) -> Decimal:
    """How large an effect is, whatever its sign; 0 without one."""
    return Decimal(0) if isinstance(row.change, Missing) else abs(row.change)
