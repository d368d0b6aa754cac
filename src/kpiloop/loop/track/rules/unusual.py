"""Months whose figure lies outside what the months before it make usual. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.limits import xmr_limits

#: Fewer months say little about what is usual; below this many nothing is called unusual.
LEAST_MONTHS = 12
#: What lies further back belongs to another business.
MOST_MONTHS = 24


@dataclass(frozen=True)
class Outside:
    """One unusual month."""

    figure: Decimal  #: what it was
    lower: Decimal  #: lower limit of the months before
    upper: Decimal  #: upper limit of the months before


def outside_limits(figures: Sequence[Figure]) -> dict[int, Outside]:
    """Places of unusual figures with the limits they left.

    Each month is held against the months before it alone, so a later figure never changes what was said about an
    earlier one. Figures that never moved have no limits: their first movement is news for people, not for statistics.

    >>> steady = [Decimal(100 + place % 3) for place in range(12)]
    >>> found = outside_limits([*steady, Decimal(101), Decimal(140)])
    >>> sorted(found), found[13].figure
    ([13], Decimal('140'))
    """
    found: dict[int, Outside] = {}
    for place, figure in enumerate(figures):
        before = figures[max(0, place - MOST_MONTHS) : place]
        if isinstance(figure, Missing) or sum(not isinstance(each, Missing) for each in before) < LEAST_MONTHS:
            continue
        limits = xmr_limits(before)
        if isinstance(limits, Missing) or not limits.moving_range:
            continue
        if not limits.lower <= figure <= limits.upper:
            found[place] = Outside(figure, limits.lower, limits.upper)
    return found
