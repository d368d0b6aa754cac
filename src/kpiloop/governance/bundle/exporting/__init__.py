"""The company as a bundle."""

from __future__ import annotations

from kpiloop.governance.bundle.exporting.whole import export

__all__ = ["export"]
