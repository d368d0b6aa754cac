"""Who or what made a change: by unit below, by dimension, by driver; the parts add up to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing, add, subtract
from kpiloop.engine.variance.difference import judge
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.around import Bases, Figures
from kpiloop.loop.analyse.choices import BASELINES, BY_DRIVERS, BY_UNIT, PRIOR_PERIOD, PRIOR_YEAR, TARGET
from kpiloop.loop.analyse.errors import BaselineUnknown, SplitUnknown
from kpiloop.loop.analyse.members import Naming, Sides, driver_sides, member_sides, unit_sides
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.rows import Contribution, PartRow
from kpiloop.loop.analyse.splitting import Effect, Member, Split, share_of
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow

#: Key of the row that stands for everything the viewer may not see by name.
HIDDEN = "hidden"


def contribution(
    viewer: Actor,
    *,
    assignment_id: int,
    period_code: str,
    by: str = BY_UNIT,
    baseline: str = TARGET,
    on: date | None = None,
) -> Contribution:
    """Split the change of a KPI against target, prior year or prior period; parts + residual = change."""
    if baseline not in BASELINES:
        raise BaselineUnknown(baseline=baseline, choices=", ".join(BASELINES))
    period = calendar.period(viewer, period_code)
    day = on or last_day(period)
    assignment = plan.assignment(viewer, assignment_id, on=day)
    bases = around.bases_of(period)
    figures = around.figures_of(assignment, period)
    used, sides = _sides(assignment, bases, figures, by, baseline)
    base = _base_figure(figures, used)
    change = subtract(figures.actual, base)
    split = sides.split(change, used)
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
    )


def dimensions_of(viewer: Actor, *, assignment_id: int, period_code: str) -> tuple[str, ...]:
    """What the KPI can be split by: units, drivers, and columns of its dataset people split by."""
    period = calendar.period(viewer, period_code)
    assignment = plan.assignment(viewer, assignment_id, on=last_day(period))
    bases = around.bases_of(period)
    ways = [BY_UNIT] if around.children_of(assignment, period) else []
    if any(driver_sides(assignment, bases, baseline) for baseline in BASELINES):
        ways.append(BY_DRIVERS)
    return (*ways, *around.dimensions_behind(assignment, period))


def _sides(assignment: AssignmentRow, bases: Bases, figures: Figures, by: str, baseline: str) -> tuple[str, Sides]:
    """The baseline asked for, or the next one every part has a figure in."""
    order = [baseline, *(other for other in (PRIOR_YEAR, PRIOR_PERIOD) if other != baseline)]
    for used in order:
        if isinstance(_base_figure(figures, used), Missing):
            continue
        sides = _sides_by(assignment, bases, by, used)
        if sides is not None and sides.members:
            return used, sides
    if by not in (BY_UNIT, BY_DRIVERS) and by not in around.dimensions_behind(assignment, bases.period):
        raise SplitUnknown(kpi=assignment.kpi.code, by=by, choices=", ".join((BY_UNIT, BY_DRIVERS)))
    return baseline, Sides(())


def _sides_by(assignment: AssignmentRow, bases: Bases, by: str, baseline: str) -> Sides | None:
    if by == BY_UNIT:
        return unit_sides(assignment, bases, baseline)
    if by == BY_DRIVERS:
        return driver_sides(assignment, bases, baseline)
    return member_sides(assignment, bases, baseline, by)


def _base_figure(figures: Figures, baseline: str) -> Figure:
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
            rows.append(_row(member, effect, naming, change, direction))
        else:
            hidden.append(effect)
    rows.sort(key=lambda row: (isinstance(row.change, Missing), -_size(row.change), row.key))
    if hidden:
        known = add(*(effect.change for effect in hidden if not isinstance(effect.change, Missing)))
        blank = Missing("not_applicable")
        share = share_of(known, change)
        rows.append(PartRow(HIDDEN, "", "", blank, blank, known, share, judge(known, direction)))
    return rows, len(hidden)


def _row(member: Member, effect: Effect, naming: Naming, change: Figure, direction: str) -> PartRow:
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
    )


def _size(figure: Figure) -> Decimal:
    return Decimal(0) if isinstance(figure, Missing) else abs(figure)
