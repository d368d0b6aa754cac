"""Rows that something followed: a lead whose customer signs within thirty days, in whatever unit.

Both events are rows of one dataset. Per value and day one line says whether the outcome was met there; the next such
day decides, so no row ever meets the rows after it.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.spread import beside, spread_sums


def followed_days(rows: ir.Table, days_ahead: int) -> ir.Table:
    """Days of a value that are followed by its outcome in time.

    Shape:    (value, on, is_met) of the whole dataset -> (value, on), each pair once.
    Law:      the outcome is met on a row of the same value on the day itself or on one of so many days after it.
    Missing:  rows without a value or a date follow nothing.
    """
    dated = rows.filter(rows["value"].notnull(), rows["on"].notnull())
    met = ibis.ifelse(dated["is_met"], dated["on"], ibis.null(dt.date))
    daily = dated.mutate(met_on=met).group_by("value", "on").aggregate(met_on=lambda held: held["met_on"].max())
    to_come = ibis.window(group_by="value", order_by="on", preceding=0, following=None)
    # A column of its own before the filter, as everywhere: QUALIFY is rewritten wrongly for PostgreSQL.
    ahead = daily.mutate(next_on=daily["met_on"].min().over(to_come))
    return ahead.filter(ahead["next_on"] <= ahead["on"] + ibis.interval(days=days_ahead)).select("value", "on")


def with_rows(counted: ir.Table, keys: ir.Table, name: str) -> ir.Table:
    """A number of different values with the number of rows that hold one.

    Shape:    (subject, window, `name`) and rows (leaf, slot, key) -> (subject, window, `name`, `name`_values).
    """
    values = f"{name}_values"
    rows = spread_sums(keys.group_by("leaf", "slot").aggregate(**{values: keys.count()}), {values: "sum"})
    return beside(counted, rows)
