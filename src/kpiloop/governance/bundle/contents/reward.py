"""What results lead to: scoring, grades, rules beside the lines, and bonus rules."""

from __future__ import annotations

from kpiloop.engine.scoring.adjusting import KINDS, SCOPES
from kpiloop.engine.scoring.conditions import COMPARISONS, COUNTING, LIGHTS, READS
from kpiloop.engine.scoring.curves import METHODS
from kpiloop.engine.scoring.distribution import BOTH_ENDS, COUNTINGS, WORDINGS
from kpiloop.engine.scoring.ranking import TIE_RULES
from kpiloop.governance.bundle.contents.shared import KPI, NAMES, SCHEME, SMALL
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.loop.reward.choices import (
    CALIBRATIONS,
    CARD_KINDS,
    DISTRIBUTIONS,
    FACTOR_SOURCES,
    GATE_MONEY,
    LIFTING_RIGHTS,
    OVER_QUOTA,
    POOL_METHODS,
    SMALLEST_GROUP,
    TALKS_FIRST,
)

_SCORES = (-(10**7), 10**7)
_FACTORS = (0, 10_000)
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
        Field("lower", "figure", is_required=True, within=_SCORES),
        Field("upper", "figure", within=_SCORES),
        Field("factor", "figure", is_required=True, within=_FACTORS),
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
        Field("gate_money", choices=GATE_MONEY, default="kept"),
    ),
    key=("scheme",),
)
CARD_TERMS = Part(
    "card_terms",
    (
        SCHEME,
        Field("extra_most", "figure", within=_SCORES),
        Field("deduction_most", "figure", within=_SCORES),
        Field("floor", "figure", within=_SCORES),
        Field("cap", "figure", within=_SCORES),
        Field("places", "integer", within=(0, 8)),
        Field("ties", choices=TIE_RULES, default="shared"),
        Field("distribution", choices=DISTRIBUTIONS, default="off"),
        Field("shares", "names", default=()),
        Field("wording", choices=tuple(WORDINGS), default="at_most"),
        Field("bottom_least", "integer", within=SMALL),
        Field("exempt_up_to", "integer", default=0, within=SMALL),
        Field("smallest_group", "integer", default=SMALLEST_GROUP, within=SMALL),
        Field("counted_from", choices=COUNTINGS, default=BOTH_ENDS),
        Field("calibration", choices=CALIBRATIONS, default=CALIBRATIONS[0]),
        Field("most_steps", "integer", within=SMALL),
        Field("over_quota", choices=OVER_QUOTA, default=OVER_QUOTA[0]),
        Field("talks_first", choices=TALKS_FIRST, default=TALKS_FIRST[0]),
    ),
    key=("scheme",),
)
ADJUSTMENTS = Part(
    "adjustments",
    (
        SCHEME,
        Field("code", "code", is_required=True),
        Field("kind", is_required=True, choices=KINDS),
        *NAMES,
        Field("reads", choices=READS, default="event"),
        Field("kpi", "code", refers=("kpis",)),
        Field("subject", "code", refers=("units",)),
        Field("cards", choices=CARD_KINDS, default="all"),
        Field("comparison", choices=COMPARISONS, default="at_least"),
        Field("limit", "figure"),
        Field("light", choices=LIGHTS),
        Field("per", "figure", within=_SCORES),
        Field("counting", choices=COUNTING, default="once"),
        Field("points", "figure", within=_SCORES),
        Field("most", "figure", within=_SCORES),
        Field("scope", choices=SCOPES),
        Field("grade", "code"),
        Field("lifted_by", choices=LIFTING_RIGHTS),
    ),
    key=("scheme", "code"),
    removal="ends",
)
