"""A bundle as a workbook: one sheet per part, with drop-downs, comments and a first sheet that explains."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.governance.bundle.rows import Bundle, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.interfaces.wording.labels import column_label, label

#: Rows of a sheet that get drop-downs; a longer sheet is filled by a program anyway.
ROWS_WITH_CHOICES = 2000
_WIDEST = 40
_LONGEST_LIST = 255


def workbook(bundle: Bundle) -> bytes:
    """The bytes of a workbook that reads back as the same bundle."""
    held = io.BytesIO()
    # strings_to_*: codes such as 007 and texts that look like formulas stay what they are.
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1})
        needed = book.add_format({"bold": True, "bg_color": "#CFE0F5", "bottom": 1})
        texts = book.add_format({"num_format": "@"})
        _explain(book.add_worksheet("# KPILoop"))
        for name, part in PARTS.items():
            sheet = book.add_worksheet(name)
            _heads(sheet, part, head, needed)
            _rows(sheet, part, bundle.rows(name), texts)
            _choices(sheet, part)
            sheet.freeze_panes(1, 0)
    return held.getvalue()


def template() -> bytes:
    """An empty workbook to fill in."""
    return workbook(Bundle({}))


def _explain(sheet: Worksheet) -> None:
    lines = [
        gettext("KPILoop scheme workbook: one sheet per part, one row per thing."),
        gettext("Columns with a darker head must be filled in; point at a head to read what belongs there."),
        gettext("Dates are written 2026-01-31, lists are separated by commas, codes are kept as they are written."),
        gettext("A sheet that is left empty stays out of the import: what the company has there is kept."),
    ]
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    for place, line in enumerate(lines):
        sheet.write_string(place, 0, line)
    for place, name in enumerate(PARTS, len(lines) + 1):
        sheet.write_string(place, 0, name)
        sheet.write_string(place, 1, label(f"bundle_part.{name}"))


def _heads(sheet: Worksheet, part: Part, head: Format, needed: Format) -> None:
    for place, field in enumerate(part.fields):
        sheet.write_string(0, place, field.name, needed if field.is_required else head)
        sheet.write_comment(0, place, _comment(part, field), {"x_scale": 2})


def _comment(part: Part, field: Field) -> str:
    lines = [column_label(part.name, field.name), label(f"bundle_kind.{field.kind}")]
    if field.choices:
        lines.append(", ".join(field.choices))
    if field.refers:
        parts = ", ".join(field.refers)
        lines.append(gettext("A code from sheet %(parts)s.") % {"parts": parts})
    if field.default not in (None, "", (), {}):
        lines.append(gettext("When empty: %(default)s.") % {"default": written(field.default)})
    return "\n".join(lines)


def _rows(sheet: Worksheet, part: Part, rows: tuple[Row, ...], texts: Format) -> None:
    """Every cell is text, so that no digit of a figure and no zero of a code is lost."""
    widths = [len(field.name) + 2 for field in part.fields]
    for line, row in enumerate(rows, 1):
        for place, field in enumerate(part.fields):
            shown = written(row.values.get(field.name))
            if shown:
                sheet.write_string(line, place, shown, texts)
                widths[place] = min(_WIDEST, max(widths[place], len(shown) + 2))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width, texts)


def _choices(sheet: Worksheet, part: Part) -> None:
    for place, field in enumerate(part.fields):
        source: list[str] | str
        if field.choices and len(",".join(field.choices)) <= _LONGEST_LIST:
            source = list(field.choices)
        elif field.kind == "flag":
            source = ["true", "false"]
        elif len(field.refers) == 1 and field.kind != "names":
            source = f"={field.refers[0]}!$A$2:$A${ROWS_WITH_CHOICES}"
        else:
            continue
        rule = {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True}
        sheet.data_validation(1, place, ROWS_WITH_CHOICES, place, rule)
