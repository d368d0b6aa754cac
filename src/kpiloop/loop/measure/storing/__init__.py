"""Keeping values: what changed becomes a new version, and all of a run becomes visible at once."""

from __future__ import annotations

from kpiloop.loop.measure.storing.flipping import finish
from kpiloop.loop.measure.storing.leaving import Left, left_values
from kpiloop.loop.measure.storing.lines import Lines
from kpiloop.loop.measure.storing.withdrawn import withdrawn
from kpiloop.loop.measure.storing.writing import write_values

__all__ = ["Left", "Lines", "finish", "left_values", "withdrawn", "write_values"]
