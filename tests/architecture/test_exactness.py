"""Test 7: no clock, no randomness and no binary floats where a figure must come out the same every time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import house

#: Who may ask what time it is: doors, wiring, background work, the timers of child processes, and the
#: trail, which seals the moment of recording (never a business date) into its hash chain.
MAY_ASK_THE_CLOCK = ("interfaces", "project", "foundation/jobs", "foundation/bounded", "foundation/audit")
CLOCK_CALLS = (".today", ".now", ".utcnow", ".localdate", ".localtime", "localdate", "localtime")
CLOCK_MODULES = ("time",)
RANDOM_MODULES = ("random", "numpy.random")
UNREPEATABLE_IN_ENGINE = ("secrets", "uuid", "random", "time", "os", "sys")
#: Where figures are scores, money, weights, targets or statuses.
DECIMAL_ONLY = (
    *("engine/incentive", "engine/scoring", "engine/targets", "engine/variance", "engine/achievement.py"),
    *("engine/status.py", "engine/values.py", "loop/plan", "loop/reward"),
)


def timeless_files() -> list[Path]:
    """Files that are given their dates."""
    asking = [house.PACKAGE / room for room in MAY_ASK_THE_CLOCK]
    return [
        path
        for path in house.python_files()
        if path.name != "jobs.py" and not any(path.is_relative_to(room) for room in asking)
    ]


def clock_findings(path: Path) -> Iterator[str]:
    """Places that ask the clock, called or handed over as a default."""
    for found in house.imports_any(path, CLOCK_MODULES):
        yield f"{house.at(path, found.node)} imports {found.module}"
    for node in ast.walk(house.tree(path)):
        if isinstance(node, (ast.Attribute, ast.Name)) and is_clock(ast.unparse(node)):
            yield f"{house.at(path, node)} uses {ast.unparse(node)}"


def is_clock(name: str) -> bool:
    """True for date.today, timezone.now and their like; a field or variable called `today` is none."""
    head, _, tail = name.rpartition(".")
    known = head.rpartition(".")[2] in {"date", "datetime", "timezone", "dt", "datetime_", "time"}
    return known and f".{tail}" in CLOCK_CALLS


def test_nobody_asks_the_clock() -> None:
    findings = (finding for path in timeless_files() for finding in clock_findings(path))
    house.refuse(findings, "the caller passes the date; only doors, wiring and jobs ask the clock")


def test_nothing_is_drawn_by_lot() -> None:
    findings = (
        f"{house.at(path, found.node)} imports {found.module}"
        for path in house.python_files("engine", "foundation", "loop", "governance")
        for found in house.imports_any(path, RANDOM_MODULES)
    )
    house.refuse(findings, "the same input gives the same figure: no randomness")


def test_the_engine_sees_no_machine() -> None:
    findings = (
        f"{house.at(path, found.node)} imports {found.module}"
        for path in house.python_files("engine")
        for found in house.imports_any(path, UNREPEATABLE_IN_ENGINE)
    )
    house.refuse(findings, "the engine sees neither process nor machine")


def float_findings(path: Path) -> Iterator[str]:
    """Float literals and conversions."""
    for node in ast.walk(house.tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{house.at(path, node)} writes {node.value}"
        if isinstance(node, ast.Call) and house.call_name(node) == "float":
            yield f"{house.at(path, node)} calls float()"


def test_scores_and_money_are_never_floats() -> None:
    findings = (finding for path in house.python_files(*DECIMAL_ONLY) for finding in float_findings(path))
    house.refuse(findings, "money, weights, scores and targets are Decimal")


def test_no_table_keeps_a_float() -> None:
    findings = (
        f"{house.at(path, node)} declares a FloatField"
        for room in house.rooms()
        for path in house.part_files(room, "models")
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Call) and house.call_name(node).endswith("FloatField")
    )
    house.refuse(findings, "tables keep exact figures: DecimalField")
