"""Figures the author of a bundle expects, to be held beside those the installation computes.

A month or a half-year states values and achievements; a quarter states what was scored: the line of a KPI, or, without
a KPI, the total and the grade of the card.
"""

from __future__ import annotations

from kpiloop.governance.bundle.contents.shared import SUBJECT
from kpiloop.governance.bundle.fields import Field, Part

WINDOWS = ("month", "ytd")

EXPECTED = Part(
    "expected",
    (
        SUBJECT,
        Field("kpi", "code", refers=("kpis",)),
        Field("period", "code", is_required=True),
        Field("window", choices=WINDOWS, default="month"),
        Field("actual", "figure"),
        Field("target", "figure"),
        Field("achievement", "figure"),
        Field("score", "figure"),
        Field("grade", "text"),
    ),
    key=("subject", "kpi", "period", "window"),
    is_stored=False,
)
