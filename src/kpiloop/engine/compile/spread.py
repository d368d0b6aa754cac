"""Spread per-leaf, per-slot figures over subjects and windows."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from kpiloop.engine.compile.laid_out import HELD, LEAVES, REACH, SUBJECT_NAMES, WINDOW_NAMES

#: Who counts for whom on which days (valid_to exclusive); built by the caller, merged, never overlapping.
MEMBERSHIP = ibis.table(
    {"leaf": "string", "subject": "string", "valid_from": "date", "valid_to": "date"}, name="membership"
)
#: The days figures are wanted for (ends exclusive).
WINDOWS = ibis.table({"window": "string", "starts": "date", "ends": "date"}, name="windows")


def spread_sums(partials: ir.Table, combined: Mapping[str, str]) -> ir.Table:
    """Combine partial figures per (leaf, slot) into figures per (subject, window).

    Shape:    (leaf, slot, partial columns) -> (subject, window, one column per name in `combined`).
    Law:      `combined` says sum, min or max for each partial column. Subjects first, then windows: sums of
              sums, and each row is met once per subject instead of once per subject and window.
    """
    held = join_subjects(partials)
    per_slot = held.group_by("subject", "slot").aggregate(
        **{name: _figure(held[name], how) for name, how in combined.items()}
    )
    seen = join_windows(per_slot)
    return seen.group_by("subject", "window").aggregate(
        **{name: _figure(seen[name], how) for name, how in combined.items()}
    )


def spread_pairs(rows: ir.Table, name: str) -> ir.Table:
    """How many different values a subject has in a window, where the slots are too many for bits.

    Shape:    (leaf, slot, key) -> (subject, window, count under `name`).
    Law:      a value counts in the slot where it appears for the first time in the window, which is
              where its appearance before lies outside; so few rows (subject, slot, slot before) say
              it for every window at once, exactly.
    """
    seen = rows.distinct()
    held = join_subjects(seen).select("subject", "slot", "key").distinct()
    in_order = ibis.window(group_by=["subject", "key"], order_by="slot")
    ordered = held.mutate(before=held.slot.lag().over(in_order))
    appearances = ordered.group_by("subject", "slot", "before").aggregate(keys=ordered.count())
    inside = join_windows(appearances, keep=["first_slot"])
    first = inside.filter(inside.before.isnull() | (inside.before < inside.first_slot))
    return first.group_by("subject", "window").aggregate(**{name: first["keys"].sum()})


def spread_outer(valued: ir.Table, name: str, function: str) -> ir.Table:
    """The stock at the end of a window, or at its start: per leaf its last or first date there, over the leaves.

    Shape:    (leaf, slot, on, value), no value missing -> (subject, window, `name`, `name`_rows, `name`_values).
    Law:      `function` says first or last. The date is taken per leaf before membership is asked, so a leaf that moved
              counts once, for the subject it belongs to on that date.
    """
    value, rows, values = name, f"{name}_rows", f"{name}_values"
    daily = valued.group_by("leaf", "slot", "on").aggregate(**{value: valued["value"].sum(), rows: valued.count()})
    seen = join_windows(daily)
    alike = seen.group_by("leaf", "window")
    outer = (
        alike.aggregate(slot=seen.slot.max(), **{value: seen[value].argmax(seen.on), rows: seen[rows].argmax(seen.on)})
        if function == "last"
        else alike.aggregate(
            slot=seen.slot.min(), **{value: seen[value].argmin(seen.on), rows: seen[rows].argmin(seen.on)}
        )
    )
    held = join_subjects(outer)
    return held.group_by("subject", "window").aggregate(
        **{value: held[value].sum(), rows: held[rows].sum(), values: held[rows].sum()}
    )


def number_leaves(table: ir.Table) -> ir.Table:
    """Each row with its leaf by number; rows of leaves that count for nobody go.

    Shape:    (leaf: code, or the whole number the files hold for it, ...) -> (leaf: number, ...).
    """
    named = LEAVES.whole if table.leaf.type().is_integer() else LEAVES.leaf
    coded, leaves = table.rename(code="leaf"), LEAVES.select("node", met=named)
    numbered = coded.join(leaves, coded.code == leaves.met)
    return numbered.select(leaf="node", **{name: numbered[name] for name in table.columns if name != "leaf"})


def without(table: ir.Table, *names: str) -> ir.Table:
    """A table without some columns.

    Law:      those that stay are named one by one, in their order, so that a query has the same text in every process.
    """
    return table.select(*(name for name in table.columns if name not in names))


def beside(left: ir.Table, right: ir.Table) -> ir.Table:
    """Figures with further figures of the same subjects and windows.

    Shape:    (subject, window, ...) twice -> (subject, window, both their columns).
    Law:      every row of the left side stays; what the right side does not say is missing there.
    """
    return without(left.left_join(right, ["subject", "window"]), "subject_right", "window_right")


def name_all(answer: ir.Table) -> ir.Table:
    """Subjects and windows by their names.

    Shape: (subject: number, window: number, ...) -> (subject, window, ...).
    """
    numbered = answer.rename(who="subject", when="window")
    named = without(numbered.join(SUBJECT_NAMES, numbered.who == SUBJECT_NAMES.number), "number")
    return without(named.join(WINDOW_NAMES, named.when == WINDOW_NAMES.number), "number", "who", "when")


def join_windows(table: ir.Table, keep: list[str] | None = None) -> ir.Table:
    """Each row once for every window its slot lies in.

    Shape: (slot, ...) -> (window, slot, ...); `keep` names columns of the windows that stay.
    """
    joined = table.join(REACH, [table.slot >= REACH.first_slot, table.slot < REACH.end_slot])
    return without(joined, *(name for name in ("first_slot", "end_slot", "family", "bits") if name not in (keep or ())))


def join_subjects(table: ir.Table) -> ir.Table:
    """Each row once for every subject its leaf counts for in its slot.

    Shape: (leaf, slot, ...) -> (leaf, slot, subject, ...).
    """
    held = [table.leaf == HELD.leaf, table.slot >= HELD.first_slot, table.slot < HELD.end_slot]
    return without(table.join(HELD, held), "first_slot", "end_slot")


def _figure(partial: ir.Value, how: str) -> ir.Value:
    if how == "sum":
        return partial.sum()
    return partial.min() if how == "min" else partial.max()
