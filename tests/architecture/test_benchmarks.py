"""Benchmarks are run rarely: what they take from the product must still be there when they are."""

from __future__ import annotations

import ast
from importlib import import_module

import pytest

from tests.architecture import house

FILES = sorted((house.ROOT / "benchmarks").rglob("*.py")) + sorted((house.ROOT / "tools").glob("*.py"))


def taken() -> list[tuple[str, str, str]]:
    """(file, module of the product, name) of every import of a benchmark or a tool."""
    return [
        (path.name, node.module, alias.name)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"kpiloop", "benchmarks"}
        for alias in node.names
        if node.module
    ]


@pytest.mark.parametrize(("file", "module", "name"), taken())
def test_what_a_benchmark_imports_is_there(file: str, module: str, name: str) -> None:
    held = import_module(module)
    assert hasattr(held, name) or import_module(f"{module}.{name}"), f"{file} imports {name} from {module}"
