"""Reads a bundle from a workbook, one sheet per part, keeping the cell of every value."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.fields import Nested
from kpiloop.governance.bundle.reading.table import Written, unknown_part
from kpiloop.governance.bundle.rows import Fault
from kpiloop.loop.collect.connectors.grid import Grid
from kpiloop.loop.collect.connectors.xlsx.reader import read_xlsx

#: A sheet of this beginning explains and holds no rows.
NOTES = "#"


def read_workbook(path: Path) -> tuple[dict[str, list[Written]], list[Fault]]:
    """Rows of every part as written, and what could not be read at all."""
    tables: dict[str, list[Written]] = {}
    faults: list[Fault] = []
    for sheet in read_xlsx(path, {"sheet": "*"}).grids:
        if sheet.name.startswith(NOTES):
            continue
        if sheet.name not in PARTS:
            faults.append(unknown_part(sheet.name, sheet.name, PARTS))
            continue
        tables[sheet.name] = _rows(sheet)
    return tables, faults


def _rows(sheet: Grid) -> list[Written]:
    if not sheet.rows:
        return []
    heads = [_text(cell) for cell in sheet.rows[0].cells]
    named = [(place, head) for place, head in enumerate(heads) if head]
    rows = []
    for row in sheet.rows[1:]:
        values: dict[str, Nested] = {
            head: _text(row.cells[place]) if place < len(row.cells) else "" for place, head in named
        }
        if any(values.values()):
            places = {head: f"{sheet.name}!{_letters(place)}{row.line}" for place, head in named}
            rows.append(Written(values, f"{sheet.name}!{row.line}", places))
    return rows


def _text(cell: object) -> str:
    """A cell as text; a figure with the digits a person sees, a day in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return format(Decimal(repr(cell)), "f").removesuffix(".0")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _letters(place: int) -> str:
    """Name of a column by its place from 0: A, B, ... Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
