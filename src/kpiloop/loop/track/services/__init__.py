"""Every write of the track stage."""

from __future__ import annotations

from kpiloop.loop.track.services.alerts import acknowledge, set_no_action_alerts
from kpiloop.loop.track.services.assess import assess

__all__ = ["acknowledge", "assess", "set_no_action_alerts"]
