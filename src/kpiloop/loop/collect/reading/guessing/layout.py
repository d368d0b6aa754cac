"""Where the table of a sheet stands: its heading lines, and whether blocks stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kpiloop.engine.errors import Refusal
from kpiloop.loop.collect.cleaning.days import read_month
from kpiloop.loop.collect.cleaning.numbers import read_number
from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, names_a_total, same_name, tidy
from kpiloop.loop.collect.connectors.grid import Grid, GridRow
from kpiloop.loop.collect.reading.heads import SEARCHED_LINES, Table, find_table
from kpiloop.loop.collect.reading.regions import column_letters, read_range, regions_of

#: Lines below the headings that are looked at.
SAMPLED = 200
#: Year for labels that name none, while only asking whether they are months.
ANY_YEAR = 1904


@dataclass(frozen=True)
class Layout:
    """A guess where one table stands."""

    grid: Grid  #: the sheet
    header_row: int  #: line of the first heading row, 0 = no headings
    header_rows: int  #: 1 or 2
    ranges: tuple[str, ...]  #: blocks side by side, none for the whole sheet
    table: Table  #: the first block with its headings
    score: int  #: how much speaks for it


def best_layout(grid: Grid, knows: Callable[[str], int]) -> Layout | None:
    """The likeliest place of the table; `knows` says how well a heading is understood (0 to 100)."""
    if grid.head is not None:
        table = find_table(grid, header_row=None, header_rows=1, names=(), wanted=())
        return Layout(grid, 1, 1, (), table, 1000)
    width = _usual_width(grid.rows)
    if width < 2:
        return None
    places = (place for place, row in enumerate(grid.rows[:SEARCHED_LINES]) if _filled(row) >= 2)
    rated = [(_rate(grid, place, width, knows), -place) for place in places]
    score, place = max(rated, default=(0, 0))
    if score <= 0:
        return _headless(grid, width)
    place = -place
    if _is_lower_line(grid, place) and _rate(grid, place - 1, width, knows) > 0:
        place -= 1
    return _settled(grid, place, score)


def _is_lower_line(grid: Grid, place: int) -> bool:
    """Whether headings repeat below a line that is merged over them: three figures under every month.

    Beside the months that line names columns alone; titles of tables side by side do not.
    """
    if place == 0 or _levels(grid, place - 1) != 2:
        return False
    upper, lower = grid.rows[place - 1].cells, grid.rows[place].cells
    labels = [same_name(cell) for cell in lower if not means_nothing(cell)]
    is_alone = any(
        not means_nothing(cell) and (column >= len(lower) or means_nothing(lower[column]))
        for column, cell in enumerate(upper)
    )
    return is_alone and len(set(labels)) < len(labels)


def _settled(grid: Grid, place: int, score: int) -> Layout:
    rows = _levels(grid, place)
    line = grid.rows[place].line
    ranges = _blocks(grid, place, rows)
    part = next(regions_of(grid, [read_range(ranges[0])])) if ranges else grid
    table = find_table(part, header_row=line, header_rows=rows, names=(), wanted=())
    return Layout(grid, line, rows, ranges, table, score)


def _headless(grid: Grid, width: int) -> Layout | None:
    """Rows of one shape from the first line on are a table without headings."""
    rows = [row for row in grid.rows[:SEARCHED_LINES] if _filled(row)]
    same = sum(1 for row in rows if _filled(row) >= width * 0.6)
    has_figures = any(is_figure(cell) for row in rows for cell in row.cells)
    if len(rows) < 2 or same < len(rows) * 0.7 or not has_figures:
        return None
    names = [str(place + 1) for place in range(max(len(row.cells) for row in rows))]
    table = find_table(grid, header_row=0, header_rows=1, names=names, wanted=())
    return Layout(grid, 0, 1, (), table, 1)


def _rate(grid: Grid, place: int, width: int, knows: Callable[[str], int]) -> int:
    """How much a line looks like headings: labels across most of the width, figures or rows below."""
    cells = [cell for cell in grid.rows[place].cells if not means_nothing(cell)]
    labels = [cell for cell in cells if is_label(cell)]
    below = [row for row in grid.rows[place + 1 : place + 8] if _filled(row) >= 2]
    if len(labels) < 2 or len(labels) < len(cells) * 0.8 or not below:
        return 0
    upper = {same_name(cell) for cell in cells}
    known = sum(knows(text) for text in {tidy(cell) for cell in labels if isinstance(cell, str)})
    months = sum(1 for cell in labels if read_month(cell, year=ANY_YEAR))
    spread = min(len(labels) * 100 // width, 100)
    figures = any(is_figure(cell) for row in below[:3] for cell in row.cells)
    has_rows = figures or known >= 160
    return (spread + known + months * 60 + (80 if figures else 0)) if has_rows and len(upper) > 1 else 0


def _levels(grid: Grid, place: int) -> int:
    """Two, when the next line is all labels and the first one is merged across or has gaps over them."""
    if place + 1 >= len(grid.rows):
        return 1
    row, below = grid.rows[place], grid.rows[place + 1]
    lower = [cell for cell in below.cells if not means_nothing(cell)]
    if not lower or any(not is_label(cell) for cell in lower):
        return 1
    if grid.merges is not None:
        return 2 if any(merge.top == row.line and merge.right > merge.left for merge in grid.merges) else 1
    gaps = [
        place
        for place, cell in enumerate(below.cells)
        if not means_nothing(cell) and (place >= len(row.cells) or means_nothing(row.cells[place]))
    ]
    return 2 if gaps else 1


def _blocks(grid: Grid, place: int, rows: int) -> tuple[str, ...]:
    """Ranges of blocks beside each other; equal headings are read as one table, else the widest is taken."""
    head = grid.rows[place : place + rows]
    body = grid.rows[place + rows : place + rows + SAMPLED]
    width = max((len(row.cells) for row in (*head, *body)), default=0)
    is_used = [
        any(column < len(row.cells) and not means_nothing(row.cells[column]) for row in (*head, *body))
        for column in range(width)
    ]
    groups = [group for group in _runs(is_used) if _has_head(head, group)]
    if len(groups) < 2:
        return ()
    names = [tuple(same_name(cell) for cell in head[-1].cells[first : last + 1]) for first, last in groups]
    equal = [group for group, name in zip(groups, names, strict=True) if name == names[0] and len(name) > 1]
    if len(equal) > 1:
        return tuple(f"{column_letters(first)}:{column_letters(last)}" for first, last in equal)
    first, last = max(groups, key=lambda group: group[1] - group[0])
    narrow = [group for group in groups if group != (first, last)]
    if all(end - start < 2 for start, end in narrow) and last - first >= 2:
        return (f"{column_letters(first)}:{column_letters(last)}",)
    return ()


def _has_head(head: Sequence[GridRow], group: tuple[int, int]) -> bool:
    return any(not means_nothing(cell) for row in head for cell in row.cells[group[0] : group[1] + 1])


def _runs(is_used: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place, used in enumerate(is_used):
        if used and runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        elif used:
            runs.append((place, place))
    return runs


def _usual_width(rows: Sequence[GridRow]) -> int:
    widths = sorted((_filled(row) for row in rows[: SEARCHED_LINES + 20]), reverse=True)
    wide = [width for width in widths if width > 1]
    return wide[len(wide) // 4] if wide else 0


def _filled(row: GridRow) -> int:
    return sum(1 for cell in row.cells if not means_nothing(cell))


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a number."""
    if means_nothing(cell):
        return False
    try:
        return read_number(cell) is not None
    except Refusal:
        return False


def is_label(cell: Cell) -> bool:
    """Whether a cell may stand in a heading: a text, or the name of a month."""
    if read_month(cell, year=ANY_YEAR):
        return True
    return isinstance(cell, str) and not is_figure(cell)


def sampled(table: Table) -> list[GridRow]:
    """Rows that look like rows: not blank, no total, no lone note."""
    rows = []
    head = [same_name(cell) for cell in table.above[-1].cells] if table.above else None
    for row in table.rows[: SAMPLED * 2]:
        cells = [cell for cell in row.cells if not means_nothing(cell)]
        is_head = [same_name(cell) for cell in row.cells] == head
        if len(cells) > 1 and not is_head and not any(names_a_total(cell) for cell in cells[:2]):
            rows.append(row)
    return rows[:SAMPLED]


def with_names(layout: Layout, names: Sequence[str]) -> Layout:
    """A table without headings under the names a person gave its columns."""
    table = find_table(layout.grid, header_row=0, header_rows=1, names=names, wanted=())
    return replace(layout, table=table)
