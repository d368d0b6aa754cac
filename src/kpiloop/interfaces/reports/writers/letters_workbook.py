"""Responsibility letters corrected: one sheet of cards with what was found, ready to be worked on and read back."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlsxwriter
from django.utils.translation import gettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kpiloop.governance.letters.rows import LetterBook, LetterCard
from kpiloop.interfaces.wording.messages import sentence


def corrected_workbook(book: LetterBook) -> bytes:
    """The bytes of a workbook with corrected weights beside the old ones and a remark per line."""
    held = io.BytesIO()
    # strings_to_*: texts that look like formulas stay texts.
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as written:
        bold = written.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1})
        wrapped = written.add_format({"text_wrap": True, "valign": "top"})
        changed = written.add_format({"bg_color": "#FFF3D6", "valign": "top"})
        plain = written.add_format({"valign": "top"})
        sheet = written.add_worksheet(gettext("Letters"))
        for place, (head, width) in enumerate(zip(_heads(), (14, 26, 10, 10, 22, 34, 20, 60), strict=True)):
            sheet.write_string(0, place, head, bold)
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 2)
        for row, (card, place) in enumerate(_places(book), 1):
            _line(sheet, row, card, place, (plain, changed, wrapped))
    return held.getvalue()


def _places(book: LetterBook) -> Iterator[tuple[LetterCard, int]]:
    return ((card, place) for card in book.cards for place in range(len(card.lines)))


def _line(sheet: Worksheet, row: int, card: LetterCard, place: int, formats: tuple[Format, Format, Format]) -> None:
    plain, changed, wrapped = formats
    line, weight = card.lines[place], card.weights[place]
    sheet.write_string(row, 0, card.subject, plain)
    sheet.write_string(row, 1, line.kpi, wrapped)
    sheet.write_number(row, 2, float(weight), plain if weight == line.weight else changed)
    if line.weight is not None:
        sheet.write_number(row, 3, float(line.weight), plain)
    for column, text in enumerate((line.target, line.scoring, line.source, _remark(card, place)), 4):
        sheet.write_string(row, column, text, wrapped)


def _heads() -> tuple[str, ...]:
    return (
        gettext("Subject"),
        gettext("KPI"),
        gettext("Weight"),
        gettext("Old weight"),
        gettext("Target"),
        gettext("Scoring"),
        gettext("Source"),
        gettext("To mend"),
    )


def _remark(card: LetterCard, place: int) -> str:
    """Findings of a line; those of the whole card stand at its first line."""
    line = card.lines[place]
    found = [row for row in card.findings if row.line == line.line or (row.line == 0 and place == 0)]
    return "\n".join(sentence(f"finding.{row.code}", row.fields) for row in found)
