"""Every write of the analyse stage."""

from __future__ import annotations

from kpiloop.loop.analyse.services.causes import confirm_cause, withdraw_cause, write_cause, write_causes

__all__ = ["confirm_cause", "withdraw_cause", "write_cause", "write_causes"]
