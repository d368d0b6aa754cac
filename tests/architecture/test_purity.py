"""Test 6: the engine stands alone, and `kpiloop --help` answers without loading the product."""

from __future__ import annotations

from tests.architecture import house

HEAVY = ("django", "ibis", "duckdb", "pyarrow", "pandas", "numpy")
LOADED = f"print([name for name in {HEAVY!r} if name in sys.modules])"


def engine_modules() -> list[str]:
    """Every engine module but the compiler, which is the one that speaks Ibis."""
    closed = (house.PACKAGE / "engine" / "compile", house.PACKAGE / "engine" / "statistics")
    paths = house.python_files("engine")
    return [house.module_name(path) for path in paths if not any(path.is_relative_to(room) for room in closed)]


def test_the_engine_loads_no_framework() -> None:
    code = f"import importlib, sys\nfor name in {engine_modules()!r}: importlib.import_module(name)\n{LOADED}"
    assert house.python(code) == "[]", "engine: importing it loads a framework (see decision 0003)"


def test_help_loads_no_framework() -> None:
    code = (
        "import sys; sys.argv = ['kpiloop', '--help']\n"
        "from kpiloop.interfaces.cli.main import main\n"
        "try: main()\n"
        "except SystemExit as done: assert not done.code, done.code\n"
        f"{LOADED}"
    )
    assert house.python(code).splitlines()[-1] == "[]", "kpiloop --help loads a framework: load commands when called"
