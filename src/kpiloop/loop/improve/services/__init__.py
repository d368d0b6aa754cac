"""Every write about what was learned."""

from __future__ import annotations

from kpiloop.loop.improve.services.consequences import open_consequences
from kpiloop.loop.improve.services.effects import check_effects
from kpiloop.loop.improve.services.ladders import end_rung, set_rung
from kpiloop.loop.improve.services.learning import decide_proposal, propose_change, record_lesson
from kpiloop.loop.improve.services.low_grades import open_for_low_grades
from kpiloop.loop.improve.services.plans import close_improvement_plan, decide_improvement_plan
from kpiloop.loop.improve.services.rectifications import accept_rectification, submit_rectification

__all__ = [
    "accept_rectification",
    "check_effects",
    "close_improvement_plan",
    "decide_improvement_plan",
    "decide_proposal",
    "end_rung",
    "open_consequences",
    "open_for_low_grades",
    "propose_change",
    "record_lesson",
    "set_rung",
    "submit_rectification",
]
