"""What the company wants: objectives, KPIs with versioned definitions, who answers, and targets."""

from __future__ import annotations

from kpiloop.loop.plan.models.assignment import Assignment
from kpiloop.loop.plan.models.finding import FindingOverride
from kpiloop.loop.plan.models.kpi import Kpi, KpiDefinition
from kpiloop.loop.plan.models.negotiation import Negotiation, NegotiationStep
from kpiloop.loop.plan.models.objective import Objective
from kpiloop.loop.plan.models.scheme import Scheme
from kpiloop.loop.plan.models.strategy import CheckIn, Initiative, KeyResult, ObjectiveLink
from kpiloop.loop.plan.models.target import Target, TargetChange
from kpiloop.loop.plan.models.target_plan import TargetPlan
from kpiloop.loop.plan.models.template import CardTemplate, CardTemplateLine, PopulationRule

__all__ = [
    "Assignment",
    "CardTemplate",
    "CardTemplateLine",
    "CheckIn",
    "FindingOverride",
    "Initiative",
    "KeyResult",
    "Kpi",
    "KpiDefinition",
    "Negotiation",
    "NegotiationStep",
    "Objective",
    "ObjectiveLink",
    "PopulationRule",
    "Scheme",
    "Target",
    "TargetChange",
    "TargetPlan",
]
