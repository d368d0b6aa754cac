"""Rows that wait as a workbook: why each waits in its last column, to be mended there and handed back."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext

from kpiloop.interfaces.reports.writers.sheet_looks import keeps_texts, page_wide
from kpiloop.interfaces.wording import formats
from kpiloop.loop.collect.rows import WaitingRow
from kpiloop.loop.collect.services.returning import OWN_HEADS

_WIDEST = 48


def waiting_workbook(rows: Sequence[tuple[WaitingRow, str]]) -> bytes:
    """The bytes of a workbook with one line per row; every cell is text, so that codes keep their zeros."""
    held = io.BytesIO()
    columns = list(dict.fromkeys(name for row, _ in rows for name in row.values))
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1})
        quiet = book.add_format({"font_color": "#6B7280", "num_format": "@"})
        why = book.add_format({"font_color": "#C21F1F", "num_format": "@", "text_wrap": True})
        bad = book.add_format({"bg_color": "#FDE7E0", "num_format": "@"})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(gettext("Rows that wait")[:31])
        number, of_file, reason = (words[formats.language() == "en"] for words in OWN_HEADS)
        heads = [number, of_file, *columns, reason]
        sheet.write_row(0, 0, heads, head)
        for line, (row, sentence) in enumerate(rows, 1):
            sheet.write_string(line, 0, str(row.id), quiet)
            sheet.write_string(line, 1, str(row.line), quiet)
            for place, name in enumerate(columns, 2):
                sheet.write_string(line, place, row.values.get(name, ""), _format(row, name, bad, text))
            sheet.write_string(line, len(columns) + 2, sentence, why)
        sheet.set_column(0, 1, 9)
        sheet.set_column(2, len(columns) + 1, 16, text)
        sheet.set_column(len(columns) + 2, len(columns) + 2, _WIDEST)
        sheet.freeze_panes(1, 2)
        page_wide(sheet)
        keeps_texts(sheet)
    return held.getvalue()


def _format(row: WaitingRow, name: str, bad: object, text: object) -> object:
    """The cell the row waits for stands out."""
    return bad if row.fields.get("column") == name else text
