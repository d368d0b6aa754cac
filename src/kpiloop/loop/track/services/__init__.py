"""Every write of the track stage."""

from __future__ import annotations

from kpiloop.loop.track.services.alerts import acknowledge, set_no_action_alerts
from kpiloop.loop.track.services.assess import assess
from kpiloop.loop.track.services.days import judge_days
from kpiloop.loop.track.services.pacing import keep_pace
from kpiloop.loop.track.services.rules import end_alert_rule, follow_alert_rules, set_alert_rule

__all__ = [
    "acknowledge",
    "assess",
    "end_alert_rule",
    "follow_alert_rules",
    "judge_days",
    "keep_pace",
    "set_alert_rule",
    "set_no_action_alerts",
]
