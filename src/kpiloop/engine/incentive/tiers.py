"""Tiers: a reached level earns a factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import EXACT, SLACK, Figure, Missing


@dataclass(frozen=True)
class Tier:
    """One tier: from a level on, this factor."""

    lower: Decimal  #: first level that earns it (fraction or points, as the rule says)
    factor: Decimal  #: multiplies the base


def factor_from_tiers(level: Figure, tiers: Sequence[Tier], *, below: Decimal = Decimal(0)) -> Figure:
    """Read the factor a level earns.

    Shape:    a level and tiers in any order -> the factor of the highest tier reached.
    Law:      a level on a limit earns the higher tier; `below` holds under the lowest.
    Missing:  a missing level has no factor.
    Errors:   Refusal("tier_repeated") when two tiers begin at one level.
    Source:   docs/methods/tiers.md

    >>> tiers = [Tier(Decimal("0.9"), Decimal("0.8")), Tier(Decimal(1), Decimal(1))]
    >>> factor_from_tiers(Decimal("0.964"), tiers)
    Decimal('0.8')
    """
    lowers = [tier.lower for tier in tiers]
    if len(set(lowers)) != len(lowers):
        raise Refusal("tier_repeated")
    if isinstance(level, Missing):
        return level
    nudged = EXACT.add(level, SLACK)
    reached = [tier for tier in tiers if tier.lower <= nudged]
    return max(reached, key=lambda tier: tier.lower).factor if reached else below


def is_monotone(tiers: Sequence[Tier]) -> bool:
    """Tell whether a better level never earns less.

    Shape:    tiers in any order -> true or false.

    >>> is_monotone([Tier(Decimal(1), Decimal(1)), Tier(Decimal("0.9"), Decimal("1.1"))])
    False
    """
    factors = [tier.factor for tier in sorted(tiers, key=lambda tier: tier.lower)]
    return factors == sorted(factors)
