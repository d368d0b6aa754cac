"""Different values by one integer per (node, value) whose bits are the slots it was seen in.

A mask knows every window at once, and masks of children give the mask of their parent by OR: counts are exact for any
months and any unit, and no fact meets the tree.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.laid_out import LEAVES, REACH, STEPS, SUBJECTS
from kpiloop.engine.dataflow import Form


def count_by_masks(seen: ir.Table, form: Form, name: str) -> ir.Table:
    """How many different values a subject has in a window.

    Shape:    (leaf, key, mask of slots), no key missing -> (subject, window, count under `name`).
    Law:      recounted for each subject and window, never a sum of counts.
    Missing:  a subject and window without any value is absent or 0.
    """
    counted = [_counts(level, form) for level in _levels(_leaf_masks(seen), form)]
    every = ibis.union(*counted) if len(counted) > 1 else counted[0]
    named = every.join(SUBJECTS, "node")
    # A column per combination becomes a row per window by a choice of columns, which every engine has.
    columns = [f"b{place}" for place in range(len(form.window_bits))]
    wide = named.cross_join(REACH)
    counted_in = wide.bits.cases(*((column, wide[column]) for column in columns), else_=0)
    found = wide.select("subject", "window", **{name: counted_in})
    return found.filter(found[name] > 0)


def seen_in_slots(rows: ir.Table) -> ir.Table:
    """The slot of each row as a bit.

    Shape: (leaf, slot, key) -> (leaf, key, mask), a row for each row.
    """
    bit = ibis.literal(1, type=dt.int64) << rows.slot.cast(dt.int64)
    return rows.select("leaf", "key", mask=bit)


def _leaf_masks(seen: ir.Table) -> ir.Table:
    numbered = seen.join(LEAVES, "leaf")
    return numbered.group_by("node", "key").aggregate(mask=numbered.mask.bit_or())


def _levels(leaves: ir.Table, form: Form) -> list[ir.Table]:
    """Masks of the leaves, then of the nodes of each level above, made from those below."""
    levels = [leaves]
    for number, below in enumerate(form.sources, start=1):
        parts = [levels[level] for level in sorted(below)]
        children = ibis.union(*parts) if len(parts) > 1 else parts[0]
        steps = STEPS.filter(STEPS.level == number).select("child", "slots", parent=STEPS.node)
        taken = children.join(steps, children.node == steps.child)
        seen = taken.select("key", node=taken.parent, mask=taken.mask & taken.slots)
        if form.cuts[number - 1]:
            seen = seen.filter(seen.mask != 0)
        levels.append(seen.group_by("node", "key").aggregate(mask=seen.mask.bit_or()))
    return levels


def _counts(masks: ir.Table, form: Form) -> ir.Table:
    """Per node and combination of slots: how many values were seen in any of them."""
    alike = masks.group_by("node", "mask").aggregate(many=masks.count())
    counts = {
        f"b{place}": ((alike.mask & bits) != 0).ifelse(alike.many, 0).sum()
        for place, bits in enumerate(form.window_bits)
    }
    return alike.group_by("node").aggregate(**counts)
