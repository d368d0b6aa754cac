"""Parses a workbook inside the bounded child process; answers plain JSON, imports no Django."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import python_calamine as calamine

from kpiloop.engine.errors import Refusal

#: Rows of one sheet that are read at most; the format itself ends there.
MOST_ROWS = 1_048_576


def parse_workbook(path: str, sheet: str | int | list[str] | None, most_rows: int = MOST_ROWS) -> list[dict[str, Any]]:
    """Cells and merged ranges of named sheets, of the first visible one, or of all visible ones ("*")."""
    name = path.rpartition("/")[2]
    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            return [_sheet(workbook, title, most_rows) for title in _titles(workbook, sheet)]
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


def _sheet(workbook: Any, title: str, most_rows: int) -> dict[str, Any]:
    sheet = workbook.get_sheet_by_name(title)
    rows = sheet.to_python(skip_empty_area=False, nrows=most_rows)
    merges = sheet.merged_cell_ranges
    return {
        "name": title,
        "rows": [[_plain(cell) for cell in row] for row in rows],
        "merges": None
        if merges is None
        else [[top + 1, left, bottom + 1, right] for (top, left), (bottom, right) in merges],
    }


def _plain(cell: Any) -> Any:
    kind = type(cell)
    if kind is str:
        return cell or None
    if kind is float:
        return cell
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, str | int | float | bool):
        return cell
    return str(cell)
