"""Whose hands reported figures go through, until when they may be changed, who is told, and what follows."""

from __future__ import annotations

from kpiloop.governance.bundle.contents.shared import CODE, NAMES
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.loop.collect.entering.choices import ACTS, HOLDERS, LOCK_KINDS
from kpiloop.loop.improve.choices import ABOUT, OPENS
from kpiloop.loop.track.rules.kinds import BASES, RULE_KINDS, SEVERITIES, SIDES, WHO

_KPIS_NAMED = Field("kpis", "names", default=(), refers=("kpis",), any_order=True)

FLOWS = Part(
    "flows",
    (CODE, *NAMES, _KPIS_NAMED, Field("is_active", "flag", default=True)),
    key=("code",),
    removal="ends",
)
FLOW_STEPS = Part(
    "flow_steps",
    (
        Field("flow", "code", is_required=True, refers=("flows",)),
        Field("place", "integer", is_required=True),
        Field("act", is_required=True, choices=ACTS),
        Field("who", is_required=True, choices=HOLDERS),
        Field("person", "code", refers=("people",)),
        Field("due_days", "integer", is_required=True),
        Field("grace_days", "integer", default=0),
    ),
    key=("flow", "place"),
    removal="replaced",
)
ALERT_RULES = Part(
    "alert_rules",
    (
        CODE,
        *NAMES,
        Field("kind", is_required=True, choices=RULE_KINDS),
        Field("kpi", "code", refers=("kpis",)),
        Field("unit", "code", refers=("units",)),
        Field("limit", "figure"),
        Field("months", "integer"),
        Field("days", "integer"),
        Field("base", choices=BASES, default="prior_period"),
        Field("side", choices=SIDES, default="any"),
        Field("who", choices=WHO, default="owner"),
        Field("person", "code", refers=("people",)),
        Field("severity", choices=SEVERITIES, default="normal"),
        Field("also", "names", default=(), any_order=True),
        Field("repeat_days", "integer"),
        Field("escalate_days", "integer"),
    ),
    key=("code",),
    removal="ends",
)
CONSEQUENCE_RULES = Part(
    "consequence_rules",
    (
        CODE,
        Field("scheme", "code", refers=("schemes",)),
        Field("about", is_required=True, choices=ABOUT),
        Field("opens", is_required=True, choices=OPENS),
        Field("misses", "integer", is_required=True),
        Field("within", "integer"),
        Field("grades", "names", default=(), any_order=True),
    ),
    key=("code",),
    removal="ends",
)
LOCK_RULES = Part(
    "lock_rules",
    (
        CODE,
        Field("kind", is_required=True, choices=LOCK_KINDS),
        Field("days", "integer", is_required=True),
        _KPIS_NAMED,
    ),
    key=("code",),
    removal="ends",
)
