"""Figures that need the values in order: percentiles, and the sums of the members with the largest sums.

Nothing of it merges: values of equal size are counted together first, then subjects and windows are put in order anew.
Only whole numbers are compared with each other, so every engine finds the same values.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.spread import join_subjects, join_windows
from kpiloop.engine.percentiles import WHOLE


def percentile_bounds(valued: ir.Table, share: int, name: str) -> ir.Table:
    """The two values a percentile lies between, which are one where it lies on a value.

    Shape:    (leaf, slot, value), no value missing -> (subject, window, `name`, `name`_upper).
    Units:    `share` in hundredths of a percent.
    Law:      of n values in order the percentile lies at place (n - 1) * share / 10,000, counted from 0; the straight
              line between the two is drawn by the caller, exactly.
    """
    counted = valued.group_by("leaf", "slot", "value").aggregate(many=valued.count())
    held = join_subjects(counted)
    per_slot = held.group_by("subject", "slot", "value").aggregate(many=held.many.sum())
    seen = join_windows(per_slot)
    alike = seen.group_by("subject", "window", "value").aggregate(many=seen.many.sum().cast(dt.int64))
    placed = alike.mutate(**places(alike, ["subject", "window"]))
    kept = placed.filter(around(placed, share))
    return kept.group_by("subject", "window").aggregate(
        **{name: kept["value"].min(), f"{name}_upper": kept["value"].max()}
    )


def places(table: ir.Table, keys: list[str]) -> dict[str, ir.Value]:
    """Where the values of a row lie among those of its group.

    Shape:    (value, many, keys), `many` says how often the value occurs -> up_to: how many lie up to here; count: how
              many there are.
    Law:      to be columns of their own before anything asks for them: a filter over them would be QUALIFY, which is
              rewritten wrongly for PostgreSQL.
    """
    many = table["many"]
    return {
        "up_to": many.sum().over(ibis.cumulative_window(group_by=keys, order_by="value")).cast(dt.int64),
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
