"""A writer killed at any moment leaves the version before it, whole; running again finishes the work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forks import Forks

MOMENTS = ("before landing", "after building", "in the transaction")


@pytest.fixture
def run(migrated_home: Path) -> Iterator[Forks]:
    forks = Forks(migrated_home, "tests.foundation.warehouse.killed_publisher")
    yield forks
    forks.close()


def state(run: Forks) -> dict[str, object]:
    done = run("report")
    assert done.returncode == 0, done.stderr
    reported: dict[str, object] = json.loads(done.stdout)
    return reported


@pytest.mark.slow
def test_killed_at_each_moment_then_finished(run: Forks) -> None:
    begun = run("begin")
    assert begun.returncode == 0, begun.stderr
    before = state(run)
    assert before["amounts"] == {"A1": "1.000000"}
    for moment in MOMENTS:
        assert run("publish", moment).returncode == -9, moment
        assert state(run) == before, moment
    finished = run("publish", "never")
    assert finished.returncode == 0, finished.stderr
    after = state(run)
    assert after["amounts"] == {"A1": "2.000000", "B1": "3.000000"}
    assert (after["version"], after["loads"], after["news"]) == (2, 2, 2)
    # Built: three times two months in vain; landed, because January held a row before: twice in vain.
    assert run("sweep").stdout == "8"
    assert state(run) == after
