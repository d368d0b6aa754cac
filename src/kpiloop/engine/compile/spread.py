"""Spread per-leaf, per-slot figures over subjects and windows."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

#: Who counts for whom on which days (valid_to exclusive); built by the caller, merged, never overlapping.
MEMBERSHIP = ibis.table(
    {"leaf": "string", "subject": "string", "valid_from": "date", "valid_to": "date"}, name="membership"
)
#: The days figures are wanted for (ends exclusive).
WINDOWS = ibis.table({"window": "string", "starts": "date", "ends": "date"}, name="windows")


def slot_of_days(rows: ir.Table) -> ir.Table:
    """Map every date that occurs to its slot: the last boundary not after it.

    Shape:    rows with a column `on` -> (on, slot).
    Law:      inside a slot no window begins or ends and no membership changes, therefore testing
              the slot's first day is the same as testing the row's date.
    """
    boundaries = ibis.union(
        WINDOWS.select(boundary=WINDOWS.starts),
        WINDOWS.select(boundary=WINDOWS.ends),
        MEMBERSHIP.select(boundary=MEMBERSHIP.valid_from),
        MEMBERSHIP.select(boundary=MEMBERSHIP.valid_to),
        distinct=True,
    )
    days = rows.select("on").distinct()
    before = days.join(boundaries, boundaries.boundary <= days.on)
    return before.group_by("on").aggregate(slot=before.boundary.max())


def spread_sums(partials: ir.Table, combined: Mapping[str, tuple[str, str]]) -> ir.Table:
    """Combine partial figures per (leaf, slot) into figures per (subject, window).

    Shape:    (leaf, slot, partial columns) -> (subject, window, one column per name in `combined`).
    Law:      `combined` names (sum, min or max; partial column).
    """
    spread = _join_subjects(_join_windows(partials, partials.slot), "slot")
    figures = {name: _figure(spread[column], how) for name, (how, column) in combined.items()}
    return spread.group_by("subject", "window").aggregate(**figures)


def spread_distinct(slotted: ir.Table, name: str) -> ir.Table:
    """How many different values a subject has in a window: recounted, never a sum of counts.

    Law:      a value counts in the slot where it appears for the first time in the window, which is
              where its appearance before lies outside; so few rows (subject, slot, slot before) say
              it for every window at once, exactly.
    """
    value = f"{name}_value"
    seen = slotted.filter(slotted[value].notnull()).select("leaf", "slot", value).distinct()
    held = _join_subjects(seen, "slot").select("subject", "slot", value).distinct()
    in_order = ibis.window(group_by=["subject", value], order_by="slot")
    ordered = held.mutate(before=held.slot.lag().over(in_order))
    appearances = ordered.group_by("subject", "slot", "before").aggregate(keys=ordered.count())
    inside = appearances.join(WINDOWS, [appearances.slot >= WINDOWS.starts, appearances.slot < WINDOWS.ends])
    first = inside.filter(inside.before.isnull() | (inside.before < inside.starts))
    return first.group_by("subject", "window").aggregate(**{name: first["keys"].sum()})


def spread_last(slotted: ir.Table, name: str) -> ir.Table:
    """The stock at the end of a window: per leaf its last date there, summed over the leaves.

    Law:      the last date is taken per leaf before membership is asked, so a leaf that moved
              counts once, for the subject it belongs to on that date.
    """
    value, rows, values = name, f"{name}_rows", f"{name}_values"
    valued = slotted.filter(slotted[f"{name}_value"].notnull())
    daily = valued.group_by("leaf", "slot", "on").aggregate(
        **{value: valued[f"{name}_value"].sum(), rows: valued.count()}
    )
    seen = _join_windows(daily, daily.slot)
    latest = seen.group_by("leaf", "window").aggregate(
        **{"on": seen.on.max(), value: seen[value].argmax(seen.on), rows: seen[rows].argmax(seen.on)}
    )
    held = _join_subjects(latest, "on")
    return held.group_by("subject", "window").aggregate(
        **{value: held[value].sum(), rows: held[rows].sum(), values: held[rows].sum()}
    )


def _join_windows(table: ir.Table, day: ir.Value) -> ir.Table:
    return table.join(WINDOWS, [day >= WINDOWS.starts, day < WINDOWS.ends]).drop("starts", "ends")


def _join_subjects(table: ir.Table, day: str) -> ir.Table:
    held = [
        table.leaf == MEMBERSHIP.leaf,
        table[day] >= MEMBERSHIP.valid_from,
        table[day] < MEMBERSHIP.valid_to,
    ]
    return table.join(MEMBERSHIP, held)


def _figure(partial: ir.Value, how: str) -> ir.Value:
    if how == "sum":
        return partial.sum()
    return partial.min() if how == "min" else partial.max()
