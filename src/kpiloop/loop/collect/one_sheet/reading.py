"""From the file to the intent of the sheet."""

from __future__ import annotations

from pathlib import Path

from kpiloop.loop.collect.connectors.grid import Grid, Reading
from kpiloop.loop.collect.connectors.registry import read_source
from kpiloop.loop.collect.errors import SheetEmpty
from kpiloop.loop.collect.locations import resolve_location
from kpiloop.loop.collect.one_sheet.calendar_year import Year
from kpiloop.loop.collect.one_sheet.columns import find_layout
from kpiloop.loop.collect.one_sheet.intent import Intent, understand_sheet
from kpiloop.loop.collect.one_sheet.lines import SheetContent, read_lines

_TEXT_FILES = frozenset({".csv", ".tsv", ".txt"})


def read_sheet_file(path: str | Path, sheet: str | None) -> Reading:
    """The workbook, or a text file with the same columns."""
    location = resolve_location(str(path))
    kind = "csv" if location.suffix.lower() in _TEXT_FILES else "xlsx"
    return read_source(kind, location, {"sheet": sheet} if sheet else {})


def understand_file(reading: Reading, year: Year) -> tuple[SheetContent, Intent]:
    """Lines and intent of the first sheet read; a sheet without any KPI is refused."""
    grid = reading.grids[0] if reading.grids else Grid("", ())
    content = read_lines(find_layout(grid), year.by_number())
    if not content.lines:
        raise SheetEmpty(file=reading.file_name)
    return content, understand_sheet(content)
