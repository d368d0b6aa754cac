"""The algebra of "no data": a figure is a Decimal or Missing, and Missing is never zero.

All engine rooms compute in EXACT, a context of fifty digits, so that no figure depends on the
default context of the process that happens to run it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from typing import TypeAlias

#: The context of every engine computation: fifty digits, the usual traps.
EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)

#: Sums and products of figures keep every digit here; losing one is a fault, never silent.
WHOLE = Context(prec=2000, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])

#: Slack of comparisons with a limit: a value that passed through binary floats, or the last of
#: fifty digits, must not cost a colour or a grade. Far below any figure a person can mean.
SLACK = Decimal("1E-12")

#: A KPI does not apply in a period: asked for by one person, approved by another.
APPROVED_NA = "approved_na"

#: The reasons a figure may be missing; a door words each of them.
MISSING_REASONS = (
    "no_rows",
    "not_loaded",
    "incomplete",
    "division_by_zero",
    "no_target",
    "no_value",
    "input_missing",
    "not_applicable",
    "approved_na",
    "unmapped",
    "rate_missing",
    "currency_mixed",
    "too_large",
)


@dataclass(frozen=True)
class Missing:
    """No value, and why. It travels through every computation and never becomes 0."""

    reason: str  #: one of MISSING_REASONS (code)


Figure: TypeAlias = Decimal | Missing


def is_excused(figure: Figure) -> bool:
    """Tell whether a figure is missing because the KPI does not apply in the period, as was approved.

    Missing:  any other reason is silence, or a fact of the period, and no such approval.

    >>> is_excused(Missing(APPROVED_NA)), is_excused(Missing("no_value")), is_excused(Decimal(0))
    (True, False, False)
    """
    return isinstance(figure, Missing) and figure.reason == APPROVED_NA


def is_missing(figure: Figure | None) -> bool:
    """Tell whether a figure has no value.

    Missing:  None counts as missing, because tables store "no value" as an empty cell.

    >>> is_missing(Missing("no_rows")), is_missing(Decimal(0))
    (True, False)
    """
    return figure is None or isinstance(figure, Missing)


def add(*figures: Figure) -> Figure:
    """Add figures up; the sum of nothing is 0.

    Missing:  one missing part makes the sum missing, with the reason of the first missing part.

    >>> add(Decimal("0.1"), Decimal("0.2"))
    Decimal('0.3')
    >>> add(Decimal(1), Missing("not_loaded"))
    Missing(reason='not_loaded')
    """
    total = Decimal(0)
    for figure in figures:
        if isinstance(figure, Missing):
            return figure
        total = EXACT.add(total, figure)
    return total


def subtract(minuend: Figure, subtrahend: Figure) -> Figure:
    """Take one figure from another.

    Missing:  missing when either part is missing.

    >>> subtract(Decimal("4820000"), Decimal("5000000"))
    Decimal('-180000')
    """
    if isinstance(minuend, Missing):
        return minuend
    if isinstance(subtrahend, Missing):
        return subtrahend
    return EXACT.subtract(minuend, subtrahend)


def multiply(*figures: Figure) -> Figure:
    """Multiply figures; the product of nothing is 1.

    Missing:  missing when any part is missing, even when another part is 0.

    >>> multiply(Decimal("10000"), Decimal("0.9202"), Decimal("0.98"))
    Decimal('9017.960000')
    """
    product = Decimal(1)
    for figure in figures:
        if isinstance(figure, Missing):
            return figure
        product = EXACT.multiply(product, figure)
    return product


def divide(numerator: Figure, denominator: Figure) -> Figure:
    """Divide one figure by another, to fifty digits.

    Missing:  missing when a part is missing; a denominator of 0 gives Missing("division_by_zero").

    >>> divide(Decimal("4820000"), Decimal("5000000"))
    Decimal('0.964')
    >>> divide(Decimal(1), Decimal(0))
    Missing(reason='division_by_zero')
    """
    if isinstance(numerator, Missing):
        return numerator
    if isinstance(denominator, Missing):
        return denominator
    if denominator == 0:
        return Missing("division_by_zero")
    return EXACT.divide(numerator, denominator)


def negate(figure: Figure) -> Figure:
    """Turn the sign of a figure.

    Missing:  stays missing.

    >>> negate(Decimal("3"))
    Decimal('-3')
    """
    return figure if isinstance(figure, Missing) else EXACT.minus(figure)


def sum_of(figures: Iterable[Decimal]) -> Decimal:
    """Add plain decimals up without losing a digit to the default context.

    Units:    the currency or unit of the parts.

    >>> sum_of([Decimal("0.10")] * 3)
    Decimal('0.30')
    """
    total = Decimal(0)
    for figure in figures:
        total = EXACT.add(total, figure)
    return total


def from_fraction(fraction: Fraction) -> Decimal:
    """Write an exact fraction as a decimal of fifty digits.

    Law:      exact whenever the fraction has a finite decimal form within fifty digits.

    >>> from_fraction(Fraction(1, 8))
    Decimal('0.125')
    """
    return EXACT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))


def quotient(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Divide exact decimals of any length once, to fifty digits.

    Law:      the same digits as `from_fraction` of the two as a fraction.

    >>> quotient(Decimal("276.060"), Decimal("3.0"))
    Decimal('92.02')
    """
    places = max(-_exponent(numerator), -_exponent(denominator), 0)
    return EXACT.divide(Decimal(int(numerator.scaleb(places, WHOLE))), Decimal(int(denominator.scaleb(places, WHOLE))))


def _exponent(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
