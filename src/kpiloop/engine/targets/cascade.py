"""A whole broken down to its parts, and whether the parts still meet the whole (rules R22, R23, R28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.engine.targets.sharing import decimals_of, share_target
from kpiloop.engine.values import EXACT, Figure, Missing, from_fraction, sum_of

Balance = Literal["even", "over", "under", "unknown"]


@dataclass(frozen=True)
class Conservation:
    """The parts against the whole."""

    parts: Decimal | None  #: sum of the parts; None when one of them has no figure
    gap: Decimal | None  #: parts less whole; above 0 is cushion, below 0 is not covered
    balance: Balance  #: even, over, under or unknown


def split(
    whole: Decimal,
    shares: Mapping[str, Decimal],
    *,
    places: int = 2,
    locked: Mapping[str, Decimal] | None = None,
    cushion: Decimal = Decimal(0),
) -> dict[str, Decimal]:
    """Break a target down by shares: history, headcount, capacity or any own key.

    Shape:    whole and share per part -> target per part.
    Units:    the unit of the whole; cushion as a fraction of the whole: 0.05 asks the parts for 105 %.
    Law:      the parts sum to whole x (1 + cushion) exactly; locked parts keep their negotiated figure.
    Errors:   those of share_target.

    >>> split(Decimal(1000), {"north": Decimal(2), "south": Decimal(1)}, places=0, cushion=Decimal("0.05"))
    {'north': Decimal('700'), 'south': Decimal('350')}
    """
    asked = whole
    if cushion:
        wanted = EXACT.multiply(whole, EXACT.add(Decimal(1), cushion))
        asked = round_half_up(wanted, max(places, decimals_of([whole])))
    return share_target(asked, shares, places=places, locked=locked)


def grown(base: Mapping[str, Figure], rate: Decimal, *, places: int = 2) -> dict[str, Figure]:
    """Let every part grow from its own base; the parts are then compared with the whole.

    Shape:    base and rate of growth -> target per part.
    Units:    rate as a fraction: 0.1 = 10 % more.
    Missing:  a part without a base has no target by this method.

    >>> grown({"north": Decimal(100), "south": Missing("no_value")}, Decimal("0.1"))
    {'north': Decimal('110.00'), 'south': Missing(reason='no_value')}
    """
    factor = EXACT.add(Decimal(1), rate)
    return {
        key: figure if isinstance(figure, Missing) else round_half_up(EXACT.multiply(figure, factor), places)
        for key, figure in base.items()
    }


def conserve(
    whole: Decimal | None, parts: Mapping[str, Decimal | None], *, tolerance: Decimal = Decimal(0)
) -> Conservation:
    """Compare the sum of the parts with the whole; only for KPIs whose targets add up.

    Shape:    whole and figure per part -> sum, gap and whether it is even, over or under.
    Units:    tolerance in the unit of the whole.
    Missing:  a whole or a part without a figure leaves the balance unknown; so does having no part.

    >>> conserve(Decimal(100), {"a": Decimal(60), "b": Decimal(45)}).balance
    'over'
    """
    known = [figure for figure in parts.values() if figure is not None]
    if not parts or len(known) < len(parts):
        return Conservation(None, None, "unknown")
    total = sum_of(known)
    if whole is None:
        return Conservation(total, None, "unknown")
    gap = EXACT.subtract(total, whole)
    if abs(gap) <= tolerance:
        return Conservation(total, gap, "even")
    return Conservation(total, gap, "over" if gap > 0 else "under")


def weighted_whole(parts: Mapping[str, Decimal | None], weights: Mapping[str, Decimal | None]) -> Figure:
    """The whole of a ratio as its parts imply it: each part counts by the size of what it is a ratio of.

    Shape:    figure and weight per part -> weighted mean; ratios are never summed (rule R23).
    Units:    weights in any one scale, e.g. revenue targets for margin targets.
    Missing:  a part without a figure or a weight, no part, or weights that add up to nothing.

    >>> weighted_whole({"a": Decimal(10), "b": Decimal(50)}, {"a": Decimal(100), "b": Decimal(900)})
    Decimal('46')
    """
    known = [
        (figure, weight)
        for key, figure in parts.items()
        if (weight := weights.get(key)) is not None and figure is not None
    ]
    size = sum((Fraction(weight) for _, weight in known), Fraction(0))
    if not parts or len(known) < len(parts) or size <= 0:
        return Missing("no_target")
    return from_fraction(sum((Fraction(figure) * Fraction(weight) for figure, weight in known), Fraction(0)) / size)


def moved_with(limit: Decimal | None, before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Move a threshold or stretch in proportion when its target moves (rule R29).

    Shape:    limit, old target and new target -> new limit, to the eight decimals targets are kept in.
    Missing:  without an old target, or with one of 0, there is no proportion: the limit stays.

    >>> moved_with(Decimal(90), Decimal(100), Decimal(130))
    Decimal('117.00000000')
    """
    if limit is None or not before or after is None:
        return limit
    return round_half_up(from_fraction(Fraction(limit) * Fraction(after) / Fraction(before)), 8)
