"""The parts of a sheet a recipe reads: a range of cells, several blocks side by side, or everything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Merge
from kpiloop.loop.collect.errors import RecipeInvalid

_RANGE = re.compile(r"\$?([A-Z]{0,3})\$?(\d{0,7}):\$?([A-Z]{0,3})\$?(\d{0,7})", re.IGNORECASE)
_LAST = 10**9


@dataclass(frozen=True)
class CellRange:
    """A rectangle of cells; an open side reaches to the end of the sheet."""

    top: int  #: first line, from 1
    left: int  #: first column, from 0
    bottom: int  #: last line
    right: int  #: last column


def read_range(written: str) -> CellRange:
    """Understand a range as spreadsheets write it.

    >>> read_range("B4:H30"), read_range("F:I")
    (CellRange(top=4, left=1, bottom=30, right=7), CellRange(top=1, left=5, bottom=1000000000, right=8))
    """
    found = _RANGE.fullmatch(written.strip())
    if not found or not any(found.groups()):
        raise RecipeInvalid(field="range", value=written)
    left, top, right, bottom = found.groups()
    read = CellRange(
        top=int(top) if top else 1,
        left=column_place(left) if left else 0,
        bottom=int(bottom) if bottom else _LAST,
        right=column_place(right) if right else _LAST,
    )
    if read.bottom < read.top or read.right < read.left:
        raise RecipeInvalid(field="range", value=written)
    return read


def column_place(letters: str) -> int:
    """The place of a column, from 0.

    >>> column_place("A"), column_place("AB")
    (0, 27)
    """
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def column_letters(place: int) -> str:
    """The letters of a column.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def regions_of(grid: Grid, ranges: Sequence[CellRange]) -> Iterator[Grid]:
    """The parts of a grid, each with the lines it had in the sheet."""
    if not ranges or grid.head is not None:
        yield grid
        return
    for part in ranges:
        yield _cut(grid, part)


def _cut(grid: Grid, part: CellRange) -> Grid:
    rows = tuple(
        GridRow(row.line, row.cells[part.left : part.right + 1])
        for row in grid.rows
        if part.top <= row.line <= part.bottom
    )
    merges = None if grid.merges is None else tuple(_moved(grid.merges, part))
    return Grid(grid.name, rows, merges, notes=grid.notes, first_line=grid.first_line)


def _moved(merges: Sequence[Merge], part: CellRange) -> Iterator[Merge]:
    for merge in merges:
        if part.left <= merge.left <= part.right and part.top <= merge.top <= part.bottom:
            right = min(merge.right, part.right)
            yield Merge(merge.top, merge.left - part.left, min(merge.bottom, part.bottom), right - part.left)
