"""Grades of a forced distribution where many stand equal, worked out by hand (rule R63, decision 0098)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.distribution import FROM_TOP, GradeShare, Quotas, distribute, limits, reaches
from kpiloop.engine.scoring.grouping import merged_upward


def shares(written: str) -> tuple[GradeShare, ...]:
    words = written.split()
    return tuple(GradeShare(words[at], D(words[at + 1]) / 100) for at in range(0, len(words), 2))


def graded(totals: str, written: str, wording: str = "at_most", least: int | None = None, start: str = "") -> str:
    """Grades in the order of the totals; equal totals share the place after the better ones."""
    given = [int(each) for each in totals.split()]
    places = {str(order): 1 + sum(other > own for other in given) for order, own in enumerate(given)}
    quotas = Quotas(shares(written), wording, least, *([start] if start else []))
    return "".join(distribute(places, quotas).values())


FOUR, THREE, FIVE = "A 10 B 30 C 50 D 10", "A 20 B 70 C 10", "S 10 A 20 B 40 C 20 D 10"


@pytest.mark.feature("SC-04")
@pytest.mark.parametrize(
    ("totals", "written", "wording", "least", "grades"),
    [
        # Middle C (10 + 30 + 50 is the first to pass half). Five: A floor 0.5 = 0, A and B 2, D floor 0.5 = 0.
        ("90 80 80 80 80", FOUR, "at_most", None, "BCCCC"),
        ("80 80 80 80 70", FOUR, "at_most", None, "CCCCC"),
        ("80 80 80 80 80", FOUR, "at_most", None, "CCCCC"),
        ("80", FOUR, "at_most", None, "C"),
        # Ten, all unlike: 1, 3, 5, 1. Two share the last place: both do not fit into one D, so neither has it.
        ("99 98 97 96 95 94 93 92 91 90", FOUR, "at_most", None, "ABBBCCCCCD"),
        ("99 98 97 96 95 94 93 92 90 90", FOUR, "at_most", None, "ABBBCCCCCC"),
        # Two share the first place: one A only, so both are B; places 3 and 4 are B, the next three share 5.
        ("99 99 97 96 95 95 95 92 91 90", FOUR, "at_most", None, "BBBBCCCCCD"),
        # Twenty, two D: one stands alone below two who share the place above. Those two do not fit with it.
        ("99 98 97 96 95 94 93 92 91 90 89 88 87 86 85 84 83 80 80 79", FOUR, "at_most", None, "AABBBBBBCCCCCCCCCCCD"),
        # At least: A ceil 0.5 = 1, A and B ceil 2 = 2; ties across the limit have the better grade. D stays at most.
        ("90 80 80 80 70", FOUR, "at_least", None, "ABBBC"),
        ("90 90 80 80 70", FOUR, "at_least", None, "AACCC"),
        # At least one in the last grade: the last one, but never one of three who share the place.
        ("90 80 80 80 70", FOUR, "at_most", 1, "BCCCD"),
        ("90 85 70 70 70", FOUR, "at_most", 1, "BBCCC"),
        # Five grades, middle B: S floor 1, S and A floor 3; D floor 1, C and D floor 3.
        ("99 98 97 96 95 94 93 92 91 90", FIVE, "at_most", None, "SAABBBBCCD"),
        ("99 98 97 96 95 94 93 91 91 91", FIVE, "at_most", None, "SAABBBBCCC"),
        ("99 98 97 96 95 94 92 92 92 92", FIVE, "at_most", None, "SAABBBBBBB"),
        # Two equal halves: the middle is the worse one, the better one stays bounded.
        ("90 80 70", "A 50 B 50", "at_most", None, "ABB"),
    ],
)
def test_sc_04_ties_go_to_the_middle(totals: str, written: str, wording: str, least: int | None, grades: str) -> None:
    assert graded(totals, written, wording, least) == grades


@pytest.mark.feature("SC-04")
def test_sc_04_a_distribution_of_before_keeps_its_rule() -> None:
    """Filled from the top, floor of every running share: what closed quarters were graded by."""
    assert graded("90 80 80 80 80", FOUR, start=FROM_TOP) == "BDDDD"
    assert graded("80", FOUR, start=FROM_TOP) == "D"
    assert limits(5, Quotas(shares(FOUR), counted_from=FROM_TOP)) == (0, 2, 4, 5)
    assert limits(5, Quotas(shares(FOUR))) == (0, 2, 5, 5)
    with pytest.raises(Refusal) as refused:
        reaches(5, Quotas(shares(FOUR), counted_from="bottom"))
    assert refused.value.code == "grade_counting_unknown"


@pytest.mark.feature("SC-04")
@pytest.mark.parametrize(
    ("counts", "smallest", "groups"),
    [
        # Company 1 over 2 and 3; 4 and 5 under 2. Unit 4 (2) goes up to 2 (4 of its own): 6 are enough.
        ({2: 4, 3: 7, 4: 2, 5: 5}, 5, {2: 2, 3: 3, 4: 2, 5: 5}),
        # Nobody of unit 2 itself: 4 and 5 meet there, 2 + 2 are too few, and go on to the company with its own 2.
        ({1: 2, 3: 7, 4: 2, 5: 2}, 5, {1: 1, 3: 3, 4: 1, 5: 1}),
        # What is left with the company stays there, however few.
        ({1: 2, 3: 7}, 5, {1: 1, 3: 3}),
        ({2: 1, 3: 1, 4: 1}, 1, {2: 2, 3: 3, 4: 4}),
        ({2: 1, 3: 1, 4: 1}, 0, {2: 2, 3: 3, 4: 4}),
        ({}, 5, {}),
    ],
)
def test_sc_04_small_units_merge_upward(counts: dict[int, int], smallest: int, groups: dict[int, int]) -> None:
    assert merged_upward(counts, {1: None, 2: 1, 3: 1, 4: 2, 5: 2}, smallest) == groups
