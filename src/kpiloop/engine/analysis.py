"""The intelligent parts for whoever asks by plain numbers: lists in, lists out, None where nothing is defined."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from kpiloop.engine.values import Missing, from_fraction
from kpiloop.engine.variance.factors import CHAIN, LMDI, SHAPLEY, Undefined, chain, lmdi, shapley
from kpiloop.engine.variance.ratio import MIDPOINT, Segment, rate_and_mix

#: Whole numbers, decimals, fractions or binary floats; an answer is of the kind of its question.
Number: TypeAlias = int | float | Decimal | Fraction


def decompose(base: Sequence[Number], current: Sequence[Number], method: str = SHAPLEY) -> list[Number] | None:
    """Split the change of a product among its factors.

    Shape:    factors of both sides in one order -> one contribution per factor in that order; method shapley, chain
              (in the order given) or lmdi.
    Law:      contributions add up to the change of the product to 1e-9; exactly for all but lmdi and floats.
    Missing:  None where the method is undefined: lmdi with a factor that is not above 0, shapley above 12 factors.
    Errors:   ValueError for lists of different length and for an unknown method.

    >>> [round(effect, 4) for effect in decompose([100, 20, Decimal("0.30")], [90, 22, Decimal("0.35")])]
    [Decimal('-68.3333'), Decimal('61.6667'), Decimal('99.6667')]
    """
    if len(base) != len(current):
        raise ValueError("base and current have different lengths")
    if method not in (SHAPLEY, CHAIN, LMDI):
        raise ValueError(f"unknown method {method}")
    before, after = [Fraction(figure) for figure in base], [Fraction(figure) for figure in current]
    ways = {SHAPLEY: shapley, CHAIN: chain, LMDI: lmdi}
    found = ways[method](before, after)  # type: ignore[operator]
    return None if isinstance(found, Undefined) else _like([*base, *current], found)


def decompose_ratio(
    rows: Sequence[tuple[Number, Number, Number, Number]], convention: str = MIDPOINT
) -> list[tuple[Number, Number]] | None:
    """Split the change of a ratio among its segments.

    Shape:    (num0, den0, num1, den1) per segment -> (rate effect, mix effect) per segment in that order; convention
              midpoint or base-weighted.
    Law:      the effects add up to R1 - R0.
    Missing:  None when the denominators of a side add up to 0, or a numerator stands without denominator.
    """
    found = rate_and_mix([Segment(*(Fraction(figure) for figure in row)) for row in rows], convention)
    if isinstance(found, Missing):
        return None
    asked = [figure for row in rows for figure in row]
    flat = _like(asked, [effect for each in found for effect in (each.rate, each.mix)])
    return list(zip(flat[::2], flat[1::2], strict=True))


def _like(asked: Sequence[Number], effects: Sequence[Fraction | Decimal]) -> list[Number]:
    """In the kind of the question: floats if any is one, fractions likewise, else decimals of fifty digits."""
    if any(isinstance(figure, float) for figure in asked):
        return [float(effect) for effect in effects]
    if any(isinstance(figure, Fraction) for figure in asked):
        return [Fraction(effect) for effect in effects]
    return [effect if isinstance(effect, Decimal) else from_fraction(effect) for effect in effects]
