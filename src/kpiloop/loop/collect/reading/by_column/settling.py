"""Rows of one key, corrected figures and changed rows: the few rows concerned are settled as rows."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.loop.collect.reading.content import Content, TakenRow, sort_in
from kpiloop.loop.collect.reading.corrections import corrected_keys
from kpiloop.loop.collect.reading.facts_table import STORED_TYPES, facts_table, stored_column
from kpiloop.loop.collect.reading.tables.disputes import settled
from kpiloop.loop.collect.reading.typing import Value

#: Reads the row of a line again, as the reader of rows sees it.
Reread = Callable[[int], TakenRow]
_SEPARATOR, _EMPTY = "\x1f", "\x1e"


@dataclass(frozen=True)
class Rows:
    """Rows to publish: most of them by the column, some as they were read one by one."""

    fast: pa.Table  #: values with all their decimals, and `_line`
    slow: list[TakenRow]  #: the others

    def __len__(self) -> int:
        """How many rows."""
        return int(self.fast.num_rows) + len(self.slow)

    def facts(self, shape: DatasetShape) -> pa.Table:
        """Everything as the fact store receives it, in the order of the lines."""
        columns = {
            name: stored_column(self.fast.column(name), shape.columns[name])
            if name in self.fast.column_names
            else pa.nulls(self.fast.num_rows, STORED_TYPES[shape.columns[name]])
            for name in shape.columns
        }
        fast = pa.table({**columns, "_line": self.fast.column("_line")})
        if not self.slow:
            return fast
        return pa.concat_tables([fast, facts_table(self.slow, shape)]).sort_by("_line")

    def without(self, lines: Collection[int]) -> Rows:
        """The rows without those of some lines."""
        gone = pc.is_in(self.fast.column("_line"), value_set=pa.array(sorted(lines), pa.int64()))
        return Rows(self.fast.filter(pc.invert(gone)), [row for row in self.slow if row.line not in lines])


def settle_keys(rows: Rows, content: Content, shape: DatasetShape, same_key: str, reread: Reread) -> Rows:
    """The first row of a key stays, or the newest where the recipe says so; equal ones are counted, others wait."""
    if not shape.key_columns:
        return rows
    keys = rows.facts(shape).select([*shape.key_columns, "_line"])
    counted = keys.group_by(list(shape.key_columns)).aggregate([("_line", "count")])
    if counted.num_rows == keys.num_rows:
        return rows
    several = counted.filter(pc.greater(counted.column("_line_count"), 1))
    lines = _lines_of(keys, several, shape)
    read = {row.line: row for row in rows.slow}
    part = Content()
    known: dict[tuple[Value, ...], int] = {}
    for line in lines:
        sort_in(part, known, read.get(line) or reread(line), shape.key_columns, same_key)
    content.rejected += part.rejected
    content.repeated += part.repeated
    left = rows.without(set(lines))
    return Rows(left.fast, [*left.slow, *part.taken])


def settle_disputes(rows: Rows, content: Content, shape: DatasetShape, reread: Reread, *, ask: bool) -> Rows:
    """Figures a person corrected stay corrected; changed rows wait where the recipe asks."""
    held = rows.facts(shape)
    keys = set(corrected_keys(shape.name))
    if ask and held.num_rows:
        keys |= set(facts.changed_keys(shape.name, held))
    if not keys or not shape.key_columns:
        return rows
    written = _key_texts(held, shape)
    lines = held.column("_line").filter(pc.is_in(written, value_set=pa.array(sorted(keys), pa.string()))).to_pylist()
    read = {row.line: row for row in rows.slow}
    part = settled([read.get(line) or reread(line) for line in lines], shape, ask=ask)
    content.rejected += part.rejected
    left = rows.without(set(lines))
    return Rows(left.fast, [*left.slow, *part.taken])


def _lines_of(keys: pa.Table, several: pa.Table, shape: DatasetShape) -> list[int]:
    """Lines of the rows whose key others have too, in their order."""
    wanted = pa.array(_key_texts(several, shape).unique(), pa.string())
    found = keys.column("_line").filter(pc.is_in(_key_texts(keys, shape), value_set=wanted))
    return sorted(found.to_pylist())


def _key_texts(table: pa.Table, shape: DatasetShape) -> pa.ChunkedArray:
    """Business keys as the fact store writes them."""
    parts = [pc.fill_null(table.column(name).cast(pa.string()), _EMPTY) for name in shape.key_columns]
    return pc.binary_join_element_wise(*parts, _SEPARATOR)
