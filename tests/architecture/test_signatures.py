"""Test 3: nothing is written without an actor, nothing is read without a viewer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import house

#: First steps of a three-step run and dry looks change nothing and are cut to the reader's scope.
LOOKING = ("explain", "preview")
#: What a three-step run hands on from step to step may stand without its name.
HANDED_ON = {"plan"}


def service_files() -> list[Path]:
    """Files that write."""
    return [path for room in house.rooms() for path in house.part_files(room, "services")]


def selector_files() -> list[Path]:
    """Files that read."""
    return [path for room in house.rooms() for path in house.part_files(room, "selectors")]


def positional(node: house.Function) -> list[ast.arg]:
    """Arguments that may be given by place."""
    return [*node.args.posonlyargs, *node.args.args]


def first_is_mandatory(node: house.Function, name: str) -> bool:
    """True when the first argument has this name and no default."""
    given = positional(node)
    return bool(given) and given[0].arg == name and len(node.args.defaults) < len(given)


def is_check(node: house.Function) -> bool:
    """`require(actor, permission)` asks and writes nothing: the permission may stand by place."""
    return node.name.startswith("require")


def makes_actor(node: house.Function) -> bool:
    """Signing in ends with an actor, so it cannot begin with one."""
    returns = ast.unparse(node.returns) if node.returns else ""
    return returns.partition(" |")[0] == "Actor"


def service_findings(path: Path, node: house.Function) -> Iterator[str]:
    """What is wrong with one service."""
    if makes_actor(node):
        return
    who = "viewer" if node.name.startswith(LOOKING) else "actor"
    if not first_is_mandatory(node, who):
        yield f"{house.at(path, node)} {node.name} does not begin with a mandatory `{who}`"
        return
    rest = [argument.arg for argument in positional(node)[1:] if argument.arg not in HANDED_ON]
    if rest[is_check(node) :]:
        yield f"{house.at(path, node)} {node.name} takes {', '.join(rest)} by place; put `*` after {who}"


def test_services_name_their_actor() -> None:
    findings = (
        finding
        for room in house.rooms()
        for path, node in house.offered(room, "services")
        for finding in service_findings(path, node)
    )
    house.refuse(findings, "a service is service(actor, *, ...)")


def test_selectors_name_their_viewer() -> None:
    findings = (
        f"{house.at(path, node)} {node.name} does not begin with a mandatory `viewer`"
        for room in house.rooms()
        for path, node in house.offered(room, "selectors")
        if not first_is_mandatory(node, "viewer")
    )
    house.refuse(findings, "a selector is selector(viewer, ...)")


def test_selectors_return_rows_not_queries() -> None:
    findings = (
        f"{house.at(path, node)} {node.name} returns {ast.unparse(node.returns) if node.returns else 'nothing named'}"
        for room in house.rooms()
        for path, node in house.offered(room, "selectors")
        if node.returns is None or "QuerySet" in ast.unparse(node.returns)
    )
    house.refuse(findings, "a selector returns frozen rows, never a queryset")


def test_rows_are_frozen() -> None:
    findings = (
        f"{house.at(path, node)} {node.name} is a dataclass that can be changed"
        for path in [*service_files(), *selector_files(), *house.python_files("engine")]
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if "dataclass" in ast.unparse(decorator) and "frozen=True" not in ast.unparse(decorator)
    )
    house.refuse(findings, "dataclasses of engine, services and selectors are frozen")
