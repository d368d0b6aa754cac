"""A worker killed with -9 in the middle of a load: the rerun gives the same facts, nothing doubled or halved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.forks import Forks

MOMENTS = ("reading", "landing", "building", "finishing")
ROWS = 3000
#: Every hundredth row waits; the others are 0.25, 1.25, 2.25 ...
KEPT = [Decimal(place) + Decimal("0.25") for place in range(ROWS) if place % 100 != 99]


@pytest.fixture
def run(migrated_home: Path) -> Iterator[Forks]:
    forks = Forks(migrated_home, "tests.loop.collect.killed_loader")
    yield forks
    forks.close()


def report(run: Forks) -> dict[str, object]:
    done = run("report")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.feature("IN-16")
@pytest.mark.slow
def test_killed_at_each_moment_then_finished(run: Forks) -> None:
    begun = run("begin")
    assert begun.returncode == 0, begun.stderr
    for moment in MOMENTS:
        killed = run("work", moment)
        assert killed.returncode == -9, (moment, killed.stderr)
        seen = report(run)
        assert seen["rows"] in (0, len(KEPT)), (moment, seen)
        assert seen["rows"] == seen["keys"]
    finished = run("work", "never")
    assert finished.returncode == 0, finished.stderr
    after = report(run)
    assert (after["rows"], after["keys"]) == (len(KEPT), len(KEPT))
    assert Decimal(str(after["amount"])) == sum(KEPT)
    assert after["kept"] == [[len(KEPT), ROWS - len(KEPT)]]
    assert (after["waiting"], after["news"]) == (ROWS - len(KEPT), 1)
    assert after["batches"] == ["done"]
    again = run("work", "never")
    assert again.returncode == 0, again.stderr
    assert report(run) == after
