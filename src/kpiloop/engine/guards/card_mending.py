"""Weights that mend a card: within the usual limits and exactly 100 together (rules R17, R18)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.largest_remainder import share_units

_HUNDRED = 100


def evened(weights: Mapping[str, Decimal], *, least: Decimal, most: Decimal) -> dict[str, Decimal]:
    """Bring the weights of a card to exactly 100, each between two limits where that can be.

    Shape:    weight by key, all above 0 -> whole weights by key.
    Units:    percent of the card.
    Law:      the sum is exactly 100; proportions are kept as far as the limits allow; where the
              limits cannot hold for so many KPIs, only the sum is mended.

    >>> evened({"a": Decimal(70), "b": Decimal(28), "c": Decimal(2)}, least=Decimal(5), most=Decimal(60))
    {'a': Decimal('60'), 'b': Decimal('35'), 'c': Decimal('5')}
    """
    if not weights:
        return {}
    low, high = Fraction(least), Fraction(most)
    if not low * len(weights) <= _HUNDRED <= high * len(weights):
        low, high = Fraction(0), Fraction(_HUNDRED)
    held = {key: Fraction(weight) for key, weight in weights.items()}
    factor = _factor(list(held.values()), low, high)
    exact = {key: min(max(weight * factor, low), high) for key, weight in held.items()}
    return {key: Decimal(count) for key, count in share_units(_HUNDRED, exact).items()}


def _factor(weights: list[Fraction], low: Fraction, high: Fraction) -> Fraction:
    """The factor by which all weights grow so that, bounded, they make 100; the sum grows with the factor."""
    turns = sorted({bound / weight for weight in weights for bound in (low, high)})
    before = turns[0]
    for turn in turns:
        if _bounded(weights, turn, low, high) >= _HUNDRED:
            start, end = _bounded(weights, before, low, high), _bounded(weights, turn, low, high)
            return turn if end == start else before + (turn - before) * (_HUNDRED - start) / (end - start)
        before = turn
    return before


def _bounded(weights: list[Fraction], factor: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return sum((min(max(weight * factor, low), high) for weight in weights), Fraction(0))
