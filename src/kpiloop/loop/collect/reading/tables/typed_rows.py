"""Rows of a table in the types of its dataset: most of them by the column, some as they were read one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.engine.values import EXACT, sum_of
from kpiloop.loop.collect.connectors.sql.cells import kept_decimal
from kpiloop.loop.collect.reading.content import TakenRow
from kpiloop.loop.collect.reading.facts_table import STORED_TYPES, stored_column

#: Figures that are compared and those read one by one have twelve decimals; the store keeps six.
_PLACES = 12
_FIGURE = pa.decimal128(38, _PLACES)
_WIDE_DIGITS = 76


@dataclass(frozen=True)
class TypedRows:
    """What was understood of a table. Its own columns begin with `_`, as no dataset's do."""

    fast: pa.Table  #: by the column: `_ord`, `_line`, values with all their decimals
    slow: pa.Table  #: one by one: the same columns, figures with twelve decimals

    def __len__(self) -> int:
        """How many rows."""
        return int(self.fast.num_rows + self.slow.num_rows)

    @cached_property
    def alike(self) -> pa.Table:
        """All rows with the decimals they are compared with."""
        return pa.concat_tables([_compared(self.fast), self.slow])

    def repeats(self, names: Sequence[str]) -> bool:
        """Whether two rows agree in some columns."""
        held = pa.concat_tables([_compared(table.select(names)) for table in (self.fast, self.slow)])
        if len(names) == 1:
            return len(held.column(0).unique()) < len(self)
        return int(held.group_by(list(names)).aggregate([]).num_rows) < len(self)

    def without(self, orders: pa.ChunkedArray) -> TypedRows:
        """The rows without those of some orders."""
        tables = (self.fast, self.slow)
        left = [table.filter(pc.invert(pc.is_in(table.column("_ord"), value_set=orders))) for table in tables]
        return TypedRows(*left)

    def with_slow(self, rows: pa.Table) -> TypedRows:
        """The rows and others that were read one by one."""
        return TypedRows(self.fast, pa.concat_tables([self.slow, rows]))

    def facts(self, shape: DatasetShape) -> pa.Table:
        """Everything as the fact store receives it."""
        names = [name for name in self.fast.column_names if name != "_ord"]
        found = [
            pa.table({name: stored_column(table.column(name), shape.columns.get(name, "")) for name in names})
            for table in (self.fast, self.slow)
        ]
        return pa.concat_tables(found).sort_by("_line") if self.slow.num_rows else found[0]

    def total(self, name: str) -> Decimal | None:
        """Exact sum of a column of figures; None without one."""
        sums = (_sum_of(table.column(name)) for table in (self.fast, self.slow))
        known = [each for each in sums if each is not None]
        return sum_of(known) if known else None

    def ends(self, name: str) -> tuple[date, date] | None:
        """First and last day of a column; None without one."""
        found = [pc.min_max(table.column(name)).as_py() for table in (self.fast, self.slow)]
        days = [day for each in found for day in each.values() if day is not None]
        return (min(days), max(days)) if days else None


def types_of(shape: DatasetShape, names: Iterable[str]) -> pa.Schema:
    """Columns of rows that were read one by one."""
    kinds = {name: shape.columns[name] for name in names}
    values = {name: _FIGURE if kind == "decimal" else STORED_TYPES[kind] for name, kind in kinds.items()}
    return pa.schema(list(({"_ord": pa.int64(), "_line": pa.int64()} | values).items()))


def typed_table(schema: pa.Schema, rows: Sequence[TakenRow], orders: Iterable[int]) -> pa.Table:
    """Rows that were read one by one."""
    table = {"_ord": list(orders), "_line": [row.line for row in rows]}
    for name in schema.names[2:]:
        values = [row.values.get(name) for row in rows]
        table[name] = [kept_decimal(value) if isinstance(value, Decimal) else value for value in values]  # type: ignore[misc]
    return pa.table(table, schema=schema)


def _compared(table: pa.Table) -> pa.Table:
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_decimal(column.type) and column.type != _FIGURE:
            rounded = column.type.scale <= _PLACES
            column = column if rounded else pc.round(column, ndigits=_PLACES, round_mode="half_towards_infinity")
            column = column.cast(_FIGURE)
        columns[name] = column
    return pa.table(columns)


def _sum_of(column: pa.ChunkedArray) -> Decimal | None:
    scale = column.type.scale if pa.types.is_decimal(column.type) else 0
    # Sums in the type of the figures pass its end without a word.
    total = pc.sum(column.cast(pa.decimal256(_WIDE_DIGITS, scale))).as_py()
    return None if total is None else EXACT.plus(total)
