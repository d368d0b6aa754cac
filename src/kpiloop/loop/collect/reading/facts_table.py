"""Taken rows as the table the fact store receives."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.engine.values import EXACT
from kpiloop.loop.collect.reading.content import TakenRow

#: The fact store keeps six decimals; rounding here, once and half up, keeps totals equal on both sides.
_PLACES = Decimal("0.000001")
STORED_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(38, 6),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


def facts_table(rows: Sequence[TakenRow], shape: DatasetShape) -> pa.Table:
    """One column per column of the dataset, and the line of the source."""
    columns = {
        name: pa.array([_stored(row.values.get(name), kind) for row in rows], type=STORED_TYPES[kind])
        for name, kind in shape.columns.items()
    }
    columns["_line"] = pa.array([row.line for row in rows], type=pa.int64())
    return pa.table(columns)


def stored_column(column: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    """A column with all its decimals as the fact store keeps it."""
    if kind != "decimal" or column.type.scale == STORED_TYPES[kind].scale:
        return column
    return pc.round(column, ndigits=6, round_mode="half_towards_infinity").cast(STORED_TYPES[kind])


def _stored(value: object, kind: str) -> object:
    if kind == "decimal" and isinstance(value, Decimal):
        return value.quantize(_PLACES, ROUND_HALF_UP, context=EXACT)
    return value
