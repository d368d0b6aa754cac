"""Words for the choices of archive."""

from __future__ import annotations

TERMS = {
    "close_finding.missing_value": "Missing value",
    "close_finding.red_without_cause": "Missed without cause",
    "reopening_state.requested": "Requested",
    "reopening_state.approved": "Approved",
    "reopening_state.closed": "Closed again",
}
