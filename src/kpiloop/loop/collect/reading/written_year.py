"""The year that stands above a table, on its sheet or in the name of its file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kpiloop.loop.collect.cleaning.texts import Cell, tidy
from kpiloop.loop.collect.connectors.grid import Grid, Reading
from kpiloop.loop.collect.reading.recipe import Recipe

#: A year said as one: 2026年, FY2026, 2026 budget; not 20261005 and not 1,999 pieces.
_YEAR = re.compile(r"(?<![\d.,])(?:FY\s?)?((?:19|20)\d{2})(?![\d.,]\d|\d)", re.IGNORECASE)
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年|[-/._])?(1[0-2]|0[1-9]|[1-9](?=月))(?!\d)")
_LINES = 12


def with_written(recipe: Recipe, reading: Reading) -> Recipe:
    """The recipe with year and month looked up, where it says so."""
    if recipe.is_year_written:
        years = (year_above(grid, reading.file_name) for grid in reading.grids)
        recipe = replace(recipe, year=next(filter(None, years), None))
    if recipe.month_to:
        months = (month_above(grid, reading.file_name) for grid in reading.grids)
        recipe = replace(recipe, month=next(filter(None, months), None))
    return recipe


def month_above(grid: Grid, file_name: str = "") -> date | None:
    """The month of the first lines, else of the sheet's name, else of the file's."""
    texts = (cell for row in grid.rows[:_LINES] for cell in row.cells if isinstance(cell, str))
    return month_in(texts) or month_in([grid.name]) or month_in([file_name])


def month_in(texts: Iterable[Cell]) -> date | None:
    """The first month any of the texts names.

    >>> month_in(["销售日报", "2026年10月（单位：元）"]), month_in(["sales-2026-09.csv"]), month_in(["2026年度"])
    (datetime.date(2026, 10, 1), datetime.date(2026, 9, 1), None)
    """
    for text in texts:
        found = _MONTH.search(tidy(text))
        if found:
            return date(int(found[1]), int(found[2]), 1)
    return None


def year_above(grid: Grid, file_name: str = "") -> int | None:
    """The year of the first lines, else of the sheet's name, else of the file's."""
    texts = (cell for row in grid.rows[:_LINES] for cell in row.cells if isinstance(cell, str))
    return year_in(texts) or year_in([grid.name]) or year_in([file_name])


def year_in(texts: Iterable[Cell]) -> int | None:
    """The first year any of the texts names.

    >>> year_in(["费用执行表", "2026年度（单位：万元）"]), year_in(["20261005"]), year_in(["FY2027 plan"])
    (2026, None, 2027)
    """
    for text in texts:
        found = _YEAR.search(tidy(text))
        if found:
            return int(found[1])
    return None
