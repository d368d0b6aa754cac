"""Test 4: the docstring is the contract, and its examples run."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import house

FIELD = re.compile(r"^\s*(Shape|Units|Law|Missing|Errors|Source):\s+\S", re.MULTILINE)
FIRST_LINE = re.compile(r"^[A-Z].*[.:?]$")


def contract_files() -> list[Path]:
    """Files whose public functions promise something: the engine and every service."""
    services = [path for room in house.rooms() for path in house.part_files(room, "services")]
    return house.python_files("engine") + services


def finding(path: Path, node: house.Function) -> Iterator[str]:
    """What one function's contract lacks."""
    text = ast.get_docstring(node) or ""
    first = text.partition("\n")[0]
    if not FIRST_LINE.match(first):
        yield f"{house.at(path, node)} {node.name}: the first line must be a sentence of what it does"
    if not FIELD.search(text):
        yield f"{house.at(path, node)} {node.name}: none of Shape, Units, Law, Missing, Errors, Source"


def promises() -> Iterator[tuple[Path, house.Function]]:
    """Every function that owes a contract."""
    yield from ((path, node) for path in house.python_files("engine") for node in house.public_functions(path))
    for room in house.rooms():
        yield from house.offered(room, "services")


def test_contracts() -> None:
    findings = (each for path, node in promises() for each in finding(path, node))
    house.refuse(findings, "public engine functions and services state their contract")


def test_selectors_say_what_they_return() -> None:
    findings = (
        f"{house.at(path, node)} {node.name} has no docstring"
        for room in house.rooms()
        for path, node in house.offered(room, "selectors")
        if not ast.get_docstring(node)
    )
    house.refuse(findings, "a selector says in one line what it returns")


def test_files_say_what_they_hold() -> None:
    findings = (
        house.shown(path)
        for path in house.python_files()
        if house.tree(path).body and path.name != "apps.py" and not ast.get_docstring(house.tree(path))
    )
    house.refuse(findings, "a file begins with one sentence about what it holds")


def dataclasses(path: Path) -> Iterator[ast.ClassDef]:
    """Dataclasses of a file."""
    for node in ast.walk(house.tree(path)):
        if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(each) for each in node.decorator_list):
            yield node


def has_comment(path: Path, node: ast.AnnAssign) -> bool:
    """True when a field has a comment on its line or directly above it."""
    text = house.lines(path)
    own = "\n".join(text[node.lineno - 1 : node.end_lineno])
    above = text[node.lineno - 2].strip()
    return "#" in own or above.startswith("#")


def test_fields_of_rows_are_explained() -> None:
    findings = (
        f"{house.at(path, field)} {node.name}.{ast.unparse(field.target)}"
        for path in house.python_files()
        for node in dataclasses(path)
        for field in node.body
        if isinstance(field, ast.AnnAssign) and not has_comment(path, field)
    )
    house.refuse(findings, "every dataclass field has a comment saying what it is and in which unit")


@pytest.mark.parametrize("path", contract_files(), ids=house.module_name)
def test_examples_run(path: Path) -> None:
    result = doctest.testmod(importlib.import_module(house.module_name(path)), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0, f"{house.shown(path)}: {result.failed} of {result.attempted} examples are wrong"
