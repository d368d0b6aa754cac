"""The first sheet of a scheme workbook: what to do, and what every sheet holds."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop
from xlsxwriter.workbook import Workbook

from kpiloop.governance.bundle.contents.sheets import SHEETS
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.workbook_words import sheet_word

#: What a company cannot do without, in the order it is filled in.
NEEDED = ("company", "units", "people", "appointments", "kpis", "schemes", "cards", "targets")
#: What most companies add.
USUAL = (
    "positions", "objectives", "datasets", "dataset_columns", "sources", "source_columns", "source_steps", "formulas",
    "scoring", "scoring_bands", "grades", "bonus_rules",
)  # fmt: skip
_GROUPS = {
    "needed": gettext_noop("Needed: fill these in first"),
    "usual": gettext_noop("Usual: where figures come from, and what results lead to"),
    "rare": gettext_noop("Only where you ask for more; everything has a default"),
}


def depth(sheet: str) -> str:
    """Whether everybody, most or few need a sheet."""
    return "needed" if sheet in NEEDED else "usual" if sheet in USUAL else "rare"


def order() -> tuple[str, ...]:
    """Sheets in the order people meet them."""
    return (*NEEDED, *USUAL, *(name for name in SHEETS if depth(name) == "rare"))


def write_index(book: Workbook, hidden: frozenset[str]) -> None:
    """Six lines of what to do, then every sheet with what it holds."""
    sheet = book.add_worksheet(f"# {gettext('Read me')}")
    title = book.add_format({"bold": True, "font_size": 16})
    group = book.add_format({"bold": True, "bg_color": "#E8EEF7"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#1A56C4", "underline": 1, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 88, wrapped)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, gettext("KPILoop scheme workbook"), title)
    line = 1
    for number, said in enumerate(_steps(), 1):
        sheet.merge_range(line, 0, line, 1, f"{number}. {said}", wrapped)
        sheet.set_row(line, 32 if len(said) > 70 else 17)
        line += 1
    shown = ""
    for name in order():
        if depth(name) != shown:
            shown = depth(name)
            line += 1
            sheet.merge_range(line, 0, line, 1, gettext(_GROUPS[shown]), group)
            line += 1
        word = sheet_word(name)
        if name in hidden:
            sheet.write_string(line, 0, word, plain)
        else:
            sheet.write_url(line, 0, f"internal:'{word}'!A1", link, word)
        sheet.write_string(line, 1, label(f"bundle_part.{name}"), wrapped)
        line += 1
    sheet.freeze_panes(1, 0)
    sheet.fit_to_pages(1, 0)


def _steps() -> tuple[str, ...]:
    return (
        gettext("Fill in the eight dark blue sheets from left to right, one row per thing; the others can wait."),
        gettext("Darker headings must be filled in. Point at a heading to read what belongs there."),
        gettext(
            "Choose from the drop-downs. Codes are yours: any short text, Chinese too, that stays the same when "
            "names change."
        ),
        gettext("Write dates as 2026-01-31, figures as 1200, 95% or 120万, several entries separated by commas."),
        gettext(
            "A sheet left empty changes nothing. Sheets that are out of sight: right-click any tab at the bottom and "
            "choose Unhide."
        ),
        gettext("Save, hand the file over under Settings, Scheme bundle, and mend what the check names cell by cell."),
    )
