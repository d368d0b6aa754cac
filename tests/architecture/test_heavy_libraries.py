"""Test 8: one door per heavy library; and nothing that runs text as code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import house

DATA = ("foundation/warehouse", "loop/collect/connectors")
WRITERS = ("interfaces/reports/writers",)
#: The demo company brings its own source systems: an ERP database and workbooks.
SOURCES = "demo"
#: Library -> the only rooms that may import it.
DOORS = {
    "duckdb": DATA,
    "pyspark": DATA,
    "psycopg": DATA,
    "pymysql": ("loop/collect/connectors",),
    "pytds": ("loop/collect/connectors",),
    "oracledb": ("loop/collect/connectors",),
    "cryptography": ("foundation/vault.py",),
    "pyarrow": (*DATA, "loop/collect"),
    "py_mini_racer": ("interfaces/charts",),
    "typst": WRITERS,
    "pptx": WRITERS,
    "xlsxwriter": (*WRITERS, SOURCES),
    "python_calamine": ("loop/collect",),
    "openpyxl": (),
    "cronsim": ("foundation/jobs",),
    "django_q": ("foundation/jobs",),
    "ninja": ("interfaces/api", "project"),
    "typer": ("interfaces/cli",),
    "pandas": ("engine/statistics",),
    "numpy": ("engine/statistics", "engine/compile/kernels"),
    "statsforecast": ("engine/statistics",),
}
CODE_FROM_TEXT = {"eval", "exec", "compile", "__import__"}
MARKUP_FROM_TEXT = {"mark_safe", "SafeString", "SafeText"}
#: Pictures are markup made by us: charts/cleaning.py lets only drawing elements through.
MARKUP_ROOMS = ("interfaces/charts",)
RAW_SQL = (".raw", ".extra", "RawSQL", ".execute", ".executemany")
#: The database doors, the triggers that keep the trail from being changed below the ORM, and the one way past it for
#: the millions of values of a run.
SQL_ROOMS = (
    "foundation/warehouse", "foundation/audit/protection.py", "foundation/bulk.py", "loop/collect/connectors",
    "project", SOURCES,
)  # fmt: skip


def outside(rooms: tuple[str, ...]) -> list[Path]:
    """Files of the product that lie in none of the rooms."""
    inside = [house.PACKAGE / room for room in rooms]
    return [path for path in house.python_files() if not any(path.is_relative_to(room) for room in inside)]


@pytest.mark.parametrize("library", DOORS)
def test_one_door(library: str) -> None:
    findings = (
        f"{house.at(path, found.node)} imports {found.module}"
        for path in outside(DOORS[library])
        for found in house.imports_any(path, [library])
    )
    house.refuse(findings, f"{library} is imported only in {', '.join(DOORS[library]) or 'tests'}")


def calls(path: Path, names: set[str]) -> Iterator[str]:
    """Calls of the named functions; a method of the same name (`pattern.compile`) is another thing."""
    for node in ast.walk(house.tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield f"{house.at(path, node)} calls {node.func.id}"


def test_text_is_never_code() -> None:
    findings = (finding for path in house.python_files() for finding in calls(path, CODE_FROM_TEXT))
    house.refuse(findings, "no eval, exec or compile")


def test_markup_is_never_trusted() -> None:
    findings = (
        f"{house.at(path, found.node)} imports {found.module}"
        for path in outside(MARKUP_ROOMS)
        for found in house.imports(path)
        if found.module.rpartition(".")[2] in MARKUP_FROM_TEXT
    )
    house.refuse(findings, f"text becomes markup only in {', '.join(MARKUP_ROOMS)}; use format_html or a template")


def test_templates_escape_everything() -> None:
    findings = (
        f"{house.shown(path)}:{number}"
        for path in house.templates()
        for number, line in enumerate(house.lines(path), 1)
        if "|safe" in line.replace(" ", "") or "autoescape off" in line
    )
    house.refuse(findings, "templates escape everything: no |safe, no autoescape off")


def test_sql_stays_behind_its_doors() -> None:
    findings = (
        f"{house.at(path, node)} calls {house.call_name(node)}"
        for path in outside(SQL_ROOMS)
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call) and house.call_name(node).endswith(RAW_SQL)
    )
    house.refuse(findings, f"SQL text is run only in {', '.join(SQL_ROOMS)}")
