"""A year of targets as it was planned, and as its months stand."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.targets.phasing import expected_share
from kpiloop.engine.values import EXACT
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan.models import Assignment, TargetPlan
from kpiloop.loop.plan.rows import CourseMonth, TargetCourse
from kpiloop.loop.plan.selectors.assignments import assignment
from kpiloop.loop.plan.target_writing import current_targets
from kpiloop.loop.plan.targeting.target_plans import plan_row


def target_course(viewer: Actor, *, assignment_id: int) -> TargetCourse:
    """The plan of a year in all its versions, and the line its monthly targets draw.

    Shape:    one row per month of the scheme's fiscal year.
    Missing:  the line ends before the first month without a target; what does not add up over months has no
              line and no shares.
    Errors:   permission_denied; not_found for an assignment out of sight.
    """
    row = assignment(viewer, assignment_id)
    year = Assignment.objects.values_list("scheme__fiscal_year", flat=True).get(pk=assignment_id)
    months = calendar.periods(viewer, kind="month", fiscal_year=year)
    plans = tuple(
        plan_row(plan) for plan in TargetPlan.objects.filter(assignment_id=assignment_id).order_by("-version")
    )
    held = current_targets({assignment_id}, {month.id for month in months}).get(assignment_id, {})
    adds_up = row.kpi.time_kind == "flow"
    weights = plans[0].weights if plans and adds_up and len(plans[0].weights) == len(months) else ()
    shown, reached = [], Decimal(0) if adds_up else None
    for place, month in enumerate(months):
        target = held[month.id].target if month.id in held else None
        reached = None if reached is None or target is None else EXACT.add(reached, target)
        planned = expected_share(weights, place + 1) if any(weights) else None
        shown.append(CourseMonth(month.code, planned, target, reached))
    drift = EXACT.subtract(reached, plans[0].annual) if plans and reached is not None and months else None
    return TargetCourse(plans, tuple(shown), drift)
