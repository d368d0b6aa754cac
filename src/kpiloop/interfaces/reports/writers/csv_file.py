"""CSV for spreadsheets and programs: UTF-8 with a mark, full precision, nothing that runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from kpiloop.interfaces.reports.export_rows import Cell, Export

#: A spreadsheet takes a text that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
GUARD = "'"
#: Tells spreadsheets that the file is UTF-8; without it Chinese names open as noise.
BYTE_ORDER_MARK = "\ufeff"


def csv_lines(export: Export) -> Iterator[str]:
    """The file line by line, so that a large export is never held twice."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(export.columns)
    for row in export.rows:
        writer.writerow([cell_text(cell) for cell in row])
        yield _taken(buffer)
    yield _taken(buffer)


def cell_text(cell: Cell) -> str:
    """One cell: figures with every digit, days and moments in ISO form, texts guarded."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    return GUARD + cell if cell.startswith(FORMULA_STARTS) else cell


def _taken(buffer: io.StringIO) -> str:
    written = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return written
