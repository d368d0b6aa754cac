"""docs/getting-in.md says where each line has its doors, and what walks it: every door opens, every test is there."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kpiloop.interfaces.api.root import api
from kpiloop.interfaces.cli import main
from tests.architecture.test_feature_map import rows as features

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "getting-in.md"
LINE = re.compile(r"^\| ([A-Z]{2}-\d\d) (.+)$", re.MULTILINE)
DOOR = re.compile(r"`([^`]+)`")
KINDS = ("pages", "commands", "operations", "tests")
#: A cell without a door says why; a dash alone says nothing.
REASON = re.compile(r"^– .{12,}")


@dataclass(frozen=True)
class Row:
    """One line of the page."""

    title: str  #: what it is about
    cells: dict[str, str]  #: as written, by kind

    def doors(self, kind: str) -> list[str]:
        """What is named in a cell."""
        return DOOR.findall(self.cells[kind])


def table() -> dict[str, Row]:
    """Rows of the page by line."""
    found = {}
    for line, rest in LINE.findall(PAGE.read_text(encoding="utf-8")):
        title, *cells = [cell.strip() for cell in rest.strip().strip("|").split("|")]
        assert len(cells) == len(KINDS), line
        assert line not in found, line
        found[line] = Row(title, dict(zip(KINDS, cells, strict=True)))
    return found


TABLE = table()


def named(kind: str) -> list[str]:
    """Everything the page names of a kind, once."""
    return sorted({door for row in TABLE.values() for door in row.doors(kind)})


def routes(within: URLResolver, spaces: tuple[str, ...] = ()) -> set[str]:
    """Names of all addresses."""
    found = set()
    for pattern in within.url_patterns:
        if isinstance(pattern, URLPattern):
            found.add(":".join((*spaces, str(pattern.name))))
        else:
            found |= routes(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
    return found


def functions() -> dict[str, list[ast.FunctionDef]]:
    """Every test function with its file, as `test_file.py::test_name`; files of one name share."""
    found: dict[str, list[ast.FunctionDef]] = defaultdict(list)
    for path in (ROOT / "tests").rglob("test_*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        marks = [node.value for node in module.body if isinstance(node, ast.Assign) and is_marking(node)]
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                node.decorator_list += marks  # those of the file hold for each of its tests
                found[f"{path.name}::{node.name}"].append(node)
    return found


def is_marking(node: ast.Assign) -> bool:
    """Whether a statement marks every test of its file."""
    return ast.unparse(node.targets[0]) == "pytestmark"


def lines_of(function: ast.FunctionDef) -> set[str]:
    """Lines a test says it walks."""
    calls = [call for mark in function.decorator_list for call in ast.walk(mark) if isinstance(call, ast.Call)]
    walked = [call for call in calls if ast.unparse(call.func) == "pytest.mark.feature"]
    return {ast.literal_eval(argument) for call in walked for argument in call.args}


def test_the_page_names_every_line_of_a_real_company() -> None:
    assert set(TABLE) == {row for row in features() if re.fullmatch(r"[A-Z]{2}-\d\d", row)}


def test_a_line_has_a_door_of_every_kind_or_says_why_not() -> None:
    bare = [(line, kind) for line, row in TABLE.items() for kind in KINDS
            if not row.doors(kind) and not REASON.match(row.cells[kind])]  # fmt: skip
    assert bare == []


def test_every_page_is_an_address() -> None:
    assert set(named("pages")) <= routes(get_resolver())


def test_every_operation_is_described() -> None:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    described = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert set(named("operations")) <= described


@pytest.mark.parametrize("command", named("commands"))
def test_every_command_says_how_it_is_used(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([*command.split(), "--help"]) == 0
    assert f"kpiloop {command} " in capsys.readouterr().out.splitlines()[0]


def test_every_test_named_walks_its_line() -> None:
    known = functions()
    for line, row in TABLE.items():
        for test in row.doors("tests"):
            assert test in known, (line, test)
            assert any(line in lines_of(function) for function in known[test]), (line, test)
