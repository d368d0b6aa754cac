"""The trading company with its months closed up to October."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.archive import services as archive
from tests.founded import founded_once
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")


def close(actor: Actor, month: str) -> None:
    """Close one month; what is incomplete is waived with a reason."""
    plan = archive.prepare_close(actor, period_code=month, now=company.NOW)
    archive.apply_close(actor, plan, waiver="trial", now=company.NOW)


@pytest.fixture
def closed(actors: dict[str, Actor]) -> dict[str, Actor]:
    """Everything up to October is closed."""
    close_all(actors["admin"])
    return actors


@founded_once
def close_all(admin: Actor) -> None:
    for month in MONTHS:
        close(admin, month)
