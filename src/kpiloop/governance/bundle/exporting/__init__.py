"""The company as a bundle."""

from __future__ import annotations

from kpiloop.governance.bundle.exporting.whole import export, one_kpi

__all__ = ["export", "one_kpi"]
