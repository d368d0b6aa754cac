"""A writer killed at any moment leaves the version before it, whole; running again finishes the work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOMENTS = ("after landing", "after building", "in the transaction")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KPILOOP_")}
    environment |= {
        "KPILOOP_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "kpiloop.project.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.foundation.warehouse.killed_publisher", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def state(home: Path) -> dict[str, object]:
    done = run(home, "report")
    assert done.returncode == 0, done.stderr
    reported: dict[str, object] = json.loads(done.stdout)
    return reported


@pytest.mark.slow
def test_killed_at_each_moment_then_finished(tmp_path: Path) -> None:
    begun = run(tmp_path, "begin")
    assert begun.returncode == 0, begun.stderr
    before = state(tmp_path)
    assert before["amounts"] == {"A1": "1.000000"}
    for moment in MOMENTS:
        assert run(tmp_path, "publish", moment).returncode == -9, moment
        assert state(tmp_path) == before, moment
    finished = run(tmp_path, "publish", "never")
    assert finished.returncode == 0, finished.stderr
    after = state(tmp_path)
    assert after["amounts"] == {"A1": "2.000000", "B1": "3.000000"}
    assert (after["version"], after["loads"], after["news"]) == (2, 2, 2)
    # Landed: three times in vain; built: twice two months in vain.
    assert run(tmp_path, "sweep").stdout == "7"
    assert state(tmp_path) == after
