"""Figures to enter as a workbook: codes and hints grey, the three columns to fill in white."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import gettext, pgettext

from kpiloop.interfaces.reports.writers.sheet_looks import keeps_texts, page_wide
from kpiloop.interfaces.wording import formats
from kpiloop.loop.collect.services.entering.entry_sheets import HEADINGS

_NOTE_WIDTH, _REASON_WIDTH = 28, 60
#: Places of the columns to fill in, and of the reason.
_FIGURE, _ABSENT, _NOTE, _REASON = 9, 10, 11, 12


@dataclass(frozen=True)
class SheetLine:
    """One figure somebody is asked for."""

    kpi: str  #: KPI code
    subject: str  #: subject code
    period: str  #: month code
    kpi_name: str = ""  #: name of the KPI
    subject_name: str = ""  #: unit, position or person
    unit: str = ""  #: unit the figures are written in
    due: str = ""  #: last day in time
    target: str = ""  #: target of the month
    prior: str = ""  #: figure of the month before
    figure: str = ""  #: draft, or what was typed
    is_absent: bool = False  #: it is said that there is none
    note: str = ""  #: why
    reason: str = ""  #: why it was not taken


def entry_workbook(lines: Sequence[SheetLine]) -> bytes:
    """The bytes of the workbook in the reader's language; it reads back in any."""
    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    has_reasons = any(line.reason for line in lines)
    with xlsxwriter.Workbook(held, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1})
        grey = book.add_format({"font_color": "#6B7280", "bg_color": "#F5F6F8", "num_format": "@"})
        free = book.add_format({"num_format": "@", "border": 1, "border_color": "#BCC4EC"})
        bad = book.add_format({"num_format": "@", "font_color": "#C21F1F", "text_wrap": True})
        sheet = book.add_worksheet(gettext("Figures to enter")[:31])
        told = [
            gettext("KPI"),
            gettext("Of"),
            pgettext("of measurement", "Unit"),
            gettext("Due day"),
            gettext("Target"),
        ]
        kpi, subject, period, *filled_in = (words[formats.language() == "en"] for words in HEADINGS.values())
        heads = [kpi, subject, period, *told, gettext("Prior month"), *filled_in]
        sheet.write_row(0, 0, [*heads, *([gettext("Reason")] if has_reasons else [])], head)
        for at, line in enumerate(lines, 1):
            beside = [line.kpi_name, line.subject_name, line.unit, line.due, line.target, line.prior]
            for place, text in enumerate([line.kpi, line.subject, line.period, *beside]):
                sheet.write_string(at, place, text, grey)
            filled = [line.figure, "x" if line.is_absent else "", line.note]
            for place, text in enumerate(filled, _FIGURE):
                sheet.write_string(at, place, text, free)
            if has_reasons:
                sheet.write_string(at, _REASON, line.reason, bad)
        sheet.write_comment(0, _FIGURE, gettext("In the unit beside it, like 1200, 3600万 or 96.4."))
        sheet.write_comment(0, _ABSENT, gettext("x where there is no figure; the note says why."))
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 2, 12)
        sheet.set_column(3, 4, 18)
        sheet.set_column(5, 8, 11)
        sheet.set_column(_FIGURE, _FIGURE, 14)
        sheet.set_column(_NOTE, _NOTE, _NOTE_WIDTH)
        sheet.set_column(_REASON, _REASON, _REASON_WIDTH)
        sheet.freeze_panes(1, 5)
        page_wide(sheet)
        keeps_texts(sheet)
        if lines:
            sheet.data_validation(1, _ABSENT, len(lines), _ABSENT, {"validate": "list", "source": ["x"]})
    return held.getvalue()
