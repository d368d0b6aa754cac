"""Where the headings stand and what they say, over one or two lines, with merged cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, same_name, tidy
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Merge
from kpiloop.loop.collect.errors import ColumnAmbiguous, ColumnsMissing

#: Headings stand within the first lines, below title and notes.
SEARCHED_LINES = 40

#: The texts above a column, from top to bottom, without repeats.
Path = tuple[str, ...]


#: Of several columns with one heading the second is called 金额 #2.
_NUMBERED = re.compile(r"^(?P<heading>.+?)\s*#(?P<number>[1-9]\d?)$")


def without_number(heading: str) -> str:
    """A heading without the number that tells it from others of the same name.

    >>> without_number("金额 #2"), without_number("Order #")
    ('金额', 'Order #')
    """
    found = _NUMBERED.match(heading)
    return found["heading"] if found else heading


@dataclass(frozen=True)
class Table:
    """A grid with its headings understood."""

    paths: tuple[Path, ...]  #: headings by column
    labels: tuple[tuple[Cell, ...], ...]  #: heading cells by column as they are, dates as dates
    rows: Sequence[GridRow]  #: lines below the headings, merged cells filled
    above: Sequence[GridRow]  #: lines up to and including the headings
    first_line: int  #: lines of earlier sheets
    name: str = ""  #: name of the sheet


def find_table(
    grid: Grid, *, header_row: int | None, header_rows: int, names: Sequence[str], wanted: Collection[str]
) -> Table:
    """Split a grid into headings and rows; `wanted` are heading texts that help to find the line."""
    if grid.head is not None:
        return _plain_table(grid, grid.head)
    if names or header_row == 0:
        return _plain_table(grid, names or [str(place + 1) for place in range(_width(grid))])
    first = grid.rows[0].line if grid.rows else 1
    start = max(header_row - first, 0) if header_row else _find_header(grid, wanted, header_rows)
    levels = [_level(grid, start + offset, header_rows - offset) for offset in range(header_rows)]
    width = max((len(level) for level in levels), default=0)
    labels = tuple(tuple(_at(level, column) for level in levels) for column in range(width))
    body = grid.rows[start + header_rows :]
    return Table(
        paths=tuple(_path(texts) for texts in labels),
        labels=labels,
        rows=_fill_merges(body, grid.merges or ()),
        above=grid.rows[: start + header_rows],
        first_line=grid.first_line,
        name=grid.name,
    )


def column_of(table: Table, heading: Path) -> int:
    """The place of a column by its heading: whole path, last text, first text; 金额 #2 is the second 金额."""
    asked = tuple(same_name(text) for text in heading)
    normal = [tuple(same_name(text) for text in path) for path in table.paths]
    parts: list[slice] = [slice(None)]
    if len(asked) == 1:
        parts += [slice(-1, None), slice(0, 1)]
    for part in parts:
        found = [place for place, path in enumerate(normal) if path and path[part] == asked]
        if len(found) > 1:
            raise ColumnAmbiguous(heading=" / ".join(heading))
        if found:
            return found[0]
    numbered = _NUMBERED.match(heading[-1]) if heading else None
    if numbered:
        same = (*asked[:-1], same_name(numbered["heading"]))
        places = [place for place, path in enumerate(normal) if path == same]
        if len(places) >= int(numbered["number"]):
            return places[int(numbered["number"]) - 1]
    raise ColumnsMissing(missing=" / ".join(heading), found=", ".join(" / ".join(path) for path in table.paths if path))


def _plain_table(grid: Grid, head: Sequence[str]) -> Table:
    paths = tuple((tidy(name),) for name in head)
    return Table(paths, tuple((name,) for name in head), grid.rows, (), grid.first_line, grid.name)


def _width(grid: Grid) -> int:
    return max((len(row.cells) for row in grid.rows), default=0)


def _find_header(grid: Grid, wanted: Collection[str], header_rows: int) -> int:
    """The first line (pair) that carries most of the wanted headings."""
    names = {same_name(name) for name in wanted}
    best, best_score = 0, 0
    # Lines held by the column are made here once and not line by line.
    top = [row.cells for row in grid.rows[: SEARCHED_LINES + header_rows - 1]]
    said = [{same_name(cell) for cell in cells} for cells in top]
    telling = [{same_name(cell) for cell in cells if not means_nothing(cell)} for cells in top]
    for start in range(min(len(top), SEARCHED_LINES)):
        texts = set().union(*telling[start : start + header_rows])
        # A heading over two lines begins on its upper one, which must carry something wanted itself.
        score = len(names & texts) if names & said[start] else 0
        if score > best_score:
            best, best_score = start, score
    if names and not best_score:
        shown = next((row for row in grid.rows if not all(means_nothing(cell) for cell in row.cells)), None)
        found = ", ".join(tidy(cell) for cell in shown.cells if not means_nothing(cell)) if shown else ""
        raise ColumnsMissing(missing=", ".join(sorted(wanted)), found=found[:500])
    return best


def _level(grid: Grid, place: int, levels_below: int) -> list[Cell]:
    """One heading line with merged cells filled; without merge facts an upper text reaches to the next one."""
    if place >= len(grid.rows):
        return []
    cells = list(grid.rows[place].cells)
    if grid.merges is not None:
        return _filled(cells, grid.rows[place].line, grid)
    if levels_below > 1:
        below = grid.rows[place + 1].cells if place + 1 < len(grid.rows) else ()
        for column in range(1, len(cells)):
            if means_nothing(cells[column]) and not means_nothing(_at(below, column)):
                cells[column] = cells[column - 1]
    return cells


def _filled(cells: list[Cell], line: int, grid: Grid) -> list[Cell]:
    first = grid.rows[0].line
    for merge in grid.merges or ():
        if merge.top <= line <= merge.bottom:
            place = merge.top - first
            value = _at(grid.rows[place].cells, merge.left) if 0 <= place < len(grid.rows) else None
            cells.extend([None] * (merge.right + 1 - len(cells)))
            for column in range(merge.left, merge.right + 1):
                cells[column] = value
    return cells


def _fill_merges(rows: Sequence[GridRow], merges: Sequence[Merge]) -> Sequence[GridRow]:
    """Cells merged downwards carry their value on every line; real blanks stay blank."""
    first = rows[0].line if rows else 1
    tall = [merge for merge in merges if merge.bottom > merge.top >= first]
    if not tall or not rows:
        return rows
    cells = {row.line: list(row.cells) for row in rows}
    for merge in tall:
        if merge.top not in cells:
            continue
        value = _at(cells[merge.top], merge.left)
        for line in range(merge.top + 1, merge.bottom + 1):
            if line in cells and merge.left < len(cells[line]):
                cells[line][merge.left] = value
    return tuple(GridRow(row.line, tuple(cells[row.line])) for row in rows)


def _path(labels: tuple[Cell, ...]) -> Path:
    texts = [tidy(label) for label in labels if not means_nothing(label)]
    return tuple(text for place, text in enumerate(texts) if place == 0 or text != texts[place - 1])


def _at(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None
