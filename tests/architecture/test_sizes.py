"""Test 2: rooms stay small enough to walk through. The list of exceptions is empty."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import house

FILE_LINES = 400
TEST_FILE_LINES = 300
FUNCTION_LINES = 60
FUNCTION_LINES_P90 = 40
NESTING = 3
ARGUMENTS = 7
FOLDER_ENTRIES = 24
FOLDER_DEPTH = 5
TEMPLATE_LINES = 120
COMPONENT_LINES = 40
#: Lines of the parts every room has, as `part.py` or for each file of `part/`.
PART_LINES = {
    "models": 200,
    "services": 250,
    "selectors": 250,
    "engine_io": 150,
    "permissions": 100,
    "choices": 100,
    "jobs": 100,
    "errors": 80,
}
ROOM_README_LINES = 25
SETTINGS_LINES = 200
EMPTY_NAMES = {"utils", "util", "common", "misc", "manager", "managers", "tools", "helpers", "helper"}
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)


def too_long(paths: list[Path], limit: int) -> Iterator[str]:
    """Files above a number of lines."""
    for path in paths:
        if len(house.lines(path)) > limit:
            yield f"{house.shown(path)} has {len(house.lines(path))} lines"


def test_python_files() -> None:
    house.refuse(too_long(house.python_files(), FILE_LINES), f"a Python file has at most {FILE_LINES} lines")


def test_test_files() -> None:
    paths = sorted((house.ROOT / "tests").rglob("*.py"))
    house.refuse(too_long(paths, TEST_FILE_LINES), f"a test file has at most {TEST_FILE_LINES} lines")


def test_settings_file() -> None:
    paths = [house.PACKAGE / "project" / "settings.py"]
    house.refuse(too_long(paths, SETTINGS_LINES), f"settings have at most {SETTINGS_LINES} lines")


@pytest.mark.parametrize("part", PART_LINES)
def test_parts_of_rooms(part: str) -> None:
    paths = [path for room in house.rooms() for path in house.part_files(room, part)]
    house.refuse(too_long(paths, PART_LINES[part]), f"{part} files have at most {PART_LINES[part]} lines")


def test_room_readmes() -> None:
    paths = [room.path / "README.md" for room in house.rooms() if (room.path / "README.md").exists()]
    house.refuse(too_long(paths, ROOM_README_LINES), f"a room's README has at most {ROOM_README_LINES} lines")


def test_every_stage_has_a_readme() -> None:
    findings = (
        f"{house.shown(room.path)} has no README.md"
        for room in house.rooms()
        if room.floor == "loop" and not (room.path / "README.md").exists()
    )
    house.refuse(findings, "the first thing a newcomer opens in a stage is its README.md")


def length(node: house.Function) -> int:
    """Lines of a function without its docstring: a contract in words must not cost code."""
    spent = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is None:
        return spent
    first = node.body[0]
    return spent - ((first.end_lineno or first.lineno) - first.lineno + 1)


def test_functions() -> None:
    findings = (
        f"{house.at(path, node)} {node.name} has {length(node)} lines"
        for path in house.python_files()
        for node in house.functions(path)
        if length(node) > FUNCTION_LINES
    )
    house.refuse(findings, f"a function has at most {FUNCTION_LINES} lines")


def test_nine_functions_of_ten() -> None:
    lengths = sorted(length(node) for path in house.python_files() for node in house.functions(path))
    assert lengths[len(lengths) * 9 // 10] <= FUNCTION_LINES_P90


def depth(node: ast.AST, level: int = 0) -> int:
    """Deepest nesting of blocks; `elif` and inner functions start no new level of their own."""
    deepest = level
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*house.Function.__args__, ast.Lambda, ast.ClassDef)):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        inner = level + (isinstance(child, BLOCKS) and not is_elif)
        deepest = max(deepest, depth(child, inner))
    return deepest


def test_nesting() -> None:
    findings = (
        f"{house.at(path, node)} {node.name} nests {depth(node)} blocks"
        for path in house.python_files()
        for node in house.functions(path)
        if depth(node) > NESTING
    )
    house.refuse(findings, f"blocks nest at most {NESTING} deep")


def test_arguments() -> None:
    findings = (
        f"{house.at(path, node)} {node.name} takes {len(node.args.posonlyargs + node.args.args)} positional arguments"
        for path in house.python_files()
        for node in house.functions(path)
        if len(node.args.posonlyargs + node.args.args) > ARGUMENTS
    )
    house.refuse(findings, f"a function takes at most {ARGUMENTS} positional arguments")


def code_folders() -> list[Path]:
    """Folders with Python in them; migrations and templates are exempt."""
    exempt = house.NOT_CODE | {"migrations", "templates"}
    return sorted({path.parent for path in house.python_files() if not exempt & set(path.parts)})


def test_folders() -> None:
    findings = []
    for folder in code_folders():
        entries = [entry for entry in folder.iterdir() if entry.name != "__pycache__"]
        if len(entries) > FOLDER_ENTRIES:
            findings.append(f"{house.shown(folder)} has {len(entries)} entries (at most {FOLDER_ENTRIES})")
        if len(folder.relative_to(house.PACKAGE).parts) > FOLDER_DEPTH:
            findings.append(f"{house.shown(folder)} lies deeper than {FOLDER_DEPTH}")
    house.refuse(findings, "a folder can be seen at one glance")


def test_names_say_something() -> None:
    findings = (house.shown(path) for path in house.PACKAGE.rglob("*") if path.stem in EMPTY_NAMES)
    house.refuse(findings, "a file name that says nothing: name the noun")


def test_templates() -> None:
    pages = [path for path in house.templates() if "components" not in path.parts]
    parts = [path for path in house.templates() if "components" in path.parts]
    house.refuse(too_long(pages, TEMPLATE_LINES), f"a template has at most {TEMPLATE_LINES} lines")
    house.refuse(too_long(parts, COMPONENT_LINES), f"a component template has at most {COMPONENT_LINES} lines")
