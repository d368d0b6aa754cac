"""Reads a workbook into grids: budget first, then a limited child process does the parsing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kpiloop.foundation import bounded
from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Merge, Reading
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
    payload = {"path": str(location), "sheet": recipe.get("sheet")}
    sheets: Any = bounded.run(target=_TARGET, payload=payload, profile=bounded.RLIMIT)
    grids: list[Grid] = []
    lines = 0
    for sheet in sheets:
        grids.append(_grid(sheet, lines))
        lines += len(sheet["rows"])
    return Reading(tuple(grids), hashlib.sha256(location.read_bytes()).hexdigest(), location.name)


def _read_page(location: Path) -> Reading:
    size = location.stat().st_size
    if size > MOST_BYTES:
        raise FileTooLarge(file=location.name, size=size, limit=MOST_BYTES)
    content = location.read_bytes()
    return Reading((read_html(content, location.name),), hashlib.sha256(content).hexdigest(), location.name)


def _grid(sheet: dict[str, Any], first_line: int) -> Grid:
    rows = tuple(
        GridRow(line, tuple([_moment(cell) if type(cell) is dict else cell for cell in cells]))
        for line, cells in enumerate(sheet["rows"], start=1)
    )
    merges = sheet["merges"]
    ranges = None if merges is None else tuple(Merge(*merge) for merge in merges)
    return Grid(sheet["name"], rows, ranges, first_line=first_line)


def _moment(plain: dict[str, str]) -> Cell:
    """A day or moment, which the answer of the child cannot hold as such."""
    if "moment" in plain:
        return datetime.fromisoformat(plain["moment"])
    return date.fromisoformat(plain["day"])
