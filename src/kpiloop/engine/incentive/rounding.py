"""Rounding: money once, half up; official scores at a declared place. Nowhere else."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import cache

#: The place that swallows what a quotient of fifty digits leaves behind: 2.675 stays 2.675.
_NOISE = Decimal("1E-30")
#: Fifty digits before the point and thirty behind it: the noise of a large figure is swallowed, too.
_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)


@cache
def unit_of(places: int) -> Decimal:
    """Name the smallest unit of a currency.

    Units:    places after the decimal point -> the unit.

    >>> unit_of(2)
    Decimal('0.01')
    """
    return Decimal(1).scaleb(-places)


def round_half_up(figure: Decimal, places: int) -> Decimal:
    """Round a figure half up at a place (halves move away from zero).

    Law:      a remainder of the fiftieth digit does not move a half.
    Source:   docs/methods/rounding.md

    >>> round_half_up(Decimal("2.675"), 2), round_half_up(Decimal("-2.675"), 2)
    (Decimal('2.68'), Decimal('-2.68'))
    >>> round_half_up(Decimal("2048000000000000000000000.125"), 2)
    Decimal('2048000000000000000000000.13')
    """
    settled = figure.quantize(_NOISE, rounding=ROUND_HALF_UP, context=_WIDE)
    return settled.quantize(unit_of(places), rounding=ROUND_HALF_UP, context=_WIDE)


def money(figure: Decimal, places: int = 2) -> Decimal:
    """Round an amount of money, once, at the named place.

    Units:    currency; `places` is that of its smallest unit.
    Law:      half up; |rounded - exact| <= half a cent.
    Source:   docs/methods/rounding.md

    >>> money(Decimal("2.675"))
    Decimal('2.68')
    >>> money(Decimal("10000") * Decimal("0.9202") * Decimal("0.98"))
    Decimal('9017.96')
    """
    return round_half_up(figure, places)


def floor_to_unit(figure: Decimal, places: int) -> Decimal:
    """Cut an amount down to whole smallest units.

    Law:      the result never exceeds the exact amount.

    >>> floor_to_unit(Decimal("33.3366"), 2)
    Decimal('33.33')
    """
    settled = figure.quantize(_NOISE, rounding=ROUND_HALF_UP, context=_WIDE)
    return settled.quantize(unit_of(places), rounding=ROUND_FLOOR, context=_WIDE)
