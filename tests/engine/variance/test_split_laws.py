"""Laws of every split, for any figures: effects and residual are the change."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.additive import split_additive
from kpiloop.engine.variance.parts import Member, Split
from kpiloop.engine.variance.ratio import split_ratio

#: numerator and denominator of both sides of one member
ROWS = st.lists(
    st.tuples(st.integers(-999, 999), st.integers(0, 99), st.integers(-999, 999), st.integers(0, 99)),
    min_size=1,
    max_size=6,
)


def decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def explained(split: Split) -> Decimal:
    figures = [*(effect.change for effect in split.effects), split.residual]
    return sum((figure for figure in figures if not isinstance(figure, Missing)), Decimal(0))


def rate(numerator: int, denominator: int) -> Figure:
    # Whole rates keep the inputs exact, so that only the split itself is judged.
    return Decimal(numerator) if denominator else Missing("no_rows")


@given(ROWS)
@settings(max_examples=200, deadline=None)
def test_ratio_effects_are_the_change_of_the_ratio(rows: list[tuple[int, int, int, int]]) -> None:
    members = [
        Member(str(place), rate(r0, d0), rate(r1, d1), Decimal(d0), Decimal(d1))
        for place, (r0, d0, r1, d1) in enumerate(rows)
    ]
    before, after = sum(row[1] for row in rows), sum(row[3] for row in rows)
    if not before or not after:
        return
    old = Fraction(sum(r0 * d0 for r0, d0, _, _ in rows), before)
    new = Fraction(sum(r1 * d1 for _, _, r1, d1 in rows), after)
    split = split_ratio(members, decimal(new - old))
    assert split.residual_code == "none"
    effects = sum((effect.change for effect in split.effects if isinstance(effect.change, Decimal)), Decimal(0))
    assert abs(effects - decimal(new - old)) < Decimal("1E-20")


@given(st.lists(st.tuples(st.integers(-999, 999), st.integers(-999, 999)), max_size=6), st.integers(-99, 99))
@settings(max_examples=100, deadline=None)
def test_additive_effects_and_residual_are_the_change(rows: list[tuple[int, int]], extra: int) -> None:
    members = [Member(str(place), Decimal(old), Decimal(new)) for place, (old, new) in enumerate(rows)]
    change = Decimal(sum(new - old for old, new in rows) + extra)
    split = split_additive(members, change, leftover="unallocated")
    assert explained(split) == change
    assert (split.residual_code == "none") is (extra == 0)
