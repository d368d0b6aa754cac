"""What only the document of a scheme knows: what it is for, its days, who holds which office, who is exempt."""

from __future__ import annotations

from kpiloop.governance.bundle.contents.shared import SCHEME
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.governance.charter.choices import DAYS, OFFICES, USUAL_DAYS

_PERSON = Field("person", "code", is_required=True, refers=("people",))

CHARTERS = Part(
    "charters",
    (
        SCHEME,
        Field("aim", default=""),
        Field("appeals", default=""),
        Field("changes", default=""),
        *(Field(name, "integer", default=USUAL_DAYS[name]) for name in DAYS),
    ),
    key=("scheme",),
)
CHARTER_OFFICES = Part(
    "charter_offices",
    (
        SCHEME,
        Field("office", is_required=True, choices=OFFICES),
        _PERSON,
        Field("signs", "flag", default=True),
    ),
    key=("scheme", "office", "person"),
    removal="replaced",
)
EXEMPTIONS = Part(
    "exemptions",
    (SCHEME, _PERSON, Field("reason", is_required=True)),
    key=("scheme", "person"),
    removal="ends",
)
