"""Values seen for the first time ever, and values that came back.

The first day of a value is looked for in the whole dataset, of any unit and long before the windows: a customer whom
another unit served last year is not new.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.laid_out import DAYS
from kpiloop.engine.compile.spread import join_subjects, join_windows

#: Before every slot: the value was seen when nobody had asked yet.
EARLIER = -1


def first_days(valued: ir.Table) -> ir.Table:
    """The first day of each value in the rows a condition lets through.

    Shape: (value, on) of the whole dataset -> (key, first_on).
    """
    dated = valued.filter(valued["on"].notnull())
    return dated.group_by(key=dated["value"]).aggregate(first_on=dated["on"].min())


def count_appearances(keys: ir.Table, firsts: ir.Table, name: str, function: str) -> ir.Table:
    """How many values a subject saw in a window that nobody saw before, or of those that somebody did.

    Shape:    (leaf, slot, key) and (key, first_on) -> (subject, window, `name`, `name`_values: rows with such a value).
    Law:      `function` is first_ever or returning; together they are all different values of subject and window.
    """
    # A first day outside all windows lies before every window the value is seen in.
    placed = firsts.left_join(DAYS, firsts["first_on"] == DAYS["on"]).select(
        "key", appeared=ibis.coalesce(DAYS["slot"], ibis.literal(EARLIER, type=dt.int32))
    )
    seen = keys.group_by("leaf", "slot", "key").aggregate(many=keys.count())
    dated = seen.join(placed, "key")
    held = join_subjects(dated)
    alike = held.group_by("subject", "slot", "key", "appeared").aggregate(many=held.many.sum())
    inside = join_windows(alike, keep=["first_slot"])
    is_first = inside.appeared >= inside.first_slot
    found = inside.filter(is_first if function == "first_ever" else ~is_first)
    return found.group_by("subject", "window").aggregate(
        **{name: found["key"].nunique(), f"{name}_values": found.many.sum()}
    )
