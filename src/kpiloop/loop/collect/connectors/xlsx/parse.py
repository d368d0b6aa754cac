"""Parses a workbook inside the bounded child process; leaves columns in files, imports no Django."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import python_calamine as calamine

from kpiloop.engine.errors import Refusal
from kpiloop.loop.collect.connectors.columns import KINDS, Column, column_of, joined, packed

#: Rows of one sheet that are read at most; the format itself ends there.
MOST_ROWS = 1_048_576
#: Rows at the top of a sheet among which headings may stand.
TOP_ROWS = 32
KINDS_OF_TYPES: dict[type, str] = {
    str: "text",
    float: "float",
    int: "whole",
    bool: "truth",
    date: "day",
    datetime: "moment",
}


def parse_workbook(
    path: str, folder: str, sheet: str | int | list[str] | None, most_rows: int = MOST_ROWS
) -> list[dict[str, Any]]:
    """Named sheets, the first visible one, or all visible ones ("*"): cells in files of `folder`, the rest answered.

    Handed over as columns in files, because as text of JSON the cells would be written and parsed once more.
    """
    name = path.rpartition("/")[2]
    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            places = [Path(folder) / f"{number}.arrow" for number, _ in enumerate(workbook.sheets_metadata)]
            titles = _titles(workbook, sheet)
            return [_sheet(workbook, title, most_rows, place) for title, place in zip(titles, places, strict=False)]
    except calamine.PasswordError:
        raise Refusal("file_protected", file=name) from None
    except (calamine.CalamineError, OSError) as fault:
        raise Refusal("file_unreadable", file=name, reason=str(fault)[:200]) from None


def _titles(workbook: Any, sheet: str | int | list[str] | None) -> list[str]:
    tables = [meta for meta in workbook.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
    names = [meta.name for meta in tables]
    shown = [meta.name for meta in tables if meta.visible == calamine.SheetVisibleEnum.Visible] or names
    if sheet == "*":
        return shown
    if sheet is None and shown:
        return shown[:1]
    if isinstance(sheet, int) and 0 < sheet <= len(names):
        return [names[sheet - 1]]
    asked = sheet if isinstance(sheet, list) else [str(sheet or "")]
    plain = {name.strip(): name for name in names}
    for name in asked:
        if name.strip() not in plain:
            raise Refusal("sheet_missing", sheet=name, sheets=", ".join(names))
    return [plain[name.strip()] for name in asked]


def _sheet(workbook: Any, title: str, most_rows: int, place: Path) -> dict[str, Any]:
    sheet = workbook.get_sheet_by_name(title)
    with _no_collection():
        rows = sheet.to_python(skip_empty_area=False, nrows=most_rows)
        columns = [columned(cells) for cells in zip(*rows, strict=True)]
    table = packed(columns)
    with pa.OSFile(str(place), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    merges = sheet.merged_cell_ranges
    return {
        "name": title,
        "file": place.name,
        "rows": len(rows),
        "width": len(columns),
        "merges": None
        if merges is None
        else [[top + 1, left, bottom + 1, right] for (top, left), (bottom, right) in merges],
    }


@contextmanager
def _no_collection() -> Iterator[None]:
    """Cells refer to nothing: looking for circles among them, again and again while they come, finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def columned(cells: Sequence[Any]) -> Column:
    """A column: its top apart, where headings stand, because what follows is mostly of one kind and quickly held."""
    return joined([_stretch(cells[:TOP_ROWS]), _stretch(cells[TOP_ROWS:])])


def _stretch(cells: Sequence[Any]) -> Column:
    """Some cells of a column; an empty text is a blank, and whatever has no kind of its own is a text."""
    kinds = set(map(type, cells))
    if len(kinds) == 1 and kinds <= KINDS_OF_TYPES.keys():
        return _of_one_kind(cells, KINDS_OF_TYPES[kinds.pop()])
    if str in kinds or not kinds <= KINDS_OF_TYPES.keys():
        cells = [
            cell or None if type(cell) is str else cell if type(cell) in KINDS_OF_TYPES else _said(cell)
            for cell in cells
        ]
    return column_of(cells, KINDS_OF_TYPES)


def _of_one_kind(cells: Sequence[Any], kind: str) -> Column:
    """The cells as they are; blanks among texts are taken out of the array and not one by one."""
    part = pa.array(cells, KINDS[kind])
    if kind == "text":
        part = pc.if_else(pc.equal(part, ""), pa.scalar(None, KINDS[kind]), part)
    return Column({kind: part} if part.null_count < len(part) else {}, len(cells))


def _said(cell: Any) -> str | None:
    return None if cell is None else str(cell)
