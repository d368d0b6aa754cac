"""A company with a calendar and somebody who keeps the scheme, and the example bundle."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.access.services import actor_for, create_accounts
from kpiloop.foundation.calendar.services import ensure_calendar
from kpiloop.foundation.org.services import grant_scope
from kpiloop.governance.bundle import services
from tests.founded import founded_once

EXAMPLE = Path(__file__).parents[3] / "examples" / "trading"
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def keeper(db: None) -> Actor:
    """A performance admin of an installation without anything but its calendar."""
    return alone()


@founded_once
def alone() -> Actor:
    """Calendar and account of the keeper."""
    ensure_calendar(SYSTEM, first_month=date(2025, 1, 1), last_month=date(2027, 12, 1))
    accounts = [NewAccount("keeper", "keeper-of-the-plan", ("performance_admin",))]
    create_accounts(SYSTEM, accounts=accounts, on=date(2025, 1, 1))
    grant_scope(SYSTEM, username="keeper", kind="company", valid_from=date(1970, 1, 1))
    return actor_for(User.objects.get(username="keeper"), on=TODAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example that a test may spoil."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "bundle"))


@pytest.fixture
def imported(keeper: Actor) -> Actor:
    """The keeper of a company that came in by the example."""
    bring_in_example(keeper)
    return keeper


@founded_once
def bring_in_example(keeper: Actor) -> None:
    bring_in(keeper, EXAMPLE)


def bring_in(actor: Actor, path: Path, on: date = TODAY) -> dict[str, dict[str, int]]:
    """Prepare and apply; gives what changed by part and kind."""
    plan = services.prepare_import(actor, path=path, on=on)
    done = services.apply_import(actor, plan, on=on, now=NOW, reason="test")
    return {part: dict(kinds) for part, kinds in done.counts.items()}


def edit(folder: Path, part: str, old: str, new: str) -> None:
    """Replace text in a part; the text must be there."""
    path = folder / f"{part}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add(folder: Path, part: str, row: str) -> None:
    """Append a row to a part."""
    path = folder / f"{part}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
