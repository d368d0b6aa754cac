"""A bonus pool: split to the cent by largest remainder, or a cap that scales amounts down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.errors import Refusal
from kpiloop.engine.incentive.rounding import money, unit_of
from kpiloop.engine.largest_remainder import share_units
from kpiloop.engine.values import EXACT, from_fraction, sum_of


@dataclass(frozen=True)
class ScaledPool:
    """Amounts after the cap of a pool."""

    factor: Decimal  #: what every amount was multiplied by; 1 when the pool suffices
    amounts: dict[str, Decimal]  #: subject -> currency, to the smallest unit
    asked: Decimal  #: currency, sum before the cap
    left_over: Decimal  #: currency left in the pool


def split(pool: Decimal, shares: Mapping[str, Decimal], *, places: int = 2) -> dict[str, Decimal]:
    """Split a pool by shares, to the last cent.

    Shape:    pool and share per subject -> amount per subject.
    Units:    pool in currency, a whole number of smallest units; shares in any one scale.
    Law:      largest remainder: every share is cut down to a cent, the cents left over go to the
              largest fractions, equal fractions by subject id; the amounts sum to the pool exactly.
    Errors:   Refusal("pool_negative"), Refusal("pool_not_in_units"), Refusal("share_negative"),
              Refusal("pool_without_shares").
    Source:   docs/methods/largest-remainder.md

    >>> split(Decimal("100.00"), {"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)})
    {'a': Decimal('33.34'), 'b': Decimal('33.33'), 'c': Decimal('33.33')}
    """
    unit = unit_of(places)
    units_in_pool = Fraction(pool) / Fraction(unit)
    _check_pool(pool, units_in_pool, shares)
    whole = sum((Fraction(share) for share in shares.values()), Fraction(0))
    if not whole:
        if units_in_pool:
            raise Refusal("pool_without_shares", pool=str(pool))
        return {key: EXACT.multiply(Decimal(0), unit) for key in shares}
    exact = {key: units_in_pool * Fraction(share) / whole for key, share in shares.items()}
    counts = share_units(int(units_in_pool), exact)
    return {key: EXACT.multiply(Decimal(counts[key]), unit) for key in shares}


def scale_to_pool(amounts: Mapping[str, Decimal], pool: Decimal, *, places: int = 2) -> ScaledPool:
    """Hold the sum of amounts within a pool.

    Shape:    unrounded amount per subject and the pool -> rounded amounts, factor and left-over.
    Units:    currency.
    Law:      within the pool every amount is rounded half up by itself; above it all are scaled by
              one factor and split by largest remainder, so their sum is the pool exactly.
    Errors:   those of split.
    Source:   docs/methods/pool-cap.md

    >>> scaled = scale_to_pool({"a": Decimal("60"), "b": Decimal("90")}, Decimal("100.00"))
    >>> scaled.amounts, scaled.left_over
    ({'a': Decimal('40.00'), 'b': Decimal('60.00')}, Decimal('0.00'))
    """
    rounded = {key: money(amount, places) for key, amount in amounts.items()}
    asked = sum_of(rounded.values())
    if asked <= pool:
        return ScaledPool(Decimal(1), rounded, asked, EXACT.subtract(pool, asked))
    whole = sum((Fraction(amount) for amount in amounts.values()), Fraction(0))
    granted = split(pool, amounts, places=places)
    left_over = EXACT.subtract(pool, sum_of(granted.values()))
    return ScaledPool(from_fraction(Fraction(pool) / whole), granted, asked, left_over)


def _check_pool(pool: Decimal, units: Fraction, shares: Mapping[str, Decimal]) -> None:
    if pool < 0:
        raise Refusal("pool_negative", pool=str(pool))
    if units.denominator != 1:
        raise Refusal("pool_not_in_units", pool=str(pool))
    for key, share in shares.items():
        if share < 0:
            raise Refusal("share_negative", subject=key, share=str(share))
