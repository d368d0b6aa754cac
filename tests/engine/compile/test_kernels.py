"""Counts over arrays equal a recount of sets, whatever the tree, the moves and the windows are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise, product
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.engine.compile.counted import MOST_SLOTS
from kpiloop.engine.compile.kernels import different
from kpiloop.engine.compile.kernels.different import Seen, count_different
from kpiloop.engine.dataflow import Layout, Member, Window, lay_out, merge_members

FIRST, SUBJECTS, LEAVES = date(2025, 1, 1), ("all", "north", "south", "team"), ("A", "B", "C", "D")

days = st.integers(0, 40).map(lambda day: FIRST + timedelta(days=day))
members = st.lists(st.tuples(st.sampled_from(LEAVES), st.sampled_from(SUBJECTS), days, days), min_size=3, max_size=14)
windows = st.lists(st.tuples(days, days).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=4)
keys = st.sampled_from([0, 1, 2, 3, 7, -5, 2**62, -(2**62)])
sights = st.lists(st.tuples(st.sampled_from(LEAVES), days, keys), min_size=1, max_size=60)
Sight = tuple[str, date, int]


def recounted(layout: Layout, seen: Sequence[Sight]) -> dict[tuple[str, str], int]:
    """By the words of the law: the set of values of each subject and window."""
    found: dict[tuple[str, str], set[int]] = {}
    for leaf, on, key in seen:
        for member in layout.members:
            if member.leaf == leaf and member.valid_from <= on < member.valid_to:
                for window in layout.windows:
                    if window.starts <= on < window.ends:
                        found.setdefault((member.subject, window.window), set()).add(key)
    return {place: len(held) for place, held in found.items()}


def counted(layout: Layout, seen: Sequence[Sight]) -> dict[tuple[str, str], int]:
    """Each family of windows over arrays."""
    found: dict[tuple[str, str], int] = {}
    for family in layout.family_windows:
        part = lay_out(layout.members, family)
        ladder = part.ladder
        rows = [
            (ladder.leaves[leaf], key, 1 << slot)
            for leaf, on, key in seen
            if leaf in ladder.leaves and (slot := part.slot_of(on)) is not None
        ]
        columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)] or [np.array([], np.int64)] * 3
        for counts in count_different(Seen(*columns), ladder, part.patterns, part.slots):
            for node, many in zip(counts.nodes.tolist(), counts.many.tolist(), strict=True):
                called = [name for held, name in ladder.subjects if held == node]
                for window, name in product(family, called):
                    number = many[part.patterns.index(part.bits(window.starts, window.ends))]
                    if number:
                        assert (name, window.window) not in found
                        found[name, window.window] = number
    return found


@pytest.mark.parametrize("cells_a_row", [0, 10**9], ids=["sorted", "table"])
@given(held=members, asked=windows, seen=sights)
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_sets(
    cells_a_row: int, held: list[tuple[str, str, date, date]], asked: list[tuple[date, date]], seen: list[Sight]
) -> None:
    layout = lay_out(
        merge_members(Member(*row) for row in held),
        [Window(f"w{place}", *days) for place, days in enumerate(asked)],
    )
    if any(inside.bit_length() > MOST_SLOTS for _first, inside in layout.spreads):
        return
    with patch.object(different, "CELLS_A_ROW", cells_a_row), patch.object(different, "MOST_CELLS", 2000):
        assert counted(layout, seen) == recounted(layout, seen)


def test_three_months_by_hand() -> None:
    """Leaf A sees 1 and 2 in January and 2 in March, B sees 2 in February; B moves from north to south in March."""
    starts = [date(2025, month, 1) for month in (1, 2, 3, 4)]
    months = [Window(f"m{place}", *pair) for place, pair in enumerate(pairwise(starts), start=1)]
    held = [Member(leaf, "all", starts[0], starts[3]) for leaf in "AB"]
    held += [Member("A", "north", starts[0], starts[3]), Member("B", "north", starts[0], starts[2])]
    held += [Member("B", "south", starts[2], starts[3])]
    layout = lay_out(held, [*months, Window("q", starts[0], starts[3])])
    seen = [("A", date(2025, 1, 5), 1), ("A", date(2025, 1, 9), 2), ("A", date(2025, 3, 1), 2)]
    seen += [("B", date(2025, 2, 2), 2), ("B", date(2025, 3, 31), 4)]
    assert counted(layout, seen) == {
        ("all", "m1"): 2, ("all", "m2"): 1, ("all", "m3"): 2, ("all", "q"): 3,
        ("north", "m1"): 2, ("north", "m2"): 1, ("north", "m3"): 1, ("north", "q"): 2,
        ("south", "m3"): 1, ("south", "q"): 1,
    }  # fmt: skip


def test_values_that_do_not_fit_are_said() -> None:
    """Nodes, values and slots of more than 63 bits together; the caller counts in SQL then."""
    with (
        patch.object(different, "BITS", 10),
        patch.object(different, "CELLS_A_ROW", 0),
        pytest.raises(OverflowError),
    ):
        many = [("A", FIRST, key) for key in range(2**9)]
        counted(lay_out([Member("A", "all", FIRST, date(2025, 2, 1))], [Window("w", FIRST, date(2025, 2, 1))]), many)
