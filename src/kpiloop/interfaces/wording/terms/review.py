"""Words for the choices of review."""

from __future__ import annotations

TERMS = {
    "meeting_state.preparing": "Preparing",
    "meeting_state.live": "Live",
    "meeting_state.published": "Published",
    "item_state.pending": "Pending",
    "item_state.discussed": "Discussed",
    "action_state.open": "Open",
    "action_state.doing": "Doing",
    "action_state.blocked": "Blocked",
    "action_state.done": "Done",
    "action_state.cancelled": "Cancelled",
    "lacks.cause": "Cause",
    "lacks.action": "Action",
    "draft_part.title": "what is done",
    "draft_part.owner": "who does it",
    "draft_part.due_on": "until when",
    "draft_part.kpi": "which KPI",
    "draft_part.expected_effect": "expected effect",
    "draft_part.effect_period": "month of the effect",
}
