"""Refusals of engines."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class WarehouseUnreachable(Refusal):
    """The engine named by the setting does not answer, or the driver for it is not installed: engine, reason."""

    code = "warehouse_unreachable"
