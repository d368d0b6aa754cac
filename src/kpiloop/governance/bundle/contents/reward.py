"""What results lead to: scoring, grades and bonus rules."""

from __future__ import annotations

from kpiloop.engine.scoring.curves import METHODS
from kpiloop.governance.bundle.contents.shared import KPI, SCHEME
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.loop.reward.choices import FACTOR_SOURCES, POOL_METHODS

SCORING = Part(
    "scoring",
    (
        SCHEME,
        KPI,
        Field("method", is_required=True, choices=tuple(METHODS)),
        Field("parameters", "nested", default={}),
    ),
    key=("scheme", "kpi"),
)
GRADES = Part(
    "grades",
    (
        SCHEME,
        Field("grade", "code", is_required=True),
        Field("lower", "figure", is_required=True),
        Field("upper", "figure"),
        Field("factor", "figure", is_required=True),
    ),
    key=("scheme", "grade"),
    removal="ends",
)
BONUS_RULES = Part(
    "bonus_rules",
    (
        SCHEME,
        Field("individual_from", choices=FACTOR_SOURCES, default="grade"),
        Field("uses_unit_factor", "flag", default=True),
        Field("uses_company_factor", "flag", default=True),
        Field("factor_cap", "figure"),
        Field("pool_method", choices=POOL_METHODS, default="cap"),
    ),
    key=("scheme",),
)
