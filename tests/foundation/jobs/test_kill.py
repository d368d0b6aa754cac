"""Work that is killed with -9 again and again has one effect per key, on a real database file."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUNS = 150
KILLS = 6


def environment(home: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("KPILOOP_")}
    root = Path(__file__).resolve().parents[3]
    return {
        **kept,
        "KPILOOP_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "kpiloop.project.settings",
        "PYTHONPATH": str(root),
    }


def python(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *arguments], env=environment(home), stdin=subprocess.DEVNULL)


@pytest.mark.slow
def test_killed_work_has_one_effect_per_key(migrated_home: Path) -> None:
    assert python(migrated_home, "tests.foundation.jobs.ledger", "ask", str(RUNS)).wait() == 0
    database = sqlite3.connect(migrated_home / "kpiloop.sqlite3", timeout=20, isolation_level=None)
    dice = random.Random(7)
    killed_at_work = 0
    for _ in range(KILLS):
        worker = python(migrated_home, "tests.foundation.jobs.ledger", "work")
        before = count(database, "done")
        until = time.monotonic() + 30
        while (
            count(database, "done") < before + dice.randint(3, 12)
            and worker.poll() is None
            and time.monotonic() < until
        ):
            time.sleep(0.005)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        killed_at_work += database.execute("SELECT count(*) FROM jobs_business_run WHERE state = 'running'").fetchone()[
            0
        ]
        # A minute without a sign of life passes.
        database.execute("UPDATE jobs_business_run SET heartbeat_at = '2026-01-01 00:00:00' WHERE state = 'running'")
    assert python(migrated_home, "tests.foundation.jobs.ledger", "work").wait(timeout=120) == 0
    lines = [name.split()[0] for (name,) in database.execute("SELECT name FROM jobs_beat WHERE name LIKE '% %'")]
    keys = [str(key) for (key,) in database.execute("SELECT id FROM jobs_business_run WHERE state = 'done'")]
    assert killed_at_work > 0, "no kill hit a run at work: the trial shows nothing"
    assert len(keys) == RUNS
    assert sorted(lines) == sorted(keys)


def count(database: sqlite3.Connection, state: str) -> int:
    found = database.execute("SELECT count(*) FROM jobs_business_run WHERE state = ?", [state])
    return int(found.fetchone()[0])
