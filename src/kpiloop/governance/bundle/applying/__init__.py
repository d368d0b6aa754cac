"""Writes a bundle through the services of the stages, part by part."""

from __future__ import annotations

from kpiloop.governance.bundle.applying.order import STEPS, apply_changes

__all__ = ["STEPS", "apply_changes"]
