"""The trading company with one more person; everything is worked out once and put back for every test."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import Actor
from tests.founded import founded_once
from tests.loop.reward import company as scored
from tests.loop.trading import built_company

__all__ = ["built_company"]
add_mover = founded_once(scored.add_mover)
scored_cycle = founded_once(scored.scored_cycle)


@pytest.fixture
def actors(built_company: dict[str, Actor], db: None) -> dict[str, Actor]:
    """admin, boss (executive), wang (EAST), chen (WEST), zhao (staff in SH), lin (moved from SH to ZJ)."""
    return {**built_company, "lin": add_mover()}


@pytest.fixture
def cycle(actors: dict[str, Actor]) -> int:
    """The third quarter, scored."""
    return scored_cycle(actors)
