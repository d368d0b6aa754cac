"""How far a key result has come: never a score."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.values import Figure, Missing, divide


def progress(value: Figure, *, start: Decimal, target: Decimal) -> Figure:
    """Say which share of the way from start to target is done.

    Shape:    a figure -> 0 to 1; the way may lead up or down.
    Units:    value, start and target share one unit.
    Missing:  a missing value is missing; so is a way of no length.

    >>> progress(Decimal(30), start=Decimal(50), target=Decimal(10))
    Decimal('0.5')
    >>> progress(Decimal(70), start=Decimal(50), target=Decimal(60))
    Decimal('1')
    """
    if isinstance(value, Missing):
        return value
    done = divide(value - start, target - start)
    return done if isinstance(done, Missing) else min(max(done, Decimal(0)), Decimal(1))
