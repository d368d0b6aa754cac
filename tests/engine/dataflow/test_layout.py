"""Slots and the ladder: what reaches a subject over all steps is exactly who counts for it, slot by slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.engine.compile.laid_out import NOBODY, laid_out
from kpiloop.engine.dataflow import COMPANY_LEAF, Layout, Member, Window, lay_out, merge_members

YEAR = [date(2026, month, 1) for month in range(1, 13)] + [date(2027, 1, 1)]
MONTHS = [Window(f"m{place}", start, end) for place, (start, end) in enumerate(pairwise(YEAR))]
ALWAYS = (date(2020, 1, 1), date(2030, 1, 1))


def reached(layout: Layout) -> dict[str, dict[str, int]]:
    """Subject -> leaf -> bits, by walking every step."""
    ladder = layout.ladder
    every = (1 << layout.slots) - 1
    seen: dict[int, dict[str, int]] = defaultdict(dict)
    for leaf, node in ladder.leaves.items():
        seen[node] = {leaf: every}
    for step in sorted(ladder.steps, key=lambda step: step.level):
        for leaf, bits in seen[step.child].items():
            seen[step.node][leaf] = seen[step.node].get(leaf, 0) | (bits & step.slots)
    found = {subject: seen[node] for node, subject in ladder.subjects}
    return {subject: {leaf: bits for leaf, bits in leaves.items() if bits} for subject, leaves in found.items()}


def wanted(layout: Layout, members: Sequence[Member]) -> dict[str, dict[str, int]]:
    """Subject -> leaf -> bits, by asking every member about the first day of every slot."""
    held: dict[str, dict[str, int]] = defaultdict(dict)
    for member in members:
        for slot in range(layout.slots):
            if member.valid_from <= layout.bounds[slot] < member.valid_to:
                leaves = held[member.subject]
                leaves[member.leaf] = leaves.get(member.leaf, 0) | 1 << slot
    return dict(held)


days = st.integers(-30, 400).map(lambda day: date(2026, 1, 1) + timedelta(days=day))
stretches = st.tuples(days, st.integers(1, 400)).map(lambda part: (part[0], part[0] + timedelta(days=part[1])))
members = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["n", "s", "up", "all"]), st.just(ALWAYS) | stretches).map(
        lambda part: Member(part[0], part[1], *part[2])
    ),
    max_size=16,
).map(merge_members)


@given(members)
@settings(max_examples=150, deadline=None)
def test_the_ladder_says_who_counts_for_whom(given_members: list[Member]) -> None:
    layout = lay_out(given_members, MONTHS[2:9])
    assert reached(layout) == wanted(layout, given_members)


def test_parents_are_made_of_their_children() -> None:
    tree = {"A": ("a", "n", "hq"), "B": ("b", "n", "hq"), "C": ("c", "s", "hq"), "D": ("d", "s", "hq")}
    layout = lay_out([Member(leaf, up, *ALWAYS) for leaf, above in tree.items() for up in above], MONTHS)
    ladder = layout.ladder
    names = dict(ladder.subjects)
    parts = defaultdict(set)
    for step in ladder.steps:
        parts[names[step.node]].add(names[step.child])
    assert parts == {"n": {"a", "b"}, "s": {"c", "d"}, "hq": {"n", "s"}}
    assert ladder.sources == (frozenset({0}), frozenset({1}))


def test_a_move_in_the_middle_of_a_month_makes_a_slot() -> None:
    moved = [Member("A", "n", ALWAYS[0], date(2026, 3, 10)), Member("A", "s", date(2026, 3, 10), ALWAYS[1])]
    layout = lay_out(moved, MONTHS[1:3])
    assert layout.bounds == (date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 10), date(2026, 4, 1))
    assert layout.bits(date(2026, 3, 1), date(2026, 4, 1)) == 0b110
    assert reached(layout) == {"n": {"A": 0b011}, "s": {"A": 0b100}}
    assert (layout.slot_of(date(2026, 3, 9)), layout.slot_of(date(2026, 1, 31))) == (1, None)


def test_windows_that_share_no_day_are_families_of_their_own() -> None:
    days = [
        (1, 2),
        (2, 3),
        (1, 3),
        (3, 4),
        (5, 6),
        (4, 6),
    ]  # months of 2026: January with February, March, May with April
    windows = [Window(f"w{place}", date(2026, a, 1), date(2026, b, 1)) for place, (a, b) in enumerate(days)]
    layout = lay_out([], windows)
    assert layout.families == ((0b00001, 0b00010, 0b00011), (0b00100,), (0b10000, 0b11000))
    assert layout.patterns == (0b1, 0b10, 0b11)  # counted from the first slot of each family
    rows = laid_out(layout)
    assert layout.spreads == ((0, 0b11), (2, 0b1), (3, 0b11))
    assert [row[3:] for row in rows["_reach"]] == [(0, 0), (0, 1), (0, 2), (1, 0), (2, 1), (2, 2)]
    rolling = lay_out([], [*windows, Window("long", date(2026, 2, 1), date(2026, 5, 1))])
    assert [sorted(family) for family in rolling.families] == [sorted(rolling.window_bits)]


def test_a_code_is_a_whole_number_only_where_its_text_is_that_of_the_number() -> None:
    codes = ["7", "-7", "007", "+7", "7.0", "٧", "-0", "0", "12345678901234", COMPANY_LEAF]
    found = laid_out(lay_out([Member(code, "all", *ALWAYS) for code in codes], MONTHS))["_leaves"]
    assert [row[1] for row in found] == [7, -7, None, None, None, None, None, 0, None, NOBODY]
