"""The company every test of the plan begins with."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import Actor
from tests.loop.plan.company import found_company


@pytest.fixture
def actors(db: None) -> dict[str, Actor]:
    """Accounts admin, boss, wang (head of east) and zhao (staff in east)."""
    return found_company()
