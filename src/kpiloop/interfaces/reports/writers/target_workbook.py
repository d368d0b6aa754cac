"""Targets as a workbook to fill in and send back: one row per KPI and subject, one column per month or week (TG-04)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext, pgettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kpiloop.interfaces.reports.writers.sheet_looks import keeps_texts, page_wide
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.adjustments import decimals

#: Heads of the column that says which row is which, in Chinese, in English and plain; people leave it alone.
KEYS = ("编号", "No.", "key")
_FIXED = 5


@dataclass(frozen=True)
class BookCell:
    """One month of one row."""

    figure: Decimal | str | None  #: in the scale of the screen, a range as text; None where there is no target
    is_fixed: bool  #: True when the month is closed or the target locked


@dataclass(frozen=True)
class BookRow:
    """One KPI of one subject."""

    key: int  #: assignment
    kpi: str  #: name of the KPI
    subject: str  #: unit, position or person
    owner: str  #: who answers
    unit: str  #: unit the figures are written in
    cells: tuple[BookCell, ...]  #: months in order
    adds_up: bool  #: True when the months make the year


def target_workbook(months: Sequence[str], rows: Sequence[BookRow], *, total: str) -> bytes:
    """The bytes of the workbook; every figure is the one on the screen. Months may be weeks; total heads their sum."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        sheet = book.add_worksheet(gettext("Targets"))
        looks = _Looks(book)
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1})
        grey = book.add_format({"font_color": "#8A94A6"})
        names = (
            KEYS[formats.language() == "en"],
            gettext("KPI"),
            gettext("Of"),
            gettext("Owner"),
            pgettext("of measurement", "Unit"),
            *months,
            total,
        )
        for place, name in enumerate(names):
            sheet.write_string(0, place, name, head)
        for line, row in enumerate(rows, start=1):
            sheet.write_number(line, 0, row.key, grey)
            for place, text in enumerate((row.kpi, row.subject, row.owner, row.unit), start=1):
                sheet.write_string(line, place, text)
            for place, cell in enumerate(row.cells, start=_FIXED):
                _write(sheet, line, place, cell, looks.of(cell, is_percent=row.unit == "%"))
            if row.adds_up:
                last = xlsxwriter.utility.xl_rowcol_to_cell(line, _FIXED + len(months) - 1)
                first = xlsxwriter.utility.xl_rowcol_to_cell(line, _FIXED)
                year = sum((cell.figure for cell in row.cells if isinstance(cell.figure, Decimal)), Decimal(0))
                total_look = looks.of(BookCell(year, is_fixed=True), is_percent=False)
                sheet.write_formula(line, _FIXED + len(months), f"=SUM({first}:{last})", total_look, float(year))
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, 3, 16)
        sheet.set_column(_FIXED, _FIXED + len(months), 11)
        sheet.freeze_panes(1, _FIXED)
        page_wide(sheet)
        keeps_texts(sheet)
    return held.getvalue()


class _Looks:
    """Formats of figures: the decimals a figure has, and a percentage as text.

    Shape:    in a cell for numbers 96% typed is 0.96, and nobody sees that it is another target; in a cell for
              texts it stays 96%.
    """

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._held: dict[tuple[str, bool], Format] = {}

    def of(self, cell: BookCell, *, is_percent: bool) -> Format:
        """The format of one cell."""
        places = decimals(cell.figure) if isinstance(cell.figure, Decimal) else 0
        shown = "@" if is_percent or isinstance(cell.figure, str) else f"#,##0{'.' if places else ''}{'0' * places}"
        key = (shown, cell.is_fixed)
        if key not in self._held:
            grey = {"bg_color": "#F0F1F4", "font_color": "#6B7280"} if cell.is_fixed else {}
            self._held[key] = self._book.add_format({"num_format": shown, "align": "right", **grey})
        return self._held[key]


def _write(sheet: Worksheet, line: int, place: int, cell: BookCell, style: Format) -> None:
    """A number where a spreadsheet can hold it to the last digit, else its digits as text."""
    if cell.figure is None:
        sheet.write_blank(line, place, None, style)
    elif isinstance(cell.figure, str):
        sheet.write_string(line, place, cell.figure, style)
    elif Decimal(repr(float(cell.figure))) == cell.figure:
        sheet.write_number(line, place, float(cell.figure), style)
    else:
        sheet.write_string(line, place, f"{cell.figure.normalize():f}", style)
