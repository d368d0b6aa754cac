"""Every write of the review stage."""

from __future__ import annotations

from kpiloop.loop.review.services.actions import add_action, add_actions, record_effects, update_action
from kpiloop.loop.review.services.follow_up import follow_up
from kpiloop.loop.review.services.meetings import (
    discuss_item,
    prepare_meeting,
    record_decision,
    remind,
    start_meeting,
)
from kpiloop.loop.review.services.minutes import publish_minutes

__all__ = [
    "add_action",
    "add_actions",
    "discuss_item",
    "follow_up",
    "prepare_meeting",
    "publish_minutes",
    "record_decision",
    "record_effects",
    "remind",
    "start_meeting",
    "update_action",
]
