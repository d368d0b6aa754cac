"""Carrying a mark from one scale to another."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import EXACT, Figure, Missing


def convert_scale(value: Figure, scale: tuple[Decimal, Decimal], onto: tuple[Decimal, Decimal]) -> Figure:
    """Carry a mark from one scale to another by minimum and maximum.

    Shape:    value on (lowest, highest) -> value on the other (lowest, highest).
    Missing:  stays missing.
    Errors:   Refusal("curve_scale_empty") when the first scale has no width.
    Source:   docs/methods/scale-conversion.md

    >>> convert_scale(Decimal("3.4"), (Decimal(1), Decimal(5)), (Decimal("0.25"), Decimal(5)))
    Decimal('3.100')
    """
    if isinstance(value, Missing):
        return value
    if scale[0] == scale[1]:
        raise Refusal("curve_scale_empty", at=str(scale[0]))
    width = EXACT.subtract(onto[1], onto[0])
    along = EXACT.multiply(EXACT.subtract(value, scale[0]), width)
    return EXACT.add(onto[0], EXACT.divide(along, EXACT.subtract(scale[1], scale[0])))
