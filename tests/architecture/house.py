"""The house as files and syntax trees: what every architecture test looks at."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = SRC / "kpiloop"

#: Every room from the lowest to the highest; a foreign key may only point to the left.
ROOM_ORDER = (
    *("audit", "access", "jobs", "calendar", "org", "notify", "warehouse"),
    *("plan", "collect", "measure", "track", "analyse", "review", "reward", "improve"),
    *("bundle", "letters", "rollout", "health", "archive", "charter", "web"),
)
#: Floors whose rooms have tables, services and selectors.
ROOM_FLOORS = ("foundation", "loop", "governance")
#: Folders that hold no code of ours to measure.
NOT_CODE = {"__pycache__", "static", "locale", "vendor"}


@dataclass(frozen=True)
class Room:
    """One folder of a floor that holds tables and writes."""

    floor: str  #: foundation, loop or governance
    name: str  #: folder and app label
    path: Path  #: folder


def rooms() -> list[Room]:
    """Every room of the three floors that have tables; a new room is covered without anyone adding it."""
    return [
        Room(floor, path.name, path)
        for floor in ROOM_FLOORS
        for path in sorted((PACKAGE / floor).iterdir())
        if (path / "__init__.py").exists()
    ]


def python_files(*starts: Path | str, migrations: bool = False) -> list[Path]:
    """Python files below the given folders (default: all of src), migrations only when asked for."""
    found: list[Path] = []
    for start in starts or (PACKAGE,):
        path = PACKAGE / start
        found += [path] if path.is_file() else sorted(path.rglob("*.py")) if path.exists() else []
    return [path for path in found if migrations or "migrations" not in path.parts]


def part_files(room: Room, part: str) -> list[Path]:
    """Files of one part of a room, kept as `part.py` or as a folder `part/`."""
    return python_files(room.path / f"{part}.py", room.path / part)


def templates() -> list[Path]:
    """Every template of the product."""
    return sorted(path for path in PACKAGE.rglob("*.html") if not NOT_CODE & set(path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """Syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def lines(path: Path) -> list[str]:
    """Lines of a file."""
    return path.read_text(encoding="utf-8").splitlines()


def shown(path: Path) -> str:
    """Path as a reader of a message knows it."""
    return path.relative_to(ROOT).as_posix()


def at(path: Path, node: ast.AST) -> str:
    """File and line of a finding."""
    return f"{shown(path)}:{getattr(node, 'lineno', 1)}"


def module_name(path: Path) -> str:
    """Dotted name of a file of src."""
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions(path: Path) -> list[Function]:
    """Functions of the module itself that other rooms may call."""
    return [node for node in tree(path).body if isinstance(node, Function) and not node.name.startswith("_")]


@cache
def offered(room: Room, part: str) -> list[tuple[Path, Function]]:
    """Functions of a part that other rooms call: what its front door hands out, and what others take past it."""
    single = room.path / f"{part}.py"
    if single.exists():
        return [(single, node) for node in public_functions(single)]
    package = f"{module_name(room.path / '__init__.py')}.{part}"
    names = {found.module for path in _callers(room, part) for found in imports_any(path, [package])}
    return [
        (path, node)
        for path in part_files(room, part)
        for node in public_functions(path)
        if path.stem == "__init__" or f"{module_name(path)}.{node.name}" in names
    ]


def _callers(room: Room, part: str) -> list[Path]:
    front = room.path / part / "__init__.py"
    others = [path for path in python_files() if not path.is_relative_to(room.path)]
    return [front, *others] if front.exists() else others


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, nested ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def is_type_checking(node: ast.AST) -> bool:
    """True for `if TYPE_CHECKING:`, whose imports never run."""
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def running_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below one, without what only the type checker reads."""
    for child in ast.iter_child_nodes(node):
        if is_type_checking(child):
            continue
        yield child
        yield from running_nodes(child)


@dataclass(frozen=True)
class Import:
    """One imported name."""

    module: str  #: full dotted name, the imported name included
    node: ast.stmt  #: where
    path: Path  #: in which file


@cache
def imports(path: Path) -> tuple[Import, ...]:
    """Everything a file imports when it runs, `from a import b` as a.b."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[Import]:
    for node in running_nodes(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node, path) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(path, node)
            yield from (Import(f"{base}.{alias.name}", node, path) for alias in node.names)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module_name(path).split(".")
    keep = len(package) - node.level + (path.name == "__init__.py")
    return ".".join([*package[:keep], *([node.module] if node.module else [])])


def imports_any(path: Path, modules: Iterable[str]) -> Iterator[Import]:
    """Imports of a file that reach one of the modules or something inside them."""
    wanted = tuple(modules)
    for found in imports(path):
        if any(found.module == name or found.module.startswith(f"{name}.") for name in wanted):
            yield found


def call_name(node: ast.Call) -> str:
    """Dotted text of what is called: `date.today`."""
    return ast.unparse(node.func)


def refuse(findings: Iterable[str], rule: str) -> None:
    """Fail with every finding, each naming file and rule; the list of exceptions is empty and stays so."""
    found = sorted(set(findings))
    assert not found, f"{rule}\n  " + "\n  ".join(found)


def python(code: str, **environment: str) -> str:
    """Output of a fresh Python process."""
    import os
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
