"""What the columns of a table hold, by their cells and headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.loop.collect.cleaning.days import read_day, read_month
from kpiloop.loop.collect.cleaning.numbers import read_number
from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, names_a_total, same_name, tidy
from kpiloop.loop.collect.connectors.grid import GridRow
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.guessing.concepts import concept_of, scale_in_heading
from kpiloop.loop.collect.reading.guessing.layout import ANY_YEAR, Layout, sampled
from kpiloop.loop.collect.reading.heads import without_number

#: This share of the cells decides what a column is.
MOST = 0.8
#: This share of cells that name units (or people) makes a column one of units.
MANY = 0.6
_SAMPLES = 4


@dataclass(frozen=True)
class ColumnFacts:
    """One column of a table."""

    place: int  #: column, from 0
    path: tuple[str, ...]  #: heading, top to bottom
    labels: tuple[Cell, ...]  #: heading cells as they are, dates as dates
    kind: str  #: date, decimal, integer, text, or empty when all cells are
    samples: tuple[str, ...]  #: some cells as written
    gaps: float  #: share of empty cells
    concept: str  #: what the heading speaks of, may be empty
    sureness: int  #: how sure that is, 0 to 95
    scale: str  #: scale the heading names
    units: float  #: share of cells that name a unit
    people: float  #: share of cells that name a person
    has_decimal_comma: bool  #: figures are written 1.234,56
    is_comma_open: bool  #: figures such as 1.234 may be read either way
    is_percent_mixed: bool  #: shares and points stand side by side, without percent signs
    cells: tuple[Cell, ...]  #: the cells that were looked at

    @property
    def heading(self) -> str:
        """The heading in one text."""
        return " / ".join(self.path)

    @property
    def month(self) -> bool:
        """Whether the heading names a month."""
        return any(read_month(part, year=ANY_YEAR) for part in self.labels)

    @property
    def is_total(self) -> bool:
        """Whether the column adds up others."""
        return any(names_a_total(part) for part in self.path)


def facts_of(layout: Layout, book: CodeBook) -> list[ColumnFacts]:
    """Every column with a heading and cells; those of one name carry a number behind it."""
    rows = sampled(layout.table)
    found = [
        _facts(place, path, layout.table.labels[place], [_at(row, place) for row in rows], book)
        for place, path in enumerate(layout.table.paths)
        if path or any(not means_nothing(_at(row, place)) for row in rows)
    ]
    return [_numbered(column, found) for column in found]


def same_columns(column: ColumnFacts, facts: Sequence[ColumnFacts]) -> list[ColumnFacts]:
    """All columns with the heading of one of them, itself among them."""
    return [each for each in facts if _bare_path(each) == _bare_path(column)] if column.path else [column]


def _bare_path(column: ColumnFacts) -> tuple[str, ...]:
    return tuple(same_name(without_number(part)) for part in column.path)


def _numbered(column: ColumnFacts, facts: Sequence[ColumnFacts]) -> ColumnFacts:
    same = [each for each in facts if column.path and each.path == column.path]
    if len(same) < 2:
        return column
    number = [each.place for each in same].index(column.place) + 1
    return replace(column, path=(*column.path[:-1], f"{column.path[-1]} #{number}"))


def _facts(
    place: int, path: tuple[str, ...], labels: tuple[Cell, ...], cells: list[Cell], book: CodeBook
) -> ColumnFacts:
    filled = [cell for cell in cells if not means_nothing(cell)]
    concept, sureness = concept_of(path[-1]) if path else ("", 0)
    if not concept and len(path) > 1:
        concept, sureness = concept_of(path[0])
    kind = _kind(filled, concept)
    texts = [cell for cell in filled if isinstance(cell, str)]
    comma, is_open = _decimal_comma(texts) if kind in ("decimal", "integer") else (False, False)
    is_naming = kind in ("text", "integer") and not any(read_month(part, year=ANY_YEAR) for part in labels)
    return ColumnFacts(
        place=place,
        path=path,
        labels=labels,
        kind=kind,
        samples=tuple(dict.fromkeys(tidy(cell) for cell in filled))[:_SAMPLES],
        gaps=1 - len(filled) / len(cells) if cells else 0,
        concept=concept,
        sureness=sureness,
        scale=scale_in_heading(path[-1] if path else ""),
        units=_share(filled, book.unit) if is_naming else 0,
        people=_share(filled, book.person) if is_naming else 0,
        has_decimal_comma=comma,
        is_comma_open=is_open,
        is_percent_mixed=_mixed(filled, concept, path),
        cells=tuple(cells),
    )


def _kind(filled: Sequence[Cell], concept: str) -> str:
    if not filled:
        return ""
    if concept not in ("number", "person") and _days(filled, concept) >= MOST:
        return "date"
    figures = [value for cell in filled if (value := _figure(cell)) is not None]
    if len(figures) < len(filled) * MOST or concept in ("number", "person", "unit") or _are_codes(filled):
        return "text"
    has_parts = any(value != value.to_integral_value() for value in figures)
    is_counted = concept == "pieces" and not has_parts
    return "integer" if is_counted else "decimal"


def _are_codes(filled: Sequence[Cell]) -> bool:
    """007 is a code, whatever the heading says."""
    return any(isinstance(cell, str) and cell.isdigit() and len(cell) > 1 and cell[0] == "0" for cell in filled)


def _days(filled: Sequence[Cell], concept: str) -> float:
    return sum(1 for cell in filled if _is_day(cell, concept)) / len(filled)


def _is_day(cell: Cell, concept: str) -> bool:
    if isinstance(cell, date | datetime):
        return True
    if not isinstance(cell, str) and concept != "date":
        return False
    for order in ("dmy", "mdy"):
        try:
            plain = not isinstance(cell, str) or not cell.strip().isdigit() or concept == "date" or len(cell) == 8
            if plain and read_day(cell, order=order, year=ANY_YEAR):
                return True
        except Refusal:
            continue
    return False


def _figure(cell: Cell) -> Decimal | None:
    for decimal in (".", ","):
        try:
            read = read_number(cell, decimal=decimal)
        except Refusal:
            continue
        return read.value if read else None
    return None


def _share(filled: Sequence[Cell], resolve: Callable[[Cell], str]) -> float:
    distinct = list(dict.fromkeys(tidy(cell) for cell in filled))[:60]
    found = 0
    for text in distinct:
        try:
            resolve(text)
            found += 1
        except Refusal:
            continue
    return found / len(distinct) if distinct else 0


def _decimal_comma(texts: Sequence[str]) -> tuple[bool, bool]:
    """Whether figures carry a decimal comma, and whether nothing tells."""
    point = comma = unclear = 0
    for text in texts:
        readings = [_reads(text, "."), _reads(text, ",")]
        if readings[0] == readings[1]:
            continue
        point += readings[1] is None
        comma += readings[0] is None
        # 1,050 groups thousands nearly everywhere; 1.050 does so only where the comma marks decimals.
        unclear += None not in readings and "." in text
    return comma > point, bool(unclear and comma == point == 0)


def _reads(text: str, decimal: str) -> Decimal | None:
    try:
        read = read_number(text, decimal=decimal)
    except Refusal:
        return None
    return read.value if read else None


def _mixed(filled: Sequence[Cell], concept: str, path: Sequence[str]) -> bool:
    if concept != "rate" and scale_in_heading(path[-1] if path else "") != "percent":
        return False
    plain = [abs(_figure(cell) or Decimal(0)) for cell in filled if not (isinstance(cell, str) and "%" in tidy(cell))]
    shares = sum(1 for value in plain if 0 < value <= Decimal("1.5"))
    return 0 < shares < sum(1 for value in plain if value)


def _at(row: GridRow, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None
