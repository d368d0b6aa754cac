"""What stands beside the rows and belongs to each of them: unit or month in a title, a section or a sheet's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpiloop.loop.collect.cleaning.days import read_month
from kpiloop.loop.collect.cleaning.texts import means_nothing, tidy
from kpiloop.loop.collect.connectors.grid import Grid, Reading
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.guessing.layout import ANY_YEAR, Layout
from kpiloop.loop.collect.reading.guessing.units import names_unit
from kpiloop.loop.collect.reading.records import without_number
from kpiloop.loop.collect.reading.regions import read_range, regions_of
from kpiloop.loop.collect.reading.written_year import month_above

#: Recipe key -> role of the column it fills.
Beside = dict[str, str]


@dataclass(frozen=True)
class Sheets:
    """The sheets that hold the same table."""

    names: tuple[str, ...]  #: their names, in order
    are_all: bool  #: every visible sheet is one of them
    are_months: bool  #: their names are months
    are_units: bool  #: their names are units


def same_sheets(layouts: Sequence[Layout], chosen: Layout, visible: int, book: CodeBook) -> Sheets:
    """Sheets with the headings of the chosen one."""
    equal = [layout for layout in layouts if layout.table.paths == chosen.table.paths]
    names = tuple(layout.grid.name for layout in equal)
    return Sheets(
        names=names,
        are_all=len(equal) == visible,
        are_months=len(names) > 1 and all(read_month(name, year=ANY_YEAR) for name in names),
        are_units=len(names) > 1 and all(names_unit(book, name) for name in names),
    )


def beside_of(
    reading: Reading, layout: Layout, sheets: Sheets, book: CodeBook, *, lacks_unit: bool, lacks_date: bool
) -> Beside:
    """Which recipe keys bring what the columns lack."""
    found: Beside = {}
    if lacks_unit and sheets.are_units:
        found["sheet_to"] = "unit"
    elif lacks_unit and _sections(layout, book):
        found["section_to"] = "unit"
    elif lacks_unit and _titles(layout, book):
        found["title_to"] = "unit"
    if lacks_date and sheets.are_months:
        found["sheet_to"] = "date"
    elif lacks_date and any(month_above(grid, reading.file_name) for grid in reading.grids):
        found["month_to"] = "date"
    return found


def _sections(layout: Layout, book: CodeBook) -> bool:
    """Lone texts between the rows that name units."""
    lone = [row for row in layout.table.rows if len([cell for cell in row.cells if not means_nothing(cell)]) == 1]
    return sum(1 for row in lone if names_unit(book, without_number(row))) >= 1 and len(layout.table.paths) > 2


def _titles(layout: Layout, book: CodeBook) -> bool:
    """A title over every block that names a unit."""
    parts = regions_of(layout.grid, [read_range(part) for part in layout.ranges])
    return all(_title_names_unit(part, layout.header_row, book) for part in parts)


def _title_names_unit(part: Grid, header_row: int, book: CodeBook) -> bool:
    above = [row for row in part.rows if row.line < header_row]
    for row in reversed(above):
        texts = {tidy(cell) for cell in row.cells if not means_nothing(cell)}
        if len(texts) == 1:
            return names_unit(book, without_number(row))
    return False
