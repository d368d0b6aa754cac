"""Through whose hands reported figures go, and until when they may be changed."""

from __future__ import annotations

from kpiloop.governance.bundle.contents.shared import CODE, NAMES
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.loop.collect.entering.choices import ACTS, HOLDERS, LOCK_KINDS

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
