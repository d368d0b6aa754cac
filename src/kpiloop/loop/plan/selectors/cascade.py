"""Does the sum of the parts meet the whole? Only for KPIs whose targets add up over units."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from kpiloop.engine.targets.cascade import conserve
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan.choices import ADDITIVE
from kpiloop.loop.plan.errors import NotAdditive
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.rows import AssignmentRow, CascadeGap
from kpiloop.loop.plan.selectors.assignments import assignment, visible_rows


def cascade_gap(viewer: Actor, *, assignment_id: int, period_code: str) -> CascadeGap:
    """The target of an assignment against the sum of those cascaded from it.

    Above the parent is cushion, below it is not covered; a child without target leaves it unknown.
    """
    period = calendar.period(viewer, period_code)
    last_day = period.ends_before - timedelta(days=1)
    parent = assignment(viewer, assignment_id, on=last_day)
    if parent.kpi.time_kind not in ADDITIVE:
        raise NotAdditive(kpi=parent.kpi.code, time_kind=parent.kpi.time_kind)
    running = Assignment.objects.filter(parent_id=assignment_id, valid_from__lt=period.ends_before).exclude(
        valid_to__lte=period.starts_on
    )
    children = visible_rows(viewer, running.order_by("subject__code"), last_day)
    keys = [assignment_id, *(child.id for child in children)]
    found = Target.objects.filter(assignment_id__in=keys, period_id=period.id, is_current=True)
    figures = dict(found.values_list("assignment_id", "target"))
    excused = set(found.filter(is_applicable=False).values_list("assignment_id", flat=True))
    parts = tuple((child, figures.get(child.id)) for child in children if child.id not in excused)
    return _gap(parent, period_code, figures.get(assignment_id), parts)


def _gap(
    parent: AssignmentRow,
    period_code: str,
    parent_target: Decimal | None,
    children: tuple[tuple[AssignmentRow, Decimal | None], ...],
) -> CascadeGap:
    found = conserve(parent_target, {str(child.id): figure for child, figure in children})
    return CascadeGap(parent, period_code, parent_target, children, found.parts, found.gap, found.balance)
