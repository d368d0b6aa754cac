"""A worker killed with -9 in the middle of a load: the rerun gives the same facts, nothing doubled or halved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOMENTS = ("reading", "landing", "building", "finishing")
ROWS = 3000
#: Every hundredth row waits; the others are 0.25, 1.25, 2.25 ...
KEPT = [Decimal(place) + Decimal("0.25") for place in range(ROWS) if place % 100 != 99]


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KPILOOP_")}
    environment |= {
        "KPILOOP_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "kpiloop.project.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.loop.collect.killed_loader", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def report(home: Path) -> dict[str, object]:
    done = run(home, "report")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.slow
def test_killed_at_each_moment_then_finished(tmp_path: Path) -> None:
    begun = run(tmp_path, "begin")
    assert begun.returncode == 0, begun.stderr
    for moment in MOMENTS:
        killed = run(tmp_path, "work", moment)
        assert killed.returncode == -9, (moment, killed.stderr)
        seen = report(tmp_path)
        assert seen["rows"] in (0, len(KEPT)), (moment, seen)
        assert seen["rows"] == seen["keys"]
    finished = run(tmp_path, "work", "never")
    assert finished.returncode == 0, finished.stderr
    after = report(tmp_path)
    assert (after["rows"], after["keys"]) == (len(KEPT), len(KEPT))
    assert Decimal(str(after["amount"])) == sum(KEPT)
    assert after["kept"] == [[len(KEPT), ROWS - len(KEPT)]]
    assert (after["waiting"], after["news"]) == (ROWS - len(KEPT), 1)
    assert after["batches"] == ["done"]
    again = run(tmp_path, "work", "never")
    assert again.returncode == 0, again.stderr
    assert report(tmp_path) == after
