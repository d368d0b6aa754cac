"""A scan becomes one expression: every measure for every subject and window, from detail rows.

Facts never meet the membership table directly, which would multiply each row by the depth of the
tree. They are first summed per (leaf, slot), where a slot is a stretch of days that no window and
no membership cuts; only these few rows are spread over subjects and windows.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.row_expressions import IBIS_TYPES, condition_expression, number_expression
from kpiloop.engine.compile.spread import MEMBERSHIP, WINDOWS, slot_of_days, spread_distinct, spread_last, spread_sums
from kpiloop.engine.dataflow import COMPANY_LEAF, Measure, Scan
from kpiloop.engine.formula import DatasetShape
from kpiloop.engine.formula.nodes import Column

#: Functions whose partial figures per slot combine into the figure of any window.
PARTIAL = {
    "sum": ("sum", "sum"),
    "average": ("sum", "sum"),
    "count": ("sum", "values"),
    "min": ("min", "min"),
    "max": ("max", "max"),
}
COMBINABLE = tuple(PARTIAL)


def compile_scan(scan: Scan, shape: DatasetShape) -> ir.Table:
    """Build the expression of one scan over `<dataset>`, `membership` and `windows`.

    Shape:    -> one row per (subject, window) that has any row: row_count and, per measure i,
              m{i} (for `average` the sum), m{i}_rows (rows its condition lets through) and
              m{i}_values (of these, with a value).
    Missing:  m{i} is NULL when m{i}_values is 0; zero or missing is decided by the caller (B1).
    Law:      recomputed from rows for each subject and window, never from children.
    """
    facts = fact_table(shape)
    combinable = [measure for measure in scan.measures if measure.aggregate.function in COMBINABLE]
    distinct = [measure for measure in scan.measures if measure.aggregate.function == "count_distinct"]
    answer = spread_sums(_sums_per_slot(_slotted(facts, scan, combinable + distinct)), _combine(combinable, distinct))
    for measure in scan.measures:
        if measure not in combinable:
            part = _spread_single(_slotted(facts, scan, [measure]), measure)
            answer = answer.left_join(part, ["subject", "window"]).drop("subject_right", "window_right")
    return answer.select("subject", "window", "row_count", *_columns(scan))


def fact_table(shape: DatasetShape) -> ir.Table:
    """The unbound table of a dataset.

    Shape: declared columns and types -> table named like the dataset.
    """
    return ibis.table({name: IBIS_TYPES[kind] for name, kind in shape.columns.items()}, name=shape.name)


def _columns(scan: Scan) -> list[str]:
    return [f"{measure.name}{part}" for measure in scan.measures for part in ("", "_rows", "_values")]


def _slotted(facts: ir.Table, scan: Scan, measures: Sequence[Measure]) -> ir.Table:
    """Leaf, date, slot and, per measure, does the row match and which value it brings.

    Built anew for each figure that cannot be combined: a narrow second reading of a column file is
    cheaper than keeping one wide table of all rows in memory.
    """
    leaf = leaf_of(scan, facts)
    columns: dict[str, ir.Value] = {"leaf": leaf, "on": facts[scan.date_column]}
    for measure in measures:
        condition = measure.aggregate.condition
        matches = ibis.literal(True) if condition is None else condition_expression(condition, facts)
        value = row_value(measure, facts)
        columns[f"{measure.name}_match"] = matches
        columns[f"{measure.name}_value"] = value if condition is None else ibis.ifelse(matches, value, ibis.null())
    rows = facts.select(**columns)
    return rows.join(slot_of_days(rows), "on")


def leaf_of(scan: Scan, facts: ir.Table) -> ir.Value:
    """The code a row counts for.

    Missing: a row that names none speaks for the company.
    """
    if scan.leaf_column is None:
        return ibis.literal(COMPANY_LEAF)
    return facts[scan.leaf_column].cast(dt.string).fill_null(COMPANY_LEAF)


def row_value(measure: Measure, facts: ir.Table) -> ir.Value:
    """The value one row brings to a measure.

    Missing: NULL when the row has none; a count of rows takes 1 from each.
    """
    aggregate = measure.aggregate
    if aggregate.argument is None:
        return ibis.literal(1, type=dt.int64)
    if aggregate.function in ("count", "count_distinct"):
        assert isinstance(aggregate.argument, Column)
        return facts[aggregate.argument.name]
    return number_expression(aggregate.argument, facts)


def _sums_per_slot(slotted: ir.Table) -> ir.Table:
    """Every partial figure a measure may need; the engine computes only those that are asked for."""
    names = [name.removesuffix("_value") for name in slotted.columns if name.endswith("_value")]
    partials: dict[str, ir.Value] = {"row_count": slotted.count()}
    for name in names:
        value = slotted[f"{name}_value"]
        partials[f"{name}_rows"] = slotted[f"{name}_match"].cast(dt.int64).sum()
        partials[f"{name}_values"] = value.count()
        if value.type().is_decimal():
            partials |= {f"{name}_sum": value.sum(), f"{name}_min": value.min(), f"{name}_max": value.max()}
    return slotted.group_by("leaf", "slot").aggregate(**partials)


def _combine(combinable: Sequence[Measure], distinct: Sequence[Measure]) -> dict[str, tuple[str, str]]:
    """How the partial figures of slots combine: column name -> (sum, min or max; partial column)."""
    combined = {"row_count": ("sum", "row_count")}
    for measure in (*combinable, *distinct):
        combined[f"{measure.name}_rows"] = ("sum", f"{measure.name}_rows")
        combined[f"{measure.name}_values"] = ("sum", f"{measure.name}_values")
    for measure in combinable:
        how, partial = PARTIAL[measure.aggregate.function]
        combined[measure.name] = (how, f"{measure.name}_{partial}")
    return combined


def _spread_single(slotted: ir.Table, measure: Measure) -> ir.Table:
    """A figure that does not combine: a recount of different values, or the stock at the end."""
    if measure.aggregate.function == "last":
        return spread_last(slotted, measure.name)
    return spread_distinct(slotted, measure.name)


__all__ = ["MEMBERSHIP", "WINDOWS", "compile_scan", "fact_table"]
