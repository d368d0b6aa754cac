"""Every write of the track stage."""

from __future__ import annotations

from kpiloop.loop.track.services.alerts import acknowledge, set_no_action_alerts
from kpiloop.loop.track.services.assess import assess
from kpiloop.loop.track.services.pacing import keep_pace

__all__ = ["acknowledge", "assess", "keep_pace", "set_no_action_alerts"]
