"""What a newcomer may stumble over before the pages answer: an old Python, a taken port, a build that was cut off."""

from __future__ import annotations

import ast
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.interfaces.cli.test_processes import KPILOOP, environment, kpiloop

ROOT = Path(__file__).resolve().parents[3]
OLD_PYTHON = """import runpy, sys
sys.version_info, sys.argv = (3, 8, 0), ["bootstrap.py", "run"]
runpy.run_path("tools/bootstrap.py", run_name="__main__")"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment or None, capture_output=True, text=True, check=False)


def test_an_old_python_is_told_what_to_install(tmp_path: Path) -> None:
    told = run("-c", OLD_PYTHON, PATH=str(tmp_path))
    assert told.returncode == 1 and not told.stdout
    assert "needs Python 3.11 or newer" in told.stderr and "apt-get install python3.11" in told.stderr


@pytest.mark.parametrize("tool", ["bootstrap.py", "port.py"])
def test_the_first_steps_are_readable_for_an_old_python(tool: str) -> None:
    read = list(ast.walk(ast.parse((ROOT / "tools" / tool).read_text(encoding="utf-8"))))
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.YieldFrom, ast.AsyncFunctionDef)
    assert not [node for node in read if isinstance(node, newer)]
    assert not [node for node in read if isinstance(node, ast.FunctionDef) and (node.returns or node.args.kwonlyargs)]
    assert "print" not in {node.id for node in read if isinstance(node, ast.Name)}  # a statement in Python 2


def test_a_taken_port_is_told_before_anything_is_built() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = run("tools/port.py", "127.0.0.1", str(port))
        assert told.returncode == 1 and f"make run PORT={port + 1}" in told.stderr
    assert run("tools/port.py", "127.0.0.1", str(port)).returncode == 0
    assert run("tools/port.py", "127.0.0.1", "80x").returncode == 1
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nrun:", 1)[1]
    assert recipe.split()[0] == "port-free"


@pytest.mark.slow
def test_a_build_that_was_cut_off_starts_over_and_keeps_what_was_there(tmp_path: Path) -> None:
    home = tmp_path / "h"
    (home / "sources").mkdir(parents=True)
    (home / "sources" / "mine.txt").write_text("kept")
    asked = ("demo", "--size", "small", "--months", "9", "--language", "en")
    build = subprocess.Popen(
        [str(KPILOOP), "--home", str(home), *asked],
        env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        # A suite that runs in the background was told to ignore Ctrl-C, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert build.stdout is not None
    for line in build.stdout:
        if "organisation" in line:
            time.sleep(0.5)
            build.send_signal(signal.SIGINT)
            break
    told = build.stdout.read()
    assert build.wait(timeout=20) != 0 and "Traceback" not in told
    assert (home / "demo-unfinished").exists() and (home / "kpiloop.sqlite3").exists()
    again = kpiloop(home, *asked)
    assert again.returncode == 0, again.stderr
    assert "starting over" in again.stdout and (home / "sources" / "mine.txt").read_text() == "kept"
    assert not (home / "demo-unfinished").exists()
    once = kpiloop(home, *asked)
    assert once.returncode == 0 and "here already" in once.stdout


@pytest.mark.parametrize("asked", [("--size", "huge"), ("--until", "2026-13"), ("--months", "3")])
def test_a_company_that_cannot_be_made_is_refused_before_anything_is_written(
    tmp_path: Path, asked: tuple[str, str]
) -> None:
    told = kpiloop(tmp_path / "h", "demo", *asked)
    assert told.returncode != 0 and asked[0] in told.stderr and not (tmp_path / "h" / "sources").exists()
