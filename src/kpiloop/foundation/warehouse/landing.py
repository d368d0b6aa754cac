"""Accepted rows in the types of their dataset, with load, line and business key on every row."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.formula import ColumnType
from kpiloop.foundation.warehouse.errors import RowsDoNotFit
from kpiloop.foundation.warehouse.rows import DatasetRow

#: Numbers are kept to six decimals, half up, like every exact figure of a row.
DECIMALS = 6
ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(38, DECIMALS),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}
PROVENANCE = {"_load": pa.int64(), "_line": pa.int64(), "_key": pa.string()}
#: Separates the parts of a key; a control character that no cell of a key contains.
SEPARATOR = "\x1f"
EMPTY = "\x1e"


def schema_of(dataset: DatasetRow) -> pa.Schema:
    """Columns and types of the stored rows of a dataset."""
    fields = {name: ARROW_TYPES[kind] for name, kind in dataset.columns.items()}
    return pa.schema(list((fields | PROVENANCE).items()))


def prepare_rows(dataset: DatasetRow, rows: pa.Table, load_number: int) -> pa.Table:
    """Cast rows to their dataset and put load, line and key on each."""
    strange = [name for name in rows.column_names if name not in dataset.columns and name != "_line"]
    if strange:
        raise RowsDoNotFit(dataset=dataset.code, column=strange[0], reason="unknown_column")
    columns = {name: _cast(dataset, rows, name, kind) for name, kind in dataset.columns.items()}
    lines = _lines(rows)
    columns["_load"] = pa.repeat(pa.scalar(load_number, pa.int64()), rows.num_rows)
    columns["_line"] = lines
    columns["_key"] = _keys(dataset, columns, rows.num_rows, load_number)
    return pa.table(columns, schema=schema_of(dataset))


def _cast(dataset: DatasetRow, rows: pa.Table, name: str, kind: ColumnType) -> pa.ChunkedArray:
    wanted = ARROW_TYPES[kind]
    if name not in rows.column_names:
        return pa.chunked_array([pa.nulls(rows.num_rows, type=wanted)])
    column = rows.column(name)
    try:
        if pa.types.is_decimal(column.type) and column.type.scale > DECIMALS:
            column = pc.round(column, ndigits=DECIMALS, round_mode="half_towards_infinity")
        return column.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as fault:
        raise RowsDoNotFit(dataset=dataset.code, column=name, reason=str(fault)[:200]) from fault


def _lines(rows: pa.Table) -> pa.ChunkedArray:
    if "_line" in rows.column_names:
        return rows.column("_line").cast(pa.int64())
    return pa.chunked_array([pa.arange(1, rows.num_rows + 1)])


def _keys(
    dataset: DatasetRow, columns: dict[str, pa.ChunkedArray], count: int, load_number: int
) -> pa.ChunkedArray | pa.Array:
    """Business key as text; a dataset without one gives every row a key of its own."""
    if not dataset.key_columns:
        # By the place in the load and not by the line: months across make several rows of one line.
        return pc.binary_join_element_wise(str(load_number), pa.arange(1, count + 1).cast(pa.string()), SEPARATOR)
    parts = [pc.fill_null(columns[name].cast(pa.string()), EMPTY) for name in dataset.key_columns]
    return pc.binary_join_element_wise(*parts, SEPARATOR)
