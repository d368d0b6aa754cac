"""Gates: a condition of the company or a unit that holds the payout of those below it (rule R10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing, multiply


@dataclass(frozen=True)
class GateCap:
    """A gate whose condition holds."""

    code: str  #: rule
    most: Decimal  #: highest payout it leaves, as a factor of base x days


@dataclass(frozen=True)
class PayoutFactor:
    """What base x days is multiplied by."""

    product: Figure  #: company x unit x individual factor
    figure: Figure  #: held by the gates
    binding: str  #: gate that holds it; empty = none does


def gated_payout(base: Figure, factors: Mapping[str, Figure], gates: Sequence[GateCap]) -> Figure:
    """Pay a base by its factors, held by the gates.

    Shape:    base x share of days, factor per layer, gates whose condition holds -> one amount.
    Units:    currency, unrounded.
    Missing:  as payout_factor.
    Source:   docs/methods/payout.md

    >>> gated_payout(Decimal(10000), {"individual": Decimal("1.3")}, [GateCap("profit", Decimal(1))])
    Decimal('10000')
    """
    held = payout_factor(factors, gates)
    return multiply(base, *factors.values()) if held.figure == held.product else multiply(base, held.figure)


def payout_factor(factors: Mapping[str, Figure], gates: Sequence[GateCap]) -> PayoutFactor:
    """Multiply the factors and hold the product by the gates.

    Shape:    factor per layer (company, unit, individual), gates whose condition holds -> one factor.
    Law:      the lowest gate holds, of equal ones the first by code; one above the product does nothing.
    Missing:  a missing factor leaves the payout open, whatever the gates say.
    Source:   docs/methods/payout.md

    >>> held = payout_factor({"unit": Decimal("1.2"), "individual": Decimal("1.1")}, [GateCap("profit", Decimal(1))])
    >>> held.product, held.figure, held.binding
    (Decimal('1.32'), Decimal('1'), 'profit')
    """
    product = multiply(*factors.values())
    lowest = min(gates, key=lambda gate: (gate.most, gate.code), default=None)
    if isinstance(product, Missing) or lowest is None or lowest.most >= product:
        return PayoutFactor(product, product, "")
    return PayoutFactor(product, lowest.most, lowest.code)
