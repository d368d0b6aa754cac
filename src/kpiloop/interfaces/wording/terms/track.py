"""Words for the choices of track."""

from __future__ import annotations

TERMS = {
    "alert_kind.red": "Missed",
    "alert_kind.amber": "Close to a miss",
    "alert_kind.missing": "Value missing",
    "alert_kind.unusual": "Unusual",
    "alert_kind.no_action": "Missed and unanswered",
    "alert_state.open": "Open",
    "alert_state.acknowledged": "Acknowledged",
    "alert_state.resolved": "Resolved",
    "alert_rule.achievement_below": "Achievement below {limit}",
    "alert_rule.outside_limits": "Outside its usual range {lower} to {upper}",
    "alert_rule.value_missing": "No value was reported",
    "alert_rule.miss_unanswered": "Missed, with neither cause nor action",
    "health.index": "Health index",
    "health.note": "Weighted achievement, each line capped at 120 %; an overview, not the score that is paid",
}
