"""Lines of a sheet held by the column: a line is made only for who asks for it.

A column has a part for every kind of cell it holds. Each part is as long as the column and holds nothing where the
cell is of another kind, so a column of figures is one array and a column of figures and remarks is two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import pyarrow as pa

from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.grid import GridRow

#: Kinds of cells and how they are held.
KINDS: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "float": pa.float64(),
    "whole": pa.int64(),
    "truth": pa.bool_(),
    "day": pa.date32(),
    "moment": pa.timestamp("us"),
}
_LINES_AT_ONCE = 4096
#: So many cells tell whether those of a column repeat.
_SAMPLE = 2048


@dataclass(frozen=True)
class Spelt:
    """The different spellings of a column, to be looked at once each."""

    texts: pa.Array  #: different texts, or every text where few repeat
    places: pa.Array | None  #: which of them every cell holds; None where every cell stands for itself

    def spread(self, answers: pa.Array) -> pa.Array:
        """What was answered for the spellings, for every cell."""
        return answers if self.places is None else answers.take(self.places)


@dataclass(frozen=True)
class Column:
    """The cells of one column."""

    parts: Mapping[str, pa.Array]  #: cells by kind; a column of blanks has none
    count: int  #: how many cells

    @cached_property
    def spelt(self) -> Spelt:
        """The spellings of its texts; telling apart texts that do not repeat would cost more than it saves."""
        texts = self.parts["text"]
        some = texts.slice(0, _SAMPLE)
        if len(texts) > len(some) and 2 * len(some.unique()) > len(some):
            return Spelt(texts, None)
        return told_apart(texts)

    def cells(self) -> list[Cell]:
        """Every cell as a connector hands it over."""
        held = [part.to_pylist() for part in self.parts.values()]
        if not held:
            return [None] * self.count
        cells: list[Cell] = held[0]
        for others in held[1:]:
            cells = [other if cell is None else cell for cell, other in zip(cells, others, strict=True)]
        return cells

    def slice(self, start: int, count: int) -> Column:
        """Some of the cells, without a copy."""
        return Column({kind: part.slice(start, count) for kind, part in self.parts.items()}, count)

    def take(self, places: pa.Array) -> Column:
        """The cells at some places."""
        return Column({kind: part.take(places) for kind, part in self.parts.items()}, len(places))


class ColumnLines(Sequence[GridRow]):
    """Lines made of columns when somebody looks at them."""

    def __init__(self, columns: Sequence[Column], lines: Sequence[int]) -> None:
        """Take columns of one length and the line every cell stood in."""
        self.columns = tuple(columns)
        self.lines = lines

    def __len__(self) -> int:
        """How many lines."""
        return len(self.lines)

    @overload
    def __getitem__(self, asked: int) -> GridRow: ...
    @overload
    def __getitem__(self, asked: slice) -> Sequence[GridRow]: ...
    def __getitem__(self, asked: int | slice) -> GridRow | Sequence[GridRow]:
        """One line, or lines that follow each other as columns again."""
        if isinstance(asked, slice):
            start, stop, step = asked.indices(len(self))
            if step != 1:
                return tuple(self)[asked]
            count = max(stop - start, 0)
            return ColumnLines([column.slice(start, count) for column in self.columns], self.lines[start:stop])
        place = range(len(self))[asked]
        return next(iter(self[place : place + 1]))

    def __iter__(self) -> Iterator[GridRow]:
        """Every line, some thousand made at a time."""
        for start in range(0, len(self), _LINES_AT_ONCE):
            lines = self.lines[start : start + _LINES_AT_ONCE]
            if not self.columns:
                yield from (GridRow(line, ()) for line in lines)
                continue
            cells = [column.slice(start, len(lines)).cells() for column in self.columns]
            yield from (GridRow(line, row) for line, row in zip(lines, zip(*cells, strict=True), strict=True))

    def numbers(self) -> pa.Array:
        """The line every cell stood in, as an array."""
        if isinstance(self.lines, range):
            return pa.arange(self.lines.start, self.lines.stop, self.lines.step)
        return pa.array(self.lines, pa.int64())

    def place_of(self, line: int) -> int | None:
        """Where a line stands; None when it is not among these."""
        place = bisect_left(self.lines, line)
        return place if place < len(self) and self.lines[place] == line else None

    def at(self, places: pa.Array) -> ColumnLines:
        """The lines at some places, in that order."""
        lines = [self.lines[place] for place in places.to_pylist()]
        return ColumnLines([column.take(places) for column in self.columns], lines)


def told_apart(cells: pa.Array) -> Spelt:
    """The different cells of an array, and which of them every place holds."""
    coded = cells.dictionary_encode()
    return Spelt(coded.dictionary, coded.indices)


def column_of(cells: Sequence[Any], kind_of: Mapping[type, str]) -> Column:
    """A column of cells whose types all have a kind; None is a blank."""
    found = {kind_of[kind] for kind in set(map(type, cells)) if kind is not type(None)}
    parts = {}
    for kind in sorted(found):
        held = cells if len(found) == 1 else [cell if kind_of.get(type(cell)) == kind else None for cell in cells]
        parts[kind] = pa.array(held, KINDS[kind])
    return Column(parts, len(cells))


def joined(stretches: Sequence[Column]) -> Column:
    """Stretches of one column as a whole; a kind that a stretch does not hold is blank there."""
    kinds = sorted({kind for stretch in stretches for kind in stretch.parts})
    parts = {
        kind: pa.concat_arrays([stretch.parts.get(kind, pa.nulls(stretch.count, KINDS[kind])) for stretch in stretches])
        for kind in kinds
    }
    return Column(parts, sum(stretch.count for stretch in stretches))


def text_lines(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> ColumnLines | None:
    """Lines of texts as columns; None where they are not equally long."""
    if len(set(map(len, rows))) != 1:
        return None
    return ColumnLines([column_of(cells, {str: "text"}) for cells in zip(*rows, strict=True)], lines)


def packed(columns: Sequence[Column]) -> pa.Table:
    """Columns as one table, to be written down."""
    parts = {f"{place} {kind}": part for place, column in enumerate(columns) for kind, part in column.parts.items()}
    return pa.table(parts)


def unpacked(table: pa.Table, width: int, count: int) -> list[Column]:
    """The columns of a table that `packed` made."""
    parts: list[dict[str, pa.Array]] = [{} for _ in range(width)]
    for name, held in zip(table.column_names, table.columns, strict=True):
        place, kind = name.split(" ")
        parts[int(place)][kind] = held.combine_chunks() if held.num_chunks != 1 else held.chunk(0)
    return [Column(part, count) for part in parts]
