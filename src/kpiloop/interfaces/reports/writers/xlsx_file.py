"""A table as a workbook: one sheet, figures as numbers where a spreadsheet keeps every digit, else as text."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from kpiloop.interfaces.reports.export_rows import Cell, Export
from kpiloop.interfaces.reports.writers.csv_file import cell_text

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A spreadsheet counts in binary floats: beyond these digits a number would be shortened.
_EXACT_DIGITS = 15
_WIDEST = 40


def workbook_of(export: Export) -> bytes:
    """The bytes of the workbook; texts never run as formulas."""
    held = io.BytesIO()
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(held, {**options, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(export.kind[:31])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(export.columns) - 1, 16)
        sheet.write_row(0, 0, export.columns, head)
        for line, row in enumerate(export.rows, 1):
            for place, cell in enumerate(row):
                _write(sheet, line, place, cell, day)
    return held.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, place: int, cell: Cell, day: object) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, int) or (isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= _EXACT_DIGITS):
        sheet.write_number(line, place, cell)
    elif isinstance(cell, date) and not isinstance(cell, datetime):
        sheet.write_datetime(line, place, cell, day)
    else:
        sheet.write_string(line, place, cell if isinstance(cell, str) else cell_text(cell))
