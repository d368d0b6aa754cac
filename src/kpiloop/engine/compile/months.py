"""The month table of a dataset: sums per leaf, month and member of a dimension, small enough for pages.

Sums, counts, smallest and largest values of any months and leaves come out of it exactly. What does not combine
(different values, stocks, percentiles, values in order) has no place in it and is read from rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.partials import Partials
from kpiloop.engine.compile.to_ibis import PARTIAL, fact_table, leaf_of, partial_names
from kpiloop.engine.dataflow import Measure, Member, Scan, Window
from kpiloop.engine.formula import DatasetShape


@dataclass(frozen=True)
class MonthPlan:
    """How a month table is made and what its columns stand for."""

    expression: ir.Table  #: over the dataset: leaf, month, member and a column per partial figure
    names: Mapping[str, str]  #: row_count, m{i}, m{i}_rows, m{i}_values -> column
    how: Mapping[str, str]  #: column -> sum, min or max


def combines(measure: Measure) -> bool:
    """Whether a measure of several months and leaves can be made of theirs.

    Law:      sums, counts, averages (sum and number) and extremes can; everything else is read from rows.
    """
    return measure.aggregate.function in PARTIAL


def are_months(members: Iterable[Member], windows: Iterable[Window]) -> bool:
    """Whether no window and no membership cuts a month in two.

    Law:      a membership that begins before all windows or ends after them cuts nothing.
    """
    days = [day for window in windows for day in (window.starts, window.ends)]
    first, last = min(days), max(days)
    days += [day for row in members for day in (row.valid_from, row.valid_to) if first < day < last]
    return all(day.day == 1 for day in days)


def compile_months(scan: Scan, shape: DatasetShape, dimension: str) -> MonthPlan:
    """Build the expression of a month table over `<dataset>`.

    Shape:    measures of the scan that combine -> one row per (leaf, month, member) that has any row.
    Missing:  rows without a date or without a value of the dimension are in no row of it.
    """
    facts = fact_table(shape)
    partials = Partials(facts)
    how, names = partial_names([measure for measure in scan.measures if combines(measure)], partials)
    rows = facts.select(
        leaf=leaf_of(scan, facts),
        month=facts[scan.date_column].truncate("M").cast(dt.date),
        member=facts[dimension].cast(dt.string),
        **partials.columns,
    )
    kept = rows.filter(rows.month.notnull(), rows.member.notnull())
    summed = kept.group_by("leaf", "month", "member").aggregate(**partials.aggregates(kept))
    return MonthPlan(summed.order_by("month", "leaf", "member"), names, how)


def read_months(plan: MonthPlan, measures: Iterable[Measure]) -> str:
    """SQL that answers measures from `months`, `membership` and `windows`, like a scan, by member.

    Shape:    one row per (subject, window, member) that has any row, with the columns of `compile_scan`.
    """
    wanted = [("row_count", "BIGINT")]
    for measure in measures:
        kind = "BIGINT" if measure.aggregate.function == "count" else "DECIMAL(38, 6)"
        wanted += [(measure.name, kind), (f"{measure.name}_rows", "BIGINT"), (f"{measure.name}_values", "BIGINT")]
    figures = ", ".join(
        f"CAST({plan.how[plan.names[name]]}({plan.names[name]}) AS {kind}) AS {name}" for name, kind in wanted
    )
    return (
        f"SELECT subject, w.window AS window, member, {figures} FROM months JOIN membership m ON months.leaf = m.leaf "
        "AND month >= valid_from AND month < valid_to JOIN windows w ON month >= starts AND month < ends GROUP BY ALL"
    )
