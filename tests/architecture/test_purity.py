"""Test 6: the engine stands alone; `kpiloop --help` loads nothing of the product, a command not all of it."""

from __future__ import annotations

from tests.architecture import house

LIBRARIES = ("ibis", "duckdb", "pyarrow", "pandas", "numpy")
HEAVY = ("django", *LIBRARIES)
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


def test_the_framework_starts_without_what_only_computing_needs() -> None:
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'kpiloop.project.settings'\n"
        "import django; django.setup()\n"
        "import kpiloop.interfaces.cli.operating.init, kpiloop.interfaces.cli.operating.serve\n"
        f"print([name for name in {LIBRARIES!r} if name in sys.modules])"
    )
    assert house.python(code) == "[]", "apps.py or models.py of a room imports services: see jobs/registry.py"
