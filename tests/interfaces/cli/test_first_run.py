"""What a newcomer may stumble over before the pages answer: an old Python, a taken port, an impossible company."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kpiloop.demo import story
from kpiloop.demo.design import plan_design
from kpiloop.demo.kpis import KPIS
from kpiloop.demo.operations import HEAD
from tests.interfaces.cli.conftest import Line

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


def test_a_company_that_cannot_be_made_is_refused_before_anything_is_written(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPILOOP_HOME", str(tmp_path / "h"))
    for option in (("--size", "huge"), ("--until", "2026-13"), ("--months", "3"), ("--lang", "fr")):
        told = line("demo", *option)
        assert told.code != 0 and option[0] in told.err and not (tmp_path / "h").exists()


def test_a_company_told_in_english_says_nothing_in_chinese() -> None:
    said = plan_design(2026, "small", date(2026, 10, 1), 1, language="en").said
    told = [text for cause in story.CAUSES for text in (cause.text, cause.evidence)]
    told += [text for action in story.ACTIONS for text in (action.title, action.progress)]
    told += [text for texts in story.DECISIONS.values() for text in texts] + list(story.MINUTES.values())
    told += [text for kpi in KPIS for text in (kpi.purpose, kpi.pitfalls)] + list(HEAD)
    assert len(told) > 60 and all(re.search("[\u4e00-\u9fff]", text) for text in told if text)
    assert not [text for text in map(said, told) if re.search("[\u4e00-\u9fff]", text)]
    with pytest.raises(KeyError):  # a text nobody put into English is no silent Chinese
        said("尚未翻译")
