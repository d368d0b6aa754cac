"""The tables a scan meets besides its facts, and the rows of a layout that go into them.

Their names begin with an underscore, which no dataset may.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import ibis

from kpiloop.engine.dataflow import COMPANY_LEAF, Layout

#: Every day of every window with its slot; days outside all windows are not there.
DAYS = ibis.table({"on": "date", "slot": "int32"}, name="_days")
#: Which leaf counts for whom in which slots; leaves, subjects and windows are met by number and named at the end.
HELD = ibis.table({"leaf": "int32", "subject": "int32", "first_slot": "int32", "end_slot": "int32"}, name="_held")
#: Which slots a window consists of, its family, and which pattern of slots it is there.
REACH = ibis.table(
    {"window": "int32", "first_slot": "int32", "end_slot": "int32", "family": "int32", "bits": "int32"}, name="_reach"
)
#: Leaves by number; where the code is a whole number, as rows may hold it, that too.
LEAVES = ibis.table({"leaf": "string", "whole": "int64", "node": "int32"}, name="_leaves")
#: What every node above the leaves takes over from which node below, in the slots of these bits.
STEPS = ibis.table({"level": "int32", "child": "int32", "node": "int32", "slots": "int64"}, name="_steps")
#: Which subject a node stands for.
SUBJECTS = ibis.table({"node": "int32", "subject": "int32"}, name="_subjects")
#: What subjects and windows are called.
SUBJECT_NAMES = ibis.table({"number": "int32", "subject": "string"}, name="_subject_names")
WINDOW_NAMES = ibis.table({"number": "int32", "window": "string"}, name="_window_names")

LAID_OUT = (DAYS, HELD, REACH, LEAVES, STEPS, SUBJECTS, SUBJECT_NAMES, WINDOW_NAMES)
#: Stands for rows that name no unit; no whole number of 32 bits is so small.
NOBODY = -(1 << 40)
Records = Sequence[tuple[object, ...]]


def laid_out(layout: Layout) -> dict[str, Records]:
    """The rows of a layout by table.

    Shape:    a layout -> table name -> rows in the order of its columns.
    Law:      steps are empty when the slots do not fit the bits of one integer; different values are then
              counted from pairs.
    """
    ladder = layout.ladder if layout.has_bits else None
    leaves = numbered(member.leaf for member in layout.members)
    subjects = numbered(member.subject for member in layout.members)
    shifts = [first for first, _inside in layout.spreads]
    families = {
        bits: (number, layout.patterns.index(bits >> shifts[number]))
        for number, family in enumerate(layout.families)
        for bits in family
    }
    return {
        "_days": days_of(layout),
        "_held": [
            (leaves[row.leaf], subjects[row.subject], *_slots(layout, row.valid_from, row.valid_to))
            for row in layout.members
        ],
        "_reach": [
            (number, *_slots(layout, row.starts, row.ends), *families[layout.bits(row.starts, row.ends)])
            for number, row in enumerate(layout.windows)
        ],
        "_leaves": [(leaf, _whole(leaf), number) for leaf, number in leaves.items()],
        "_steps": [(step.level, step.child, step.node, step.slots) for step in ladder.steps] if ladder else [],
        "_subjects": [(node, subjects[name]) for node, name in ladder.subjects] if ladder else [],
        "_subject_names": [(number, name) for name, number in subjects.items()],
        "_window_names": [(number, row.window) for number, row in enumerate(layout.windows)],
    }


def days_of(layout: Layout) -> list[tuple[date, int]]:
    """Every day of every window with its slot.

    Shape: days outside all windows are not there.
    """
    inside = 0
    for window in layout.windows:
        inside |= layout.bits(window.starts, window.ends)
    days: list[tuple[date, int]] = []
    for slot, (first, end) in enumerate(zip(layout.bounds, layout.bounds[1:], strict=False)):
        if inside >> slot & 1:
            days += [(first + timedelta(days=day), slot) for day in range((end - first).days)]
    return days


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Names by number, in the order the ladder numbers its leaves.

    Shape: names, more than once perhaps -> name -> number from 0 on.
    """
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def _whole(leaf: str) -> int | None:
    """The whole number whose text a code is, as rows may hold it."""
    if leaf == COMPANY_LEAF:
        return NOBODY
    is_whole = leaf.removeprefix("-").isdecimal() and leaf.isascii() and len(leaf) < 12
    return int(leaf) if is_whole and str(int(leaf)) == leaf else None


def _slots(layout: Layout, starts: date, ends: date) -> tuple[int, int]:
    return layout.reach(max(starts, layout.bounds[0]), min(ends, layout.bounds[-1]))
