"""Every read of what was learned, cut to what the viewer may see."""

from __future__ import annotations

from kpiloop.loop.improve.selectors.consequences import improvement_plan, improvement_plans, rectifications
from kpiloop.loop.improve.selectors.learning import effects, lessons, proposal, proposals

__all__ = [
    "effects",
    "improvement_plan",
    "improvement_plans",
    "lessons",
    "proposal",
    "proposals",
    "rectifications",
]
