"""Work that is killed with -9 again and again has one effect per key, on a real database file."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forks import Forks

RUNS = 150
KILLS = 6


@pytest.fixture
def worker(migrated_home: Path) -> Iterator[Forks]:
    with Forks(migrated_home, "tests.foundation.jobs.ledger") as forks:
        yield forks


@pytest.mark.slow
def test_killed_work_has_one_effect_per_key(migrated_home: Path, worker: Forks) -> None:
    assert worker("ask", str(RUNS)).returncode == 0
    database = sqlite3.connect(migrated_home / "kpiloop.sqlite3", timeout=20, isolation_level=None)
    dice = random.Random(7)
    killed_at_work = 0
    for _ in range(KILLS):
        before = count(database, "done")
        process = worker.begin("work")
        until = time.monotonic() + 30
        while count(database, "done") < before + dice.randint(3, 12) and time.monotonic() < until:
            time.sleep(0.005)
        os.kill(process, signal.SIGKILL)
        assert worker.end() == -signal.SIGKILL
        killed_at_work += count(database, "running")
        # A minute without a sign of life passes.
        database.execute("UPDATE jobs_business_run SET heartbeat_at = '2026-01-01 00:00:00' WHERE state = 'running'")
    assert worker("work").returncode == 0
    lines = [name.split()[0] for (name,) in database.execute("SELECT name FROM jobs_beat WHERE name LIKE '% %'")]
    keys = [str(key) for (key,) in database.execute("SELECT id FROM jobs_business_run WHERE state = 'done'")]
    assert killed_at_work > 0, "no kill hit a run at work: the trial shows nothing"
    assert len(keys) == RUNS
    assert sorted(lines) == sorted(keys)


def count(database: sqlite3.Connection, state: str) -> int:
    found = database.execute("SELECT count(*) FROM jobs_business_run WHERE state = ?", [state])
    return int(found.fetchone()[0])
