"""A bundle as a workbook in the reader's language: what to do, a sheet for every part, drop-downs and comments."""

from __future__ import annotations

import io
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import gettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kpiloop.governance.bundle.contents.sheets import PAIRS, SHEETS, Sheet
from kpiloop.governance.bundle.exporting.sheets import rows_of_sheets
from kpiloop.governance.bundle.fields import Field
from kpiloop.governance.bundle.reading.inside import Cells
from kpiloop.governance.bundle.rows import Bundle
from kpiloop.governance.bundle.spelling import written
from kpiloop.interfaces.reports.writers.bundle_index import depth, order, write_index
from kpiloop.interfaces.reports.writers.bundle_words import shown
from kpiloop.interfaces.reports.writers.sheet_looks import keeps_texts, page_wide
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.workbook_words import choice_word, choices_of, head_note, head_word, sheet_word

#: Rows of a sheet that get drop-downs; a longer sheet is filled by a program anyway.
ROWS_WITH_CHOICES = 2000
LISTS = "# lists"
_WIDEST = 40
_COLOURS = {"needed": "#2F6FDE", "usual": "#8FB4F0", "rare": "#C9CED6"}


@dataclass(frozen=True)
class _Looks:
    """Formats of cells."""

    head: Format  #: heading
    needed: Format  #: heading of a column that must be filled in
    texts: Format  #: everything else
    figures: Format  #: figures, kept as text
    long: Format  #: texts too long for their column


class _Lists:
    """Choices, each list in a column of a hidden sheet: a drop-down in the rule itself holds 255 signs only."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._places: dict[tuple[str, ...], str] = {}

    def source(self, words: tuple[str, ...]) -> str:
        """Where a list stands, written once."""
        if words not in self._places:
            place = len(self._places)
            self._sheet.write_column(0, place, words)
            column = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
            self._places[words] = f"='{LISTS}'!{column}$1:{column}${len(words)}"
        return self._places[words]


def workbook(bundle: Bundle, *, whole: bool = False) -> bytes:
    """The bytes of a workbook that reads back as the same bundle.

    Shape:    sheets in the order people fill them in; those few companies need are out of sight while empty,
              unless `whole`.
    """
    held = io.BytesIO()
    # strings_to_*: codes such as 007 and texts that look like formulas stay what they are.
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    rows = rows_of_sheets(bundle)
    hidden = frozenset(name for name in SHEETS if not whole and depth(name) == "rare" and not rows[name])
    with xlsxwriter.Workbook(held, options) as book:
        looks = _Looks(
            book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1, "text_wrap": True, "valign": "top"}),
            book.add_format({"bold": True, "bg_color": "#B9D2F3", "bottom": 1, "text_wrap": True, "valign": "top"}),
            book.add_format({"num_format": "@", "valign": "top"}),
            book.add_format({"num_format": "@", "valign": "top", "align": "right"}),
            book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
        )
        write_index(book, hidden)
        sheets = {name: book.add_worksheet(sheet_word(name)) for name in order()}
        lists = _Lists(book.add_worksheet(LISTS))
        book.get_worksheet_by_name(LISTS).hide()
        for name, sheet in sheets.items():
            _write(sheet, SHEETS[name], rows[name], looks, lists)
            if name in hidden:
                sheet.hide()
    return held.getvalue()


def template(*, whole: bool = False) -> bytes:
    """An empty workbook to fill in."""
    return workbook(Bundle({}), whole=whole)


def _write(sheet: Worksheet, form: Sheet, rows: list[Cells], looks: _Looks, lists: _Lists) -> None:
    fields = [
        field for field in form.columns if field.name not in form.rare or any(row.get(field.name) for row in rows)
    ]
    widths = []
    for place, field in enumerate(fields):
        word = head_word(form.name, field.name)
        sheet.write_string(0, place, word, looks.needed if field.is_required else looks.head)
        sheet.write_comment(0, place, _comment(form, field), {"x_scale": 2.4, "y_scale": 1.3})
        widths.append(_width(word) + 2)
        _choices(sheet, form, field, place, lists)
    for line, row in enumerate(rows, 1):
        for place, field in enumerate(fields):
            text = shown(form.name, field, row.get(field.name, ""))
            if text:
                # Every cell is text, so that no digit of a figure and no zero of a code is lost.
                sheet.write_string(line, place, text, _look(looks, field, text))
                widths[place] = max(widths[place], _width(text) + 2)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(_WIDEST, max(10, width)), _look(looks, fields[place], ""))
    sheet.freeze_panes(1, 1)
    sheet.set_tab_color(_COLOURS[depth(form.name)])
    page_wide(sheet)
    keeps_texts(sheet)


def _look(looks: _Looks, field: Field, text: str) -> Format:
    if field.kind in ("figure", "integer"):
        return looks.figures
    return looks.long if _width(text) + 2 > _WIDEST else looks.texts


def _width(text: str) -> int:
    """Columns a text takes; a Chinese sign takes two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _comment(form: Sheet, field: Field) -> str:
    kind = "pairs" if (form.name, field.name) in PAIRS else "word" if field.choices else field.kind
    lines = [head_note(form.name, field.name), label(f"bundle_kind.{kind}")]
    if field.is_required:
        lines.append(gettext("Must be filled in."))
    if (form.name, field.name) in PAIRS and choices_of(form.name, field):
        words = ", ".join(choice_word(form.name, field.name, code) for code in choices_of(form.name, field))
        lines.append(gettext("Names and words: %(words)s.") % {"words": words})
    if field.refers:
        parts = ", ".join(sheet_word(part) for part in field.refers)
        lines.append(gettext("A code from sheet %(parts)s.") % {"parts": parts})
    if field.default not in (None, "", (), {}):
        default = shown(form.name, field, written(field.default))
        lines.append(gettext("When empty: %(default)s.") % {"default": default})
    return "\n".join(lines)


def _choices(sheet: Worksheet, form: Sheet, field: Field, place: int, lists: _Lists) -> None:
    codes = () if (form.name, field.name) in PAIRS else choices_of(form.name, field)
    if (form.name, field.name) == ("source_steps", "value"):
        return
    if codes:
        source = lists.source(tuple(choice_word(form.name, field.name, code) for code in codes))
    elif field.refers:
        # Of several sheets the first is offered; a code of another one can be written by hand.
        source = f"='{sheet_word(field.refers[0])}'!$A$2:$A${ROWS_WITH_CHOICES}"
    else:
        return
    rule = {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True}
    is_open = field.kind == "names" or len(field.refers) > 1 or (codes and not field.choices and field.kind != "flag")
    sheet.data_validation(1, place, ROWS_WITH_CHOICES, place, rule | ({"show_error": False} if is_open else {}))
