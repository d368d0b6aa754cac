"""From lines to records: blank, note and total lines left out, months across turned into rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kpiloop.loop.collect.cleaning.days import read_month
from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, names_a_total, same_name, tidy
from kpiloop.loop.collect.connectors.grid import GridRow
from kpiloop.loop.collect.errors import ColumnsMissing
from kpiloop.loop.collect.reading.heads import Table, column_of
from kpiloop.loop.collect.reading.recipe import Recipe, Unpivot

#: Key of the cell that names the unit of a figure, beside the figure itself.
UNIT_BESIDE = "{}@unit"
_NUMBERING = re.compile(r"^[\s(（]*([一二三四五六七八九十]+|\d{1,2})\s*[)）、.．]\s*")
#: What people write below a table: notes, sources, who made and checked it.
_NOTE = re.compile(
    r"(注|备注|说明|附注|制表|制表人|填表|填报人|编制|编制人|审核|审核人|复核|数据来源|来源|打印时间|导出时间"
    r"|notes?|sources?|prepared( by)?|checked( by)?|approved( by)?)\s*\d*\s*[:：.、]",
    re.IGNORECASE,
)
NAMING_KINDS = frozenset({"text", "unit", "person", "date"})


@dataclass(frozen=True)
class Record:
    """One row of the dataset to be, not yet typed."""

    line: int  #: line of the source
    cells: Mapping[str, Cell]  #: cell by column of the dataset


@dataclass(frozen=True)
class Skipped:
    """A line or cell that carries no fact."""

    line: int  #: line of the source
    why: str  #: blank, note, total, header or chosen


@dataclass(frozen=True)
class _Spread:
    """One column of months across."""

    place: int  #: column of the grid
    month: date | None  #: its month, None where names stand across
    column: str  #: column of the dataset that receives the figure
    name: str  #: the other heading level


def records_of(table: Table, recipe: Recipe) -> Iterator[Record | Skipped]:
    """Every record of a table, and a `Skipped` for every line or month cell that holds none."""
    places = places_of(table, recipe)
    spreads = _spreads(table, recipe, set(places.values())) if recipe.unpivot else []
    naming = [places[rule.name] for rule in recipe.columns if rule.kind in NAMING_KINDS and rule.name in places]
    beside = _beside(table, recipe)
    carried: dict[str, Cell] = {}
    for row in table.rows:
        line = row.line + table.first_line
        why = _why_skipped(row, recipe, naming, table)
        if why:
            if beside.section and why == "note":
                beside.cells[beside.section] = without_number(row)
            yield Skipped(line, why)
            continue
        cells = {name: _at(row, place) for name, place in places.items()}
        _fill_down(cells, recipe, carried)
        if beside.cells:
            cells = {**beside.cells, **cells}
        if recipe.unpivot:
            yield from _melt(row, line, cells, spreads, recipe.unpivot)
        else:
            yield Record(line, cells)


def places_of(table: Table, recipe: Recipe) -> dict[str, int]:
    """The place of every cell a record is made of."""
    places = {rule.name: column_of(table, rule.heading) for rule in recipe.columns if rule.heading is not None}
    for rule in recipe.columns:
        if rule.unit_from:
            places[UNIT_BESIDE.format(rule.name)] = column_of(table, rule.unit_from)
    return places


@dataclass
class _Beside:
    """What stands beside the rows and holds for all below it."""

    cells: dict[str, Cell]  #: cell by column: title, sheet, section
    section: str  #: column that follows lone texts between the rows, or empty


def _beside(table: Table, recipe: Recipe) -> _Beside:
    cells: dict[str, Cell] = {recipe.sheet_to: table.name} if recipe.sheet_to else {}
    if recipe.month_to:
        cells[recipe.month_to] = recipe.month
    title = next((row for row in reversed(table.above[: -recipe.header_rows or None]) if _lone(row)), None)
    for column in (recipe.title_to, recipe.section_to):
        if column and title is not None:
            cells[column] = without_number(title)
    return _Beside(cells, recipe.section_to)


def _lone(row: GridRow) -> bool:
    return len({tidy(cell) for cell in row.cells if not means_nothing(cell)}) == 1


def without_number(row: GridRow) -> str:
    """The lone text of a line, without a numbering before it and a colon behind it.

    >>> without_number(GridRow(3, (None, "二、华东区：")))
    '华东区'
    """
    text = next((tidy(cell) for cell in row.cells if not means_nothing(cell)), "")
    return _NUMBERING.sub("", text).rstrip(":").strip()


def _why_skipped(row: GridRow, recipe: Recipe, naming: list[int], table: Table) -> str:
    written = [cell for cell in row.cells if not means_nothing(cell)]
    if not written:
        return "blank"
    names = [_at(row, place) for place in naming]
    if recipe.skip_words and any(same_name(cell) in recipe.skip_words for cell in written):
        return "chosen"
    if any(names_a_total(cell) for cell in (*names, written[0])):
        return "total"
    if len(written) == 1 and len(table.paths) > 2 and len(tidy(written[0])) > 1 and isinstance(written[0], str):
        return "note"
    if isinstance(written[0], str) and _NOTE.match(tidy(written[0])):
        return "note"
    if table.above and _repeats(row, table.above[-1]):
        return "header"
    return ""


def _repeats(row: GridRow, head: GridRow) -> bool:
    """Whether a line says the headings again; the first cells tell at once that most do not."""
    pairs = zip(row.cells, head.cells, strict=False)
    return len(row.cells) == len(head.cells) and all(same_name(left) == same_name(right) for left, right in pairs)


def _fill_down(cells: dict[str, Cell], recipe: Recipe, carried: dict[str, Cell]) -> None:
    for rule in recipe.columns:
        if rule.fills_down and rule.name in cells:
            if means_nothing(cells[rule.name]):
                cells[rule.name] = carried.get(rule.name)
            else:
                carried[rule.name] = cells[rule.name]


def _melt(
    row: GridRow, line: int, cells: dict[str, Cell], spreads: list[_Spread], unpivot: Unpivot
) -> Iterator[Record | Skipped]:
    """One record per month (and name); a month whose figures are all blank is no fact."""
    groups: dict[tuple[date | None, str], dict[str, Cell]] = {}
    for spread in spreads:
        key = (spread.month, spread.name if unpivot.name_to else "")
        groups.setdefault(key, {})[spread.column] = _at(row, spread.place)
    for (month, name), figures in groups.items():
        if all(means_nothing(figure) for figure in figures.values()):
            yield Skipped(line, "blank")
            continue
        melted = {**cells, **figures}
        if month is not None:
            melted[unpivot.month_to] = month
        if unpivot.name_to:
            melted[unpivot.name_to] = name
        yield Record(line, melted)


def _spreads(table: Table, recipe: Recipe, taken: set[int]) -> list[_Spread]:
    unpivot = recipe.unpivot
    assert unpivot is not None
    if unpivot.names:
        return _named_spreads(table, unpivot)
    found: list[_Spread] = []
    for place, labels in enumerate(table.labels):
        if place in taken or any(names_a_total(label) for label in labels):
            continue
        months = [read_month(label, year=recipe.year) for label in labels]
        month = next((read for read in months if read), None)
        if month is None:
            continue
        other = next((tidy(label) for label, read in zip(labels, months, strict=True) if not read and tidy(label)), "")
        column = unpivot.measures.get(same_name(other), "") if unpivot.measures else unpivot.value_to
        if column:
            found.append(_Spread(place, month, column, other))
    if not found:
        shown = ", ".join(" / ".join(path) for path in table.paths if path)
        raise ColumnsMissing(missing=", ".join(unpivot.measures) or unpivot.value_to, found=shown)
    return found


def _named_spreads(table: Table, unpivot: Unpivot) -> list[_Spread]:
    """Columns headed by units, products or the like, in the order of the sheet."""
    found = []
    for place, path in enumerate(table.paths):
        name = next((text for text in path if same_name(text) in unpivot.names), "")
        if name:
            other = next((text for text in path if text != name), "")
            column = unpivot.measures.get(same_name(other), "") if unpivot.measures else unpivot.value_to
            if column:
                found.append(_Spread(place, None, column, name))
    if not found:
        shown = ", ".join(" / ".join(path) for path in table.paths if path)
        raise ColumnsMissing(missing=", ".join(unpivot.names), found=shown)
    return found


def _at(row: GridRow, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None
