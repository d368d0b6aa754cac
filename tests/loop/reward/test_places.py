"""Grades by place: one by one, by the column and in the proof, against the rule said in other words."""

from __future__ import annotations

import json
from decimal import Decimal as D
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.engine.proof.operations import apply_operation
from kpiloop.engine.proof.step import Step
from kpiloop.engine.scoring.distribution import GradeShare, Quotas, distribute
from kpiloop.foundation.warehouse.computing.columns import column_book
from kpiloop.loop.reward.scoring.batch import place_batch

NAMES = "SABCD"


@st.composite
def quotas(draw: st.DrawFn) -> Quotas:
    marks = sorted(draw(st.lists(st.one_of(st.integers(0, 100), st.sampled_from((10, 40, 50, 90))), max_size=4)))
    cut = [D(end - start) / 100 for start, end in zip([0, *marks], [*marks, 100], strict=True)]
    shares = tuple(GradeShare(NAMES[order], part) for order, part in enumerate(cut))
    wording, least = draw(st.sampled_from(("at_most", "at_least"))), draw(st.sampled_from((None, None, 1, 2)))
    return Quotas(shares, wording, least, draw(st.sampled_from(("both_ends", "both_ends", "top"))))


def grade_by_hand(own: int, totals: list[int], said: Quotas) -> str:
    """The rule with numbers of people instead of places."""
    size, parts = len(totals), [Fraction(row.share) for row in said.shares]
    better, equal = sum(other > own for other in totals), totals.count(own)
    worse = size - better - equal
    running = [sum(parts[: order + 1]) for order in range(len(parts))]
    middle = next(order for order, part in enumerate(running) if part > Fraction(1, 2))
    for order in range(middle):
        if said.wording == "at_most" and better + equal <= floor(running[order] * size):
            return said.shares[order].grade
        if said.wording == "at_least" and better < ceil(running[order] * size):
            return said.shares[order].grade
    for order in range(len(parts) - 1, middle, -1):
        room = floor((1 - running[order - 1]) * size)
        if order == len(parts) - 1 and said.bottom_least is not None:
            room = max(floor(parts[order] * size), said.bottom_least)
            above = len(parts) - 3
            if above >= 0:
                way = floor if above < middle and said.wording == "at_most" else ceil
                room = min(room, size - way(running[above] * size))
        if worse + equal <= room:
            return said.shares[order].grade
    return said.shares[middle].grade


groups = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=25), min_size=1, max_size=4)


@pytest.mark.feature("SC-04")
@settings(max_examples=60, deadline=None)
@given(groups, quotas())
def test_sc_04_three_ways_to_one_grade(given_groups: list[list[int]], said: Quotas) -> None:
    with column_book() as book:
        everybody = [(group, total) for group, totals in enumerate(given_groups) for total in totals]
        sheets = list(range(len(everybody)))
        book.add("standing", {"sheet": sheets, "compared": [total for _group, total in everybody]})
        book.add("sheets", {"sheet": sheets, "grouped": [group for group, _total in everybody]})
        place_batch(book, "standing", said)
        found = {
            sheet or 0: (place, grade) for sheet, place, grade in book.rows("SELECT sheet, place, grade FROM places")
        }
    for sheet, (group, own) in enumerate(everybody):
        totals = given_groups[group]
        places = {str(order): 1 + sum(other > total for other in totals) for order, total in enumerate(totals)}
        place, singly = places[str(totals.index(own))], distribute(places, said)[str(totals.index(own))]
        assert found[sheet] == (place, NAMES.index(singly))
        assert proven(place, totals.count(own), len(totals), said) == NAMES.index(singly)
        if said.counted_from == "both_ends":
            assert singly == grade_by_hand(own, totals, said)


def proven(place: int, together: int, size: int, said: Quotas) -> int:
    """The number of the grade as the proof of a factor works it out: its factor is that number."""
    bands = [[row.grade, str(100 - order), None, str(order)] for order, row in enumerate(said.shares)]
    parameters = {
        "shares": json.dumps([[row.grade, str(row.share)] for row in said.shares]),
        "size": str(size),
        "together": str(together),
        "wording": said.wording,
        **({} if said.bottom_least is None else {"bottom_least": str(said.bottom_least)}),
        # A place of before says nothing about where grades were filled from.
        **({} if said.counted_from == "top" else {"counted_from": said.counted_from}),
    }
    children = (Step("score", ""), Step("place", "", parameters=parameters))
    step = Step("factor", "", operation="grade_factor", parameters={"bands": json.dumps(bands)}, children=children)
    figure = apply_operation(step, [D(50), D(place)])
    assert isinstance(figure, D)
    return int(figure)
