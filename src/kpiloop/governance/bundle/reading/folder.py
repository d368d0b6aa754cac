"""Reads a bundle from a folder of text files, one per part, keeping the line of every value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.fields import Nested
from kpiloop.governance.bundle.reading.table import Written, unknown_part
from kpiloop.governance.bundle.rows import Fault

SUFFIXES = (".yaml", ".yml")
#: What one file of KPIs may hold.
KPI_FILE = ("kpis", "formulas")
#: The reader in C where its library is there: a company of thousands of lines is read ten times as fast.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = "tag:yaml.org,2002:int"
_TRUTH = "tag:yaml.org,2002:bool"
_NOTHING = "tag:yaml.org,2002:null"
#: A text file of a scheme stays far below; a larger one is a mistake or an attack.
MOST_BYTES = 20 * 1024 * 1024


def read_folder(folder: Path) -> tuple[dict[str, list[Written]], list[Fault]]:
    """Rows of every part as written, and what could not be read at all."""
    tables: dict[str, list[Written]] = {}
    faults: list[Fault] = []
    for path in sorted(folder.iterdir()):
        if path.suffix not in SUFFIXES or path.name.startswith("."):
            continue
        if path.stem not in PARTS:
            faults.append(unknown_part(path.stem, path.name, PARTS))
            continue
        rows, found = _read(path)
        tables[path.stem] = rows
        faults += found
    return tables, faults


def read_kpi_file(path: Path) -> tuple[dict[str, list[Written]], list[Fault]]:
    """Rows of one file of KPIs: `kpis` and `formulas`, each with its rows below it."""
    node, faults = _composed(path)
    if node is None:
        return {}, faults
    if not isinstance(node, yaml.MappingNode):
        return {}, [Fault("bundle_kpi_file_shape", _where(path.name, node))]
    tables: dict[str, list[Written]] = {}
    for name, value in node.value:
        if name.value not in KPI_FILE:
            faults.append(unknown_part(str(name.value), _where(path.name, name), KPI_FILE))
            continue
        tables[name.value], found = _listed(path.name, value)
        faults += found
    return tables, faults


def _read(path: Path) -> tuple[list[Written], list[Fault]]:
    node, faults = _composed(path)
    return ([], faults) if node is None else _listed(path.name, node)


def _composed(path: Path) -> tuple[yaml.Node | None, list[Fault]]:
    """What stands in a file, with its lines; None where nothing does or it cannot be read."""
    if path.stat().st_size > MOST_BYTES:
        return None, [Fault("bundle_file_too_large", path.name, {"limit": MOST_BYTES})]
    try:
        return yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=_LOADER), []
    except UnicodeDecodeError:
        return None, [Fault("bundle_file_not_utf8", path.name)]
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        return None, [Fault("bundle_file_broken", where, {"problem": getattr(broken, "problem", "") or str(broken)})]


def _listed(file: str, node: yaml.Node) -> tuple[list[Written], list[Fault]]:
    listed = node.value if isinstance(node, yaml.SequenceNode) else [node]
    rows: list[Written] = []
    faults: list[Fault] = []
    for each in listed:
        if isinstance(each, yaml.MappingNode):
            row, found = _row(file, each)
            rows.append(row)
            faults += found
        else:
            faults.append(Fault("bundle_row_shape", _where(file, each)))
    return rows, faults


def _row(file: str, node: yaml.MappingNode) -> tuple[Written, list[Fault]]:
    values: dict[str, Nested] = {}
    cells: dict[str, str] = {}
    faults = []
    for name, value in node.value:
        if name.value in values:
            faults.append(Fault("bundle_column_twice", _where(file, name), {"column": name.value}))
        values[name.value] = _plain(value) if not isinstance(value, yaml.ScalarNode) else value.value
        if isinstance(value, yaml.ScalarNode) and value.tag == _NOTHING:
            values[name.value] = None
        cells[name.value] = _where(file, value)
    return Written(values, _where(file, node), cells), faults


def _plain(node: yaml.Node) -> Nested:
    """A structure: whole numbers, true, false and nothing keep their kind, everything else is text.

    `no` and `on` stay what they look like: columns are called so, and nobody means a truth by them.
    """
    if isinstance(node, yaml.MappingNode):
        return {str(name.value): _plain(value) for name, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    text = str(node.value)
    if node.tag == _WHOLE and text.lstrip("+-").isdigit():
        return int(text)
    if node.tag == _TRUTH and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return None if node.tag == _NOTHING else text


def _where(file: str, node: yaml.Node) -> str:
    return f"{file}:{node.start_mark.line + 1}"
