"""Figures that need the values in order: percentiles, and the sums of the members with the largest sums.

Nothing of it merges: subjects and windows are put in order anew. Only whole numbers are compared with each other, so
every engine finds the same values.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.laid_out import HELD, REACH
from kpiloop.engine.compile.spread import join_subjects, join_windows, without
from kpiloop.engine.percentiles import WHOLE

#: Into how many shelves the rows of a percentile are cut: counts per shelf stay few, rows of one shelf too.
SHELVES = 64


def percentile_bounds(valued: ir.Table, share: int, name: str) -> ir.Table:
    """The two values a percentile lies between, which are one where it lies on a value.

    Shape:    (leaf, slot, value), no value missing -> (subject, window, `name`, `name`_upper).
    Units:    `share` in hundredths of a percent.
    Law:      of n values in order the percentile lies at place (n - 1) * share / 10,000, counted from 0; the straight
              line between the two is drawn by the caller, exactly.

    All rows are put in order once and cut into shelves. The few counts per shelf say on which shelf the place lies in
    every subject and window; only the rows of that shelf are looked at one by one.
    """
    # By the value alone: shelves of so many rows each would part equal values, and an engine that works them out twice
    # (Spark) may part them otherwise the second time.
    place = ibis.percent_rank().over(ibis.window(order_by="value"))
    shelved = valued.mutate(shelf=(place * SHELVES).floor().cast(dt.int64))
    counted = shelved.group_by("leaf", "slot", "shelf").aggregate(many=shelved.count())
    held = join_subjects(counted)
    per_slot = held.group_by("subject", "slot", "shelf").aggregate(many=held.many.sum())
    seen = join_windows(per_slot)
    shelves = seen.group_by("subject", "window", "shelf").aggregate(many=seen.many.sum().cast(dt.int64))
    placed = shelves.mutate(**places(shelves, ["subject", "window"], "shelf"))
    wanted = without(
        placed.filter(around(placed, share)).mutate(before=lambda shelf: shelf.up_to - shelf.many), "many", "up_to"
    )
    rows = _rows_of(wanted, shelved)
    ordered = without(rows.mutate(**places(rows, ["subject", "window", "shelf"], "value")), "count")
    at = ordered.mutate(up_to=ordered.up_to + ordered.before, count=ordered.all)
    kept = at.filter(around(at, share))
    return kept.group_by("subject", "window").aggregate(
        **{name: kept["value"].min(), f"{name}_upper": kept["value"].max()}
    )


def _rows_of(wanted: ir.Table, shelved: ir.Table) -> ir.Table:
    """The rows on the shelves that are wanted, by leaf and shelf: no row meets every subject and window."""
    reach = without(wanted.rename(all="count").join(REACH, "window"), "family", "bits")
    leaves = HELD.rename(held_first="first_slot", held_end="end_slot")
    asked = reach.join(leaves, "subject")
    found = shelved.join(
        asked,
        [
            shelved.leaf == asked.leaf, shelved.shelf == asked.shelf,
            shelved.slot >= asked.first_slot, shelved.slot < asked.end_slot,
            shelved.slot >= asked.held_first, shelved.slot < asked.held_end,
        ],
    )  # fmt: skip
    return found.select("subject", "window", "shelf", "value", "before", "all", many=ibis.literal(1, type=dt.int64))


def places(table: ir.Table, keys: list[str], order: str) -> dict[str, ir.Value]:
    """Where the values of a row lie among those of its group.

    Shape:    (order, many, keys), `many` says how many values a row stands for -> up_to: how many lie up to here;
              count: how many there are.
    Law:      to be columns of their own before anything asks for them: a filter over them would be QUALIFY, which is
              rewritten wrongly for PostgreSQL.
    """
    many = table["many"]
    return {
        "up_to": many.sum().over(ibis.cumulative_window(group_by=keys, order_by=order)).cast(dt.int64),
        "count": many.sum().over(ibis.window(group_by=keys)).cast(dt.int64),
    }


def around(placed: ir.Table, share: int) -> ir.BooleanValue:
    """Whether the place of a percentile lies at the values of a row or next to them, inside its group.

    Shape:    (many, up_to, count) -> yes or no per row.
    """
    place = (placed["count"] - 1) * share
    return ((placed["up_to"] - placed["many"] - 1) * WHOLE < place) & (place < placed["up_to"] * WHOLE)


def sum_of_largest(valued: ir.Table, most: int, name: str) -> ir.Table:
    """The sums of the members with the largest sums.

    Shape:    (leaf, slot, member, value), nothing missing -> (subject, window, `name`, `name`_values).
    Law:      members are ranked by their sum in this subject and window; equal sums give the same figure.
    """
    summed = valued.group_by("leaf", "slot", "member").aggregate(amount=valued["value"].sum(), many=valued.count())
    held = join_subjects(summed)
    per_slot = held.group_by("subject", "slot", "member").aggregate(amount=held.amount.sum(), many=held.many.sum())
    seen = join_windows(per_slot)
    members = seen.group_by("subject", "window", "member").aggregate(amount=seen.amount.sum(), many=seen.many.sum())
    ranked = members.mutate(place=rank_by_amount(members, ["subject", "window"]))
    kept = ranked.filter(ranked.place < most)
    return kept.group_by("subject", "window").aggregate(**{name: kept.amount.sum(), f"{name}_values": kept.many.sum()})


def rank_by_amount(members: ir.Table, keys: list[str]) -> ir.Value:
    """Place of a member inside its group.

    Shape: (member, amount, keys) -> a number from 0, the largest amount first; of equal ones by name.
    """
    order = ibis.window(group_by=keys, order_by=[ibis.desc("amount"), ibis.asc("member")])
    return ibis.row_number().over(order)
