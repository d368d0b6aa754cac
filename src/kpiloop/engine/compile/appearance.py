"""Values seen for the first time ever, and values that came back.

The first day of a value is looked for in the whole dataset, of any unit and long before the windows: a customer whom
another unit served last year is not new.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.laid_out import DAYS, REACH
from kpiloop.engine.compile.spread import beside, join_subjects, join_windows, without

#: Before every slot: the value was seen when nobody had asked yet.
EARLIER = -1


def first_days(valued: ir.Table) -> ir.Table:
    """The first day of each value in the rows a condition lets through.

    Shape: (value, on) of the whole dataset -> (key, first_on).
    """
    dated = valued.filter(valued["on"].notnull())
    return dated.group_by(key=dated["value"]).aggregate(first_on=dated["on"].min())


def count_appearances(keys: ir.Table, firsts: ir.Table, every: ir.Table, name: str, function: str) -> ir.Table:
    """How many values a subject saw in a window that nobody saw before, or of those that somebody did.

    Shape:    (leaf, slot, key), (key, first_on), and the number of all different values as (subject, window, `name`)
              -> (subject, window, `name`, `name`_values: rows with such a value).
    Law:      `function` is first_ever or returning; together they are all different values of subject and window.
    """
    # A first day outside all windows lies before every window the value is seen in.
    placed = firsts.left_join(DAYS, firsts["first_on"] == DAYS["on"]).select(
        "key", appeared=ibis.coalesce(DAYS["slot"], ibis.literal(EARLIER, type=dt.int32))
    )
    seen = keys.group_by("leaf", "slot", "key").aggregate(many=keys.count())
    held = join_subjects(seen.join(placed, "key"))
    rows = _rows(held, f"{name}_values", function)
    new = _new(held)
    if function == "first_ever":
        return beside(rows, new.rename({name: "new"}))
    both = beside(beside(rows, every.rename(every=name)), new)
    return without(both.mutate(**{name: both.every - both.new.fill_null(0)}), "every", "new")


def _rows(held: ir.Table, name: str, function: str) -> ir.Table:
    """Rows of the values that count: few lines per subject, slot and slot of appearance say it for every window."""
    alike = held.group_by("subject", "slot", "appeared").aggregate(many=held.many.sum())
    inside = join_windows(alike, keep=["first_slot"])
    is_first = inside.appeared >= inside.first_slot
    found = inside.filter(is_first if function == "first_ever" else ~is_first)
    return found.group_by("subject", "window").aggregate(**{name: found.many.sum()})


def _new(held: ir.Table) -> ir.Table:
    """Values that appeared in a window and were seen there by the subject.

    Law: the subject sees a value first in or after the slot it appeared in; so it saw it in a window it appeared in
         exactly when it first saw it before the window ends.
    """
    met = held.group_by("subject", "key", "appeared").aggregate(met=held.slot.min())
    alike = met.group_by("subject", "appeared", "met").aggregate(keys=met.count())
    inside = alike.join(REACH, [alike.appeared >= REACH.first_slot, alike.met < REACH.end_slot])
    return inside.group_by("subject", "window").aggregate(new=inside["keys"].sum())
