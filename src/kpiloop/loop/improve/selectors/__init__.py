"""Every read of what was learned, cut to what the viewer may see."""

from __future__ import annotations

from kpiloop.loop.improve.selectors.consequences import improvement_plan, improvement_plans, rectifications
from kpiloop.loop.improve.selectors.learning import effects, lessons, proposal, proposals
from kpiloop.loop.improve.selectors.miss_runs import consequence_rules, miss_runs

__all__ = [
    "consequence_rules",
    "effects",
    "improvement_plan",
    "improvement_plans",
    "lessons",
    "miss_runs",
    "proposal",
    "proposals",
    "rectifications",
]
