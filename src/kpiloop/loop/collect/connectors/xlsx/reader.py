"""Reads a workbook into grids: budget first, then a limited child process does the parsing."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings

from kpiloop.foundation import bounded
from kpiloop.loop.collect.connectors.columns import ColumnLines, unpacked
from kpiloop.loop.collect.connectors.grid import Grid, Merge, Reading
from kpiloop.loop.collect.connectors.xlsx.budget import MOST_BYTES, check_budget
from kpiloop.loop.collect.connectors.xlsx.html_table import is_html, read_html
from kpiloop.loop.collect.errors import FileTooLarge

_TARGET = "kpiloop.loop.collect.connectors.xlsx.parse:parse_workbook"


def read_xlsx(location: Path, recipe: Mapping[str, object]) -> Reading:
    """The sheet a recipe names (the first visible one without a name, all of them for `*`)."""
    with location.open("rb") as handle:
        start = handle.read(512)
    if is_html(start):
        return _read_page(location)
    check_budget(location)
    folder = Path(settings.HOME) / "run" / "staging"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="sheets-") as place:
        payload = {"path": str(location), "folder": place, "sheet": recipe.get("sheet")}
        sheets: Any = bounded.run(target=_TARGET, payload=payload, profile=bounded.RLIMIT)
        grids = _grids(sheets, Path(place))
    return Reading(grids, hashlib.sha256(location.read_bytes()).hexdigest(), location.name)


def _read_page(location: Path) -> Reading:
    size = location.stat().st_size
    if size > MOST_BYTES:
        raise FileTooLarge(file=location.name, size=size, limit=MOST_BYTES)
    content = location.read_bytes()
    return Reading((read_html(content, location.name),), hashlib.sha256(content).hexdigest(), location.name)


def _grids(sheets: list[dict[str, Any]], place: Path) -> tuple[Grid, ...]:
    grids: list[Grid] = []
    first_line = 0
    for sheet in sheets:
        count, merges = sheet["rows"], sheet["merges"]
        # The file is gone when the folder is; what was read of it stays readable.
        with pa.memory_map(str(place / sheet["file"])) as source:
            columns = unpacked(pa.ipc.open_file(source).read_all(), sheet["width"], count)
        ranges = None if merges is None else tuple(Merge(*merge) for merge in merges)
        lines = ColumnLines(columns, range(1, count + 1))
        grids.append(Grid(sheet["name"], lines, ranges, first_line=first_line))
        first_line += count
    return tuple(grids)
