"""Test 1: the written contracts are kept, and the rules about tables that the linter cannot say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import house

IBIS_ROOMS = ("engine/compile", "foundation/warehouse")


def test_import_contracts_are_kept() -> None:
    from importlinter.cli import lint_imports

    code = lint_imports(config_filename=str(house.ROOT / ".importlinter"), no_cache=True)
    assert code == 0, ".importlinter: a contract is broken; run lint-imports to see which"


def own_room(path: Path) -> str:
    """The room of a file: kpiloop.loop.plan."""
    return ".".join(house.module_name(path).split(".")[:3])


def foreign_parts(path: Path, part: str) -> Iterator[house.Import]:
    """Imports of `<room>.<part>` of another room."""
    for found in house.imports(path):
        parts = found.module.split(".")
        is_part = len(parts) > 3 and parts[0] == "kpiloop" and parts[1] in house.ROOM_FLOORS and parts[3] == part
        if is_part and ".".join(parts[:3]) != own_room(path):
            yield found


def test_only_a_room_imports_its_own_models() -> None:
    house.refuse(
        (f"{house.at(path, found.node)} imports {found.module}" for path in house.python_files()
         for found in foreign_parts(path, "models")),
        "only a room imports its own models; use its services, selectors or engine_io",
    )  # fmt: skip


def test_models_are_not_reexported() -> None:
    outside = [path for path in house.python_files(*house.ROOM_FLOORS) if path.name == "__init__.py"]
    findings = (
        f"{house.at(path, found.node)} re-exports {found.module}"
        for path in outside
        if path.parent.name != "models"
        for found in house.imports(path)
        if ".models" in found.module and path.parent.name not in {"services", "selectors", "engine_io"}
    )
    house.refuse(findings, "a room's __init__ must not re-export its tables")


def test_tables_are_not_fetched_by_name() -> None:
    findings = (
        f"{house.at(path, node)} calls {house.call_name(node)}"
        for path in house.python_files()
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call) and house.call_name(node).endswith(("get_model", "get_models"))
    )
    house.refuse(findings, "no table is fetched by name from the registry: call the room's selectors")


def test_doors_do_not_reach_into_engine_io() -> None:
    findings = (
        f"{house.at(path, found.node)} imports {found.module}"
        for path in house.python_files("interfaces", "demo")
        for found in foreign_parts(path, "engine_io")
    )
    house.refuse(findings, "engine_io computes over everybody's rows: doors and the demo use services and selectors")


def test_only_two_rooms_speak_ibis() -> None:
    allowed = [house.PACKAGE / room for room in IBIS_ROOMS]
    findings = (
        f"{house.at(path, found.node)} imports {found.module}"
        for path in house.python_files()
        if not any(path.is_relative_to(room) for room in allowed)
        for found in house.imports_any(path, ["ibis"])
    )
    house.refuse(findings, f"only {' and '.join(IBIS_ROOMS)} import Ibis")
