"""Figures the author of a bundle expects, to be held beside those the installation computes."""

from __future__ import annotations

from kpiloop.governance.bundle.contents.shared import KPI, SUBJECT
from kpiloop.governance.bundle.fields import Field, Part

WINDOWS = ("month", "ytd")

EXPECTED = Part(
    "expected",
    (
        SUBJECT,
        KPI,
        Field("period", "code", is_required=True),
        Field("window", choices=WINDOWS, default="month"),
        Field("actual", "figure"),
        Field("target", "figure"),
        Field("achievement", "figure"),
    ),
    key=("subject", "kpi", "period", "window"),
    is_stored=False,
)
