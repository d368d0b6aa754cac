"""Different values by one integer per (node, value) whose bits are the slots it was seen in.

A mask knows every window at once, and masks of children give the mask of their parent by OR: counts are exact for any
months and any unit, and no fact meets the tree.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.compile.laid_out import REACH, STEPS, SUBJECTS
from kpiloop.engine.dataflow import Form


def count_by_masks(seen: ir.Table, form: Form, name: str) -> ir.Table:
    """How many different values a subject has in a window.

    Shape:    (leaf by number, key, mask of slots), no key missing -> (subject, window, count under `name`).
    Law:      recounted for each subject and window, never a sum of counts.
    Missing:  a subject and window without any value is absent or 0.
    """
    levels = [level.select("node", "mask") for level in _levels(_leaf_masks(seen), form)]
    every = ibis.union(*levels) if len(levels) > 1 else levels[0]
    patterns = form.patterns or (0,)
    named = _counts(every, form.families or ((0, 0),), patterns).join(SUBJECTS, "node")
    # A column per combination becomes a row per window by a choice of columns, which every engine has.
    wide = named.join(REACH, "family")
    counted_in = wide.bits.cases(*((place, wide[f"b{place}"]) for place in range(len(patterns))), else_=0)
    found = wide.select("subject", "window", **{name: counted_in})
    return found.filter(found[name] > 0)


def seen_in_slots(rows: ir.Table) -> ir.Table:
    """The slot of each row as a bit.

    Shape: (leaf, slot, key) -> (leaf, key, mask), a row for each row.
    """
    bit = ibis.literal(1, type=dt.int64) << rows.slot.cast(dt.int64)
    return rows.select("leaf", "key", mask=bit)


def _leaf_masks(seen: ir.Table) -> ir.Table:
    return seen.group_by(node=seen.leaf, key=seen.key).aggregate(mask=seen.mask.bit_or())


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


def _counts(masks: ir.Table, families: Sequence[tuple[int, int]], patterns: Sequence[int]) -> ir.Table:
    """Per node, family of windows and pattern of slots: how many values were seen in any of them.

    Law:      what a family does not look at is left out before values seen alike are counted together: of twelve
              months there are few patterns, of three years nearly as many as values.
    """
    parts = [_part(masks, number, *family) for number, family in enumerate(families)]
    # One grouping over all families: a join over a union of groupings made DuckDB 1.5 wait for ever.
    seen = ibis.union(*parts) if len(parts) > 1 else parts[0]
    alike = seen.group_by("node", "family", "part").aggregate(many=seen.count())
    counts = {
        f"b{place}": ((alike.part & bits) != 0).ifelse(alike.many, 0).sum() for place, bits in enumerate(patterns)
    }
    return alike.group_by("node", "family").aggregate(**counts)


def _part(masks: ir.Table, number: int, shift: int, inside: int) -> ir.Table:
    moved = masks.mask >> ibis.literal(shift, type=dt.int64)
    found = masks.select("node", family=ibis.literal(number, type=dt.int32), part=moved & inside)
    return found.filter(found.part != 0)
