"""The trading company, computed and judged."""

from __future__ import annotations

from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
