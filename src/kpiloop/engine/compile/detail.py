"""The rows behind a figure: the same conditions and dates as the scan, kept row by row."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.appearance import first_days
from kpiloop.engine.compile.ordered import around, places, rank_by_amount
from kpiloop.engine.compile.row_expressions import IBIS_TYPES, condition_expression
from kpiloop.engine.compile.spread import MEMBERSHIP, WINDOWS, without
from kpiloop.engine.compile.to_ibis import OUTER, days_followed, leaf_of, row_value
from kpiloop.engine.dataflow import Measure, Scan
from kpiloop.engine.formula import DatasetShape
from kpiloop.engine.formula.library import COUNTS_VALUES, LOOKS_AT_HISTORY, PERCENTILES

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
    function = measure.aggregate.function
    if function in OUTER:
        on = inside["_on"]
        outer = inside.group_by("_leaf").aggregate(_outer=on.max() if function == "last" else on.min())
        inside = inside.semi_join(outer, [inside["_leaf"] == outer["_leaf"], inside["_on"] == outer["_outer"]])
    if function in LOOKS_AT_HISTORY:
        inside = inside.semi_join(_keys_of(rows, function), "_value")
    if measure.aggregate.outcome is not None:
        followed = days_followed(scan, measure, stored).rename(_value="value", _on="on")
        inside = inside.semi_join(followed, ["_value", "_on"])
    held = [
        inside["_leaf"] == MEMBERSHIP.leaf,
        inside["_on"] >= MEMBERSHIP.valid_from,
        inside["_on"] < MEMBERSHIP.valid_to,
    ]
    found = without(inside.semi_join(MEMBERSHIP, held), "_leaf", "_on")
    return _of_largest(found, measure) if function == "top" else found


def _keys_of(rows: ir.Table, function: str) -> ir.Table:
    """Values the whole dataset shows for the first time in the window, or showed before it."""
    dated = rows.select(value=rows["_value"], on=rows["_on"])
    firsts = first_days(dated).rename(_value="key").cross_join(WINDOWS)
    is_first = firsts["first_on"] >= firsts["starts"]
    return firsts.filter(is_first if function == "first_ever" else ~is_first).select("_value")


def _of_largest(rows: ir.Table, measure: Measure) -> ir.Table:
    aggregate = measure.aggregate
    assert aggregate.by is not None and aggregate.parameter is not None
    named = rows.filter(rows[aggregate.by.name].notnull())
    members = named.group_by(member=named[aggregate.by.name]).aggregate(amount=named["_value"].sum())
    ranked = members.mutate(place=rank_by_amount(members, []))
    kept = ranked.filter(ranked.place < int(aggregate.parameter)).select("member")
    return named.semi_join(kept, named[aggregate.by.name] == kept.member)


def compile_value(rows: ir.Table, measure: Measure) -> ir.Table:
    """Build the figure of the listed rows: one row with row_count and figure.

    Missing:  figure is NULL without rows, except for counts; for `average` it is the sum, for a percentile the value
              below it, with the one above as `upper`.
    """
    function = measure.aggregate.function
    if function in PERCENTILES:
        single = rows.select(value=rows["_value"], many=ibis.literal(1, type=dt.int64))
        placed = single.mutate(**places(single, [], "value"))
        marked = placed.mutate(here=around(placed, measure.aggregate.share))
        lower, upper = marked["value"].min(where=marked.here), marked["value"].max(where=marked.here)
        return marked.aggregate(row_count=marked.count(), figure=lower, upper=upper)
    value = rows["_value"]
    if function == "count":
        figure: ir.Value = rows.count()
    elif function in COUNTS_VALUES:
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
