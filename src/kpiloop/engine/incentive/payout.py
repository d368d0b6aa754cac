"""Entitlement: what a base becomes through days and factors, before rounding."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Figure, add, divide, multiply, sum_of


def entitlement(base: Figure, share: Figure, factors: Mapping[str, Figure]) -> Figure:
    """Multiply base, share of days and all factors.

    Shape:    base, share and factor per layer (company, unit, individual) -> one amount.
    Units:    currency, unrounded: money is rounded once, by the caller, at the named place.
    Missing:  a missing factor leaves the line open; it is never read as 0 or 1.
    Source:   docs/methods/payout.md

    >>> entitlement(Decimal("10000.00"), Decimal(1),
    ...             {"individual": Decimal("0.9202"), "unit": Decimal("0.98")})
    Decimal('9017.96000000')
    """
    return multiply(base, share, *factors.values())


def additive_entitlement(
    base: Figure, share: Figure, factors: Mapping[str, Figure], weights: Mapping[str, Decimal]
) -> Figure:
    """Pay a base by the weighted mean of its factors (the additive scheme).

    Shape:    base, share, factor and weight per layer -> one amount.
    Units:    currency, unrounded.
    Missing:  a missing factor leaves the line open.
    Errors:   Refusal("weight_missing") for a factor without weight.
    Source:   docs/methods/payout.md

    >>> additive_entitlement(Decimal(1000), Decimal(1), {"unit": Decimal(1), "individual":
    ...     Decimal(2)}, {"unit": Decimal("0.5"), "individual": Decimal("0.5")})
    Decimal('1500.0')
    """
    for layer in factors:
        if layer not in weights:
            raise Refusal("weight_missing", layer=layer)
    parts = [multiply(factor, weights[layer]) for layer, factor in factors.items()]
    whole = sum_of(weights[layer] for layer in factors)
    return multiply(base, share, divide(add(*parts), whole))
