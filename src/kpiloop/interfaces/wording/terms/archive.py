"""Words for the choices of archive."""

from __future__ import annotations

TERMS = {
    "close_finding.missing_value": "Missing value",
    "close_finding.red_without_cause": "Missed without cause",
    "structure.own": "Each period as it was then",
    "structure.first": "As it was in the first period",
    "structure.second": "As it is in the second period",
    "reopening_state.requested": "Requested",
    "reopening_state.approved": "Approved",
    "reopening_state.closed": "Closed again",
}
