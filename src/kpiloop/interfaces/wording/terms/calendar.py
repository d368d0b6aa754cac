"""Words for the choices of calendar."""

from __future__ import annotations

TERMS = {
    "period_state.open": "Open",
    "period_state.closed": "Closed",
    "period_state.reopened": "Reopened",
    "period_kind.month": "Month",
    "period_kind.quarter": "Quarter",
    "period_kind.half": "Half-year",
    "period_kind.year": "Year",
}
