"""The rows behind a figure: the same conditions and dates as the scan, kept row by row."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.row_expressions import IBIS_TYPES, condition_expression
from kpiloop.engine.compile.spread import MEMBERSHIP, WINDOWS
from kpiloop.engine.compile.to_ibis import leaf_of, row_value
from kpiloop.engine.dataflow import Measure, Scan
from kpiloop.engine.formula import DatasetShape

#: Columns every stored row carries besides those of its dataset.
PROVENANCE = {"_load": dt.int64, "_line": dt.int64, "_key": dt.string}


def compile_rows(scan: Scan, measure: Measure, shape: DatasetShape) -> ir.Table:
    """Build the list of rows one measure of one subject in one window rests on.

    Shape:    over `<dataset>`, `membership` (of that subject) and `windows` (that window) -> every
              column of the dataset, _load, _line, _key and _value, the number the row brings.
    Law:      compile_value over these rows equals the figure of compile_scan.
    """
    stored = stored_table(shape)
    rows = stored.mutate(
        _leaf=leaf_of(scan, stored),
        _on=stored[scan.date_column],
        _value=row_value(measure, stored),
    )
    condition = measure.aggregate.condition
    if condition is not None:
        rows = rows.filter(condition_expression(condition, rows))
    rows = rows.filter(rows["_value"].notnull())
    inside = rows.semi_join(WINDOWS, [rows["_on"] >= WINDOWS.starts, rows["_on"] < WINDOWS.ends])
    if measure.aggregate.function == "last":
        latest = inside.group_by("_leaf").aggregate(_last=inside["_on"].max())
        inside = inside.semi_join(latest, [inside["_leaf"] == latest["_leaf"], inside["_on"] == latest["_last"]])
    held = [
        inside["_leaf"] == MEMBERSHIP.leaf,
        inside["_on"] >= MEMBERSHIP.valid_from,
        inside["_on"] < MEMBERSHIP.valid_to,
    ]
    return inside.semi_join(MEMBERSHIP, held).drop("_leaf", "_on")


def compile_value(rows: ir.Table, measure: Measure) -> ir.Table:
    """Build the figure of the listed rows: one row with row_count and figure.

    Missing:  figure is NULL without rows, except for counts; for `average` it is the sum.
    """
    value = rows["_value"]
    function = measure.aggregate.function
    if function == "count":
        figure: ir.Value = rows.count()
    elif function == "count_distinct":
        figure = value.nunique()
    elif function in ("min", "max"):
        figure = value.min() if function == "min" else value.max()
    else:
        figure = value.sum()
    return rows.aggregate(row_count=rows.count(), figure=figure)


def compile_loads(shape: DatasetShape, date_column: str) -> ir.Table:
    """Build the list of loads whose rows fall into each window.

    Shape: over `<dataset>` and `windows` -> (window, _load), each pair once.
    """
    stored = stored_table(shape)
    rows = stored.select("_load", on=stored[date_column]).distinct()
    inside = rows.join(WINDOWS, [rows.on >= WINDOWS.starts, rows.on < WINDOWS.ends])
    return inside.select("window", "_load").distinct()


def stored_table(shape: DatasetShape) -> ir.Table:
    """The unbound table of a dataset with the provenance of each row.

    Shape: declared columns, then _load, _line and _key.
    """
    return ibis.table({name: IBIS_TYPES[kind] for name, kind in shape.columns.items()} | PROVENANCE, name=shape.name)
