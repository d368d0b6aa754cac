"""The change of a figure by the factors it is computed from: one after another, over all orders, by logarithms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import factorial, prod

from kpiloop.engine.values import EXACT, Missing, from_fraction

CHAIN, SHAPLEY, LMDI = "chain", "shapley", "lmdi"
#: The first is the usual one. The name stands in every output, of a chain with its order.
FACTOR_METHODS = (SHAPLEY, CHAIN, LMDI)
#: Shapley asks for the figure of every combination of sides, 2 to the power of the factors: 4,096 at most.
MOST_FACTORS = 12

#: The figure from all factors in their order.
Value = Callable[[Sequence[Fraction]], Fraction | Missing]


@dataclass(frozen=True)
class Undefined:
    """There are no effects, and why."""

    reason: str  #: too_many_factors, factor_not_positive or step_undefined
    place: int | None = None  #: the factor it fails at, counted from 0


Effects = tuple[Fraction, ...]


def product_of(factors: Sequence[Fraction]) -> Fraction:
    """The usual figure: all factors multiplied.

    Law:      exact; the product of nothing is 1.

    >>> product_of([Fraction(90), Fraction(22), Fraction(35, 100)])
    Fraction(693, 1)
    """
    return prod(factors, start=Fraction(1))


def chain(base: Sequence[Fraction], current: Sequence[Fraction], value: Value = product_of) -> Effects | Undefined:
    """Chain substitution: factors move from base to current one after another, in the order given.

    Shape:    -> one effect per factor, in that order: figure after its move less the figure before.
    Law:      the effects add up to value(current) - value(base) exactly; another order gives other effects.
    Missing:  Undefined("step_undefined") where a figure on the way has no value, such as a division by 0.

    >>> [int(effect) for effect in chain([Fraction(10), Fraction(5)], [Fraction(12), Fraction(4)])]
    [10, -12]
    """
    sides = list(base)
    before = value(sides)
    effects = []
    for place, factor in enumerate(current):
        sides[place] = factor
        after = value(sides)
        if isinstance(before, Missing) or isinstance(after, Missing):
            return Undefined("step_undefined", place)
        effects.append(after - before)
        before = after
    return tuple(effects)


def shapley(base: Sequence[Fraction], current: Sequence[Fraction], value: Value = product_of) -> Effects | Undefined:
    """Shapley: the mean of the chain effects over all orders.

    Shape:    -> one effect per factor, in the order given.
    Law:      the effects add up to value(current) - value(base) exactly; no order changes them; zeros and negatives
              are figures like others.
    Missing:  Undefined("too_many_factors") above MOST_FACTORS; Undefined("step_undefined") where some combination of
              sides has no figure.

    >>> [int(effect) for effect in shapley([Fraction(10), Fraction(5)], [Fraction(12), Fraction(4)])]
    [9, -11]
    """
    count = len(base)
    if count > MOST_FACTORS:
        return Undefined("too_many_factors")
    figures: list[Fraction] = []
    for moved in range(1 << count):
        figure = value([current[place] if moved >> place & 1 else base[place] for place in range(count)])
        if isinstance(figure, Missing):
            return Undefined("step_undefined")
        figures.append(figure)
    parts = [Fraction(factorial(size) * factorial(count - size - 1), factorial(count)) for size in range(count)]
    return tuple(
        sum(
            (
                parts[moved.bit_count()] * (figures[moved | 1 << place] - figures[moved])
                for moved in range(1 << count)
                if not moved >> place & 1
            ),
            Fraction(0),
        )
        for place in range(count)
    )


def lmdi(
    base: Sequence[Fraction],
    current: Sequence[Fraction],
    *,
    powers: Sequence[int] | None = None,
    scale: Fraction = Fraction(1),
) -> tuple[Decimal, ...] | Undefined:
    """Logarithmic mean: L(v1, v0) x ln(f1 / f0) per factor, L the logarithmic mean of both figures.

    Shape:    the figure is `scale` x every factor to its power (1 each, -1 for a divisor); effects in the order given.
    Law:      the effects add up to the change, to fifty digits; no order changes them.
    Missing:  Undefined("factor_not_positive") unless every factor and the scale is above 0 on both sides.
    """
    powers = powers or [1] * len(base)
    failing = [place for place in range(len(base)) if base[place] <= 0 or current[place] <= 0]
    if failing or scale <= 0:
        return Undefined("factor_not_positive", failing[0] if failing else None)
    before, after = (
        scale * product_of([side[place] ** powers[place] for place in range(len(powers))]) for side in (base, current)
    )
    logs = [
        EXACT.multiply(Decimal(powers[place]), EXACT.ln(from_fraction(current[place] / base[place])))
        for place in range(len(base))
    ]
    whole = EXACT.ln(from_fraction(after / before))
    if not whole:
        return tuple(EXACT.multiply(from_fraction(before), log) for log in logs)
    mean = EXACT.divide(from_fraction(after - before), whole)
    return tuple(EXACT.multiply(mean, log) for log in logs)
