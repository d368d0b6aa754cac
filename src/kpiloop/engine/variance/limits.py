"""Is a movement noise or news: limits of an individuals chart (XmR)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kpiloop.engine.values import EXACT, Figure, Missing, sum_of

#: Fewer points than this say nothing about what is usual.
LEAST_POINTS = 6

#: 3 divided by the constant d2 of ranges of two (1.128), as printed in control chart tables.
RANGE_FACTOR = Decimal("2.66")


@dataclass(frozen=True)
class Limits:
    """What is usual for a series."""

    mean: Decimal  #: mean of the points, in their unit
    moving_range: Decimal  #: mean distance of neighbours, in their unit
    lower: Decimal  #: below this a value is news
    upper: Decimal  #: above this a value is news
    points: int  #: how many points the limits rest on

    def holds(self, figure: Decimal) -> bool:
        """Whether a value is usual (on a limit counts as usual)."""
        return self.lower <= figure <= self.upper


def xmr_limits(series: Sequence[Figure]) -> Limits | Missing:
    """Say between which limits a figure usually moves.

    Shape:    one figure per period, oldest first; mean +/- 2.66 x mean moving range.
    Missing:  a missing figure is left out, and no range is taken across the gap it leaves;
              Missing("incomplete") below six points or without two neighbours.
    Source:   docs/methods/xmr-limits.md

    >>> found = xmr_limits([Decimal(x) for x in (100, 104, 98, 103, 99, 101)])
    >>> round(found.mean, 4), found.moving_range, round(found.lower, 4), round(found.upper, 4)
    (Decimal('100.8333'), Decimal('4.2'), Decimal('89.6613'), Decimal('112.0053'))
    """
    points = [figure for figure in series if not isinstance(figure, Missing)]
    ranges = [
        EXACT.abs(EXACT.subtract(later, earlier))
        for earlier, later in pairwise(series)
        if not isinstance(earlier, Missing) and not isinstance(later, Missing)
    ]
    if len(points) < LEAST_POINTS or not ranges:
        return Missing("incomplete")
    mean = EXACT.divide(sum_of(points), Decimal(len(points)))
    moving_range = EXACT.divide(sum_of(ranges), Decimal(len(ranges)))
    reach = EXACT.multiply(RANGE_FACTOR, moving_range)
    return Limits(mean, moving_range, EXACT.subtract(mean, reach), EXACT.add(mean, reach), len(points))
