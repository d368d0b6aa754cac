"""Words for the choices of improve."""

from __future__ import annotations

TERMS = {
    "effect.unchecked": "Unchecked",
    "effect.moved": "Moved",
    "effect.not_moved": "Did not move",
    "effect.unclear": "Unclear",
    "rectification_state.open": "Open",
    "rectification_state.submitted": "Submitted",
    "rectification_state.accepted": "Accepted",
    "improvement_plan_state.proposed": "Proposed",
    "improvement_plan_state.confirmed": "Confirmed",
    "improvement_plan_state.declined": "Declined",
    "improvement_plan_state.closed": "Closed",
    "proposal_state.proposed": "Proposed",
    "proposal_state.approved": "Approved",
    "proposal_state.rejected": "Rejected",
}
