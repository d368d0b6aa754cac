"""Improve: effects are checked, misses have consequences, a lesson changes next month's plan."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from kpiloop.demo.design import Design
from kpiloop.demo.people import Cast
from kpiloop.demo.stages.reviewing import Assignments
from kpiloop.demo.story import LESSON, PROPOSAL_REASON
from kpiloop.loop.improve import services as improve

#: what Plant 1 can reach in the month its fixture is changed
LOWERED_YIELD = Decimal("0.978")


def improve_company(design: Design, cast: Cast, assignments: Assignments, now: datetime) -> dict[str, int]:
    """Close the loop after the last month; returns counts for the summary."""
    last, today = design.months[-1], now.date()
    closed = design.months[-2].code  # only finalised results have consequences
    effects = improve.check_effects(cast.admin, period_code=closed, today=today)
    opened = improve.open_consequences(cast.admin, period_code=closed, today=today)
    lesson = improve.record_lesson(
        cast.admin,
        period_code=last.code,
        text=design.said(LESSON),
        assignment_id=assignments.key("on_time_delivery", "EAST"),
    )
    following = design.calendar.month(last.end)
    proposal = improve.propose_change(
        cast.admin,
        assignment_id=assignments.key("first_pass_yield", "P1"),
        period_code=following.code,
        new_target=LOWERED_YIELD,
        reason=design.said(PROPOSAL_REASON),
        lesson_id=lesson,
    )
    improve.decide_proposal(
        cast.executive, proposal_id=proposal, approve=True, reason=design.said("同意，其后恢复"), now=now
    )
    return {
        "effects": effects.checked,
        "rectifications": opened.rectifications,
        "improvement_plans": opened.plans,
    }
