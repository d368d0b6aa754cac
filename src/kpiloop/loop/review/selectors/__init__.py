"""Every read of the review stage, cut to what the viewer may see."""

from __future__ import annotations

from kpiloop.loop.review.selectors.actions import action, actions, board, overdue
from kpiloop.loop.review.selectors.drafts import draft_action
from kpiloop.loop.review.selectors.meetings import agenda_item, meeting, meetings, readiness

__all__ = ["action", "actions", "agenda_item", "board", "draft_action", "meeting", "meetings", "overdue", "readiness"]
