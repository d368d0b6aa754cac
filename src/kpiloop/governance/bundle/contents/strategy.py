"""What the company wants: objectives, how they hang together, what is undertaken, and KPI definitions."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.governance.bundle.contents.shared import CODE, FROM, NAMES, STATES, YEARS
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.loop.plan import choices as plan

#: Light limits are parts of the target.
_LIMITS = (-100_000, 100_000)
_MONEY = (-(10**15), 10**15)
KPI_STATES = (*STATES, "retired")
_OBJECTIVE = Field("objective", "code", is_required=True, refers=("objectives",))
_OWNER = Field("owner", "code", is_required=True, refers=("people",))

OBJECTIVES = Part(
    "objectives",
    (
        CODE,
        *NAMES,
        Field("perspective", is_required=True, choices=plan.PERSPECTIVES),
        Field("fiscal_year", "integer", is_required=True, within=YEARS),
        Field("sponsor", "code", refers=("people",)),
        Field("text", default=""),
        Field("ended_on", "day"),
        Field("end_reason", default=""),
    ),
    key=("code",),
)
KPIS = Part(
    "kpis",
    (
        CODE,
        *NAMES,
        Field("objective", "code", refers=("objectives",)),
        Field("direction", is_required=True, choices=plan.DIRECTIONS),
        Field("time_kind", is_required=True, choices=plan.TIME_KINDS),
        Field("measurement_unit", is_required=True, choices=plan.MEASUREMENT_UNITS),
        Field("display_scale", choices=plan.DISPLAY_SCALES, default="one"),
        Field("decimals", "integer", default=0, within=(0, 8)),
        Field("achievement_method", is_required=True, choices=plan.ACHIEVEMENT_METHODS),
        Field("achievement_parameters", "nested", default={}),
        Field("green_from", "figure", default=Decimal(1), within=_LIMITS),
        Field("amber_from", "figure", default=Decimal("0.9"), within=_LIMITS),
        Field("empty_means", choices=plan.EMPTY_MEANS, default="default"),
        Field("judged_on", choices=plan.JUDGED_ON, default="month"),
        Field("measured_by", choices=plan.MEASURED_BY, default="month"),
        Field("purpose", default=""),
        Field("pitfalls", default=""),
        Field("timing", choices=plan.TIMINGS, default="lagging"),
        Field("source", default=""),
        Field("counter", "code", refers=("kpis",)),
        FROM,
        Field("state", choices=KPI_STATES, default="published"),
    ),
    key=("code", "valid_from"),
    removal="retires",
)
OBJECTIVE_LINKS = Part(
    "objective_links",
    (
        Field("cause", "code", is_required=True, refers=("objectives",)),
        Field("effect", "code", is_required=True, refers=("objectives",)),
        Field("is_hypothesis", "flag", default=True),
        Field("note", default=""),
    ),
    key=("cause", "effect"),
    removal="ends",
)
INITIATIVES = Part(
    "initiatives",
    (
        CODE,
        *NAMES,
        _OBJECTIVE,
        Field("kpi", "code", refers=("kpis",)),
        _OWNER,
        Field("budget", "figure", within=_MONEY),
        Field("spent", "figure", within=_MONEY),
        Field("risk", choices=plan.RISKS, default="low"),
        Field("risk_note", default=""),
        Field("state", choices=plan.INITIATIVE_STATES, default="planned"),
        Field("ends_on", "day"),
    ),
    key=("code",),
)
KEY_RESULTS = Part(
    "key_results",
    (
        CODE,
        Field("name", is_required=True),
        _OBJECTIVE,
        _OWNER,
        Field("kpi", "code", refers=("kpis",)),
        Field("start", "figure", is_required=True),
        Field("target", "figure", is_required=True),
        Field("measurement_unit", choices=plan.MEASUREMENT_UNITS, default="number"),
        Field("is_active", "flag", default=True),
    ),
    key=("code",),
)
