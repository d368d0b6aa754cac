"""Laws of factors and segments, for any figures: effects are the change exactly, and mirrors answer mirrored."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.engine.values import Missing
from kpiloop.engine.variance.factors import Undefined, chain, lmdi, product_of, shapley
from kpiloop.engine.variance.ratio import BASE_WEIGHTED, RATIO_CONVENTIONS, Segment, rate_and_mix

FIGURE = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
PAIRS = st.lists(st.tuples(FIGURE, FIGURE), min_size=1, max_size=5)
ABOVE_ZERO = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)
NUMERATOR, DENOMINATOR = st.integers(-99999, 99999), st.integers(0, 9999)
ROWS = st.lists(st.tuples(NUMERATOR, DENOMINATOR, NUMERATOR, DENOMINATOR), min_size=1, max_size=6)


def sides(pairs: list[tuple[Fraction, Fraction]]) -> tuple[list[Fraction], list[Fraction]]:
    return [base for base, _ in pairs], [current for _, current in pairs]


@given(PAIRS)
@settings(max_examples=80, deadline=None)
def test_effects_are_the_change_exactly(pairs: list[tuple[Fraction, Fraction]]) -> None:
    base, current = sides(pairs)
    change = product_of(current) - product_of(base)
    for found in (chain(base, current), shapley(base, current)):
        assert not isinstance(found, Undefined)
        assert sum(found) == change


@given(st.lists(st.tuples(FIGURE, FIGURE), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_shapley_is_the_mean_of_all_orders(pairs: list[tuple[Fraction, Fraction]]) -> None:
    base, current = sides(pairs)
    places = range(len(pairs))
    means = [Fraction(0)] * len(pairs)
    orders = list(permutations(places))
    for order in orders:
        at = list(base)
        for place in order:
            before = product_of(at)
            at[place] = current[place]
            means[place] += (product_of(at) - before) / len(orders)
    assert shapley(base, current) == tuple(means)


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_no_order_moves_shapley_and_exchanged_sides_mirror_it(pairs: list[tuple[Fraction, Fraction]]) -> None:
    base, current = sides(pairs)
    found = shapley(base, current)
    assert not isinstance(found, Undefined)
    assert shapley(base[::-1], current[::-1]) == found[::-1]
    assert shapley(current, base) == tuple(-effect for effect in found)


@given(st.lists(st.tuples(ABOVE_ZERO, ABOVE_ZERO), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_logarithms_add_up(pairs: list[tuple[Fraction, Fraction]]) -> None:
    base, current = sides(pairs)
    found = lmdi(base, current)
    assert not isinstance(found, Undefined)
    before, after = product_of(base), product_of(current)
    assert abs(sum(map(Fraction, found)) - (after - before)) <= Fraction(1, 10**30) * max(before, after)


@given(ROWS)
@settings(max_examples=120, deadline=None)
def test_rate_and_mix_are_the_change_of_the_ratio_exactly(rows: list[tuple[int, int, int, int]]) -> None:
    # A numerator without a denominator has no rate; the law speaks of segments that have one.
    segments = [Segment(*map(Fraction, (n0 if d0 else 0, d0, n1 if d1 else 0, d1))) for n0, d0, n1, d1 in rows]
    before, after = sum(each.den0 for each in segments), sum(each.den1 for each in segments)
    for convention in RATIO_CONVENTIONS:
        found = rate_and_mix(segments, convention)
        if not before or not after:
            assert found == Missing("division_by_zero")
            continue
        assert not isinstance(found, Missing)
        change = sum(each.num1 for each in segments) / after - sum(each.num0 for each in segments) / before
        assert sum(each.rate + each.mix for each in found) == change
        for each, told in zip(segments, found, strict=True):
            if bool(each.den0) != bool(each.den1):
                assert told.rate == 0  # new and vanished segments are all mix
            if not each.den0 and not each.den1:
                assert (told.rate, told.mix) == (0, 0)


@given(ROWS)
@settings(max_examples=80, deadline=None)
def test_midpoint_is_its_own_mirror(rows: list[tuple[int, int, int, int]]) -> None:
    there = [Segment(*map(Fraction, (n0, d0 + 1, n1, d1 + 1))) for n0, d0, n1, d1 in rows]
    back = [Segment(each.num1, each.den1, each.num0, each.den0) for each in there]
    one, other = rate_and_mix(there), rate_and_mix(back)
    assert not isinstance(one, Missing)
    assert not isinstance(other, Missing)
    assert [(each.rate, each.mix) for each in one] == [(-each.rate, -each.mix) for each in other]


def test_base_weighted_is_not() -> None:
    there = [Segment(*map(Fraction, (10, 100, 18, 150))), Segment(*map(Fraction, (30, 100, 12, 50)))]
    back = [Segment(each.num1, each.den1, each.num0, each.den0) for each in there]
    one, other = rate_and_mix(there, BASE_WEIGHTED), rate_and_mix(back, BASE_WEIGHTED)
    assert not isinstance(one, Missing)
    assert not isinstance(other, Missing)
    assert one[0].rate != -other[0].rate
