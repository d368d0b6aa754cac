"""The trading company with one more person; built once per file, scored per test."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import Actor
from tests.loop.reward import company as scored
from tests.loop.trading import built_company

__all__ = ["built_company"]


@pytest.fixture
def actors(built_company: dict[str, Actor], db: None) -> dict[str, Actor]:
    """admin, boss (executive), wang (EAST), chen (WEST), zhao (staff in SH), lin (moved from SH to ZJ)."""
    return {**built_company, "lin": scored.add_mover()}


@pytest.fixture
def cycle(actors: dict[str, Actor]) -> int:
    """The third quarter, scored."""
    return scored.scored_cycle(actors)
