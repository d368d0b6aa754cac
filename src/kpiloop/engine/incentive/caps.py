"""Bounds of a factor or an amount."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.errors import Refusal


def clamp(figure: Decimal, *, floor: Decimal | None = None, cap: Decimal | None = None) -> Decimal:
    """Hold a factor or an amount between its floor and its cap.

    Units:    those of the figure.
    Law:      floor <= clamped <= cap; without bounds the figure stays as it is.
    Errors:   Refusal("floor_above_cap").

    >>> clamp(Decimal("1.35"), cap=Decimal("1.2"))
    Decimal('1.2')
    """
    if floor is not None and cap is not None and floor > cap:
        raise Refusal("floor_above_cap", floor=str(floor), cap=str(cap))
    if floor is not None and figure < floor:
        return floor
    return cap if cap is not None and figure > cap else figure
