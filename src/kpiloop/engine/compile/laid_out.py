"""The tables a scan meets besides its facts, and the rows of a layout that go into them.

Their names begin with an underscore, which no dataset may.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import ibis

from kpiloop.engine.dataflow import Layout, Window

#: Every day of every window with its slot; days outside all windows are not there.
DAYS = ibis.table({"on": "date", "slot": "int32"}, name="_days")
#: Which leaf counts for whom in which slots.
HELD = ibis.table({"leaf": "string", "subject": "string", "first_slot": "int32", "end_slot": "int32"}, name="_held")
#: Which slots a window consists of, and which combination of which family of combinations that is.
REACH = ibis.table(
    {"window": "string", "first_slot": "int32", "end_slot": "int32", "family": "int32", "bits": "int32"}, name="_reach"
)
#: Leaves by number.
LEAVES = ibis.table({"leaf": "string", "node": "int32"}, name="_leaves")
#: What every node above the leaves takes over from which node below, in the slots of these bits.
STEPS = ibis.table({"level": "int32", "child": "int32", "node": "int32", "slots": "int64"}, name="_steps")
#: Which subject a node stands for.
SUBJECTS = ibis.table({"node": "int32", "subject": "string"}, name="_subjects")

LAID_OUT = (DAYS, HELD, REACH, LEAVES, STEPS, SUBJECTS)
Records = Sequence[tuple[object, ...]]


def laid_out(layout: Layout) -> dict[str, Records]:
    """The rows of a layout by table.

    Shape:    a layout -> table name -> rows in the order of its columns.
    Law:      steps are empty when the slots do not fit the bits of one integer; different values are then
              counted from pairs.
    """
    ladder = layout.ladder if layout.has_bits else None
    held = [
        (member.leaf, member.subject, *_slots(layout, member.valid_from, member.valid_to)) for member in layout.members
    ]
    families = {bits: (number, place) for number, held in enumerate(layout.families) for place, bits in enumerate(held)}
    return {
        "_days": _days(layout),
        "_held": held,
        "_reach": [
            (window.window, *_slots(layout, window.starts, window.ends), *families[layout.bits(window.starts, window.ends)])
            for window in layout.windows
        ],
        "_leaves": list(ladder.leaves.items()) if ladder else [],
        "_steps": [(step.level, step.child, step.node, step.slots) for step in ladder.steps] if ladder else [],
        "_subjects": list(ladder.subjects) if ladder else [],
    }


def _slots(layout: Layout, starts: date, ends: date) -> tuple[int, int]:
    return layout.reach(max(starts, layout.bounds[0]), min(ends, layout.bounds[-1]))


def _days(layout: Layout) -> Records:
    days: list[tuple[object, ...]] = []
    inside = 0
    for window in layout.windows:
        inside |= layout.bits(window.starts, window.ends)
    for slot, (first, end) in enumerate(zip(layout.bounds, layout.bounds[1:], strict=False)):
        if inside >> slot & 1:
            days += [(first + timedelta(days=day), slot) for day in range((end - first).days)]
    return days
