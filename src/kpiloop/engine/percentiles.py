"""The one rule for percentiles: linear between the two nearest values, as PERCENTILE.INC of spreadsheets.

With n values in order, the percentile of p percent lies at place h = (n - 1) * p / 100, counted from 0. Between two
places it is the straight line between their values. The median is the percentile of 50.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.values import from_fraction

#: Shares are written with at most two decimals; in whole hundredths of a percent every engine compares them exactly.
WHOLE = 10_000


def interpolate(lower: Decimal, upper: Decimal, count: int, share: int) -> Decimal:
    """The percentile from the two values it lies between.

    Shape:    value at or below its place, value at or above it, number of values, share in hundredths -> figure.

    >>> interpolate(Decimal(2), Decimal(4), 4, 5000)
    Decimal('3')
    """
    beyond = Fraction((count - 1) * share % WHOLE, WHOLE)
    return from_fraction(Fraction(lower) + beyond * (Fraction(upper) - Fraction(lower)))


def percentile_of(numbers: Sequence[Decimal], share: int) -> Decimal:
    """The percentile of a list of numbers.

    Shape: numbers in any order, at least one; share in hundredths of a percent -> figure.

    >>> percentile_of([Decimal(n) for n in (15, 20, 35, 40, 50)], 4000)
    Decimal('29')
    """
    ordered = sorted(numbers)
    below, beyond = divmod((len(ordered) - 1) * share, WHOLE)
    above = below + (1 if beyond else 0)
    return interpolate(ordered[below], ordered[above], len(ordered), share)
