"""What all workbooks to fill in have in common: printed as one page wide, and no mark at every figure kept as text."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

_EVERYWHERE = "A1:XFD1048576"


def page_wide(sheet: Worksheet) -> None:
    """One page wide, lying, the headings on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def keeps_texts(sheet: Worksheet) -> None:
    """Figures are texts on purpose, so that no digit and no zero of a code is lost; that is no mistake to point at."""
    sheet.ignore_errors({"number_stored_as_text": _EVERYWHERE})
