"""Did the KPI move as far as expected, and in the good direction? Pure."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.values import EXACT, SLACK
from kpiloop.loop.improve.choices import MOVED, NOT_MOVED, UNCLEAR


def effect_of(
    before: Decimal | None, after: Decimal | None, expected: Decimal, direction: str
) -> tuple[str, Decimal | None]:
    """Outcome and change of an action.

    The good direction is up for higher-is-better, down for lower-is-better, and that of the expected
    effect otherwise; the change must reach the expected size. Part of the way is not there yet.

    >>> effect_of(Decimal("0.12"), Decimal("0.09"), Decimal("-0.03"), "lower")
    ('moved', Decimal('-0.03'))
    >>> effect_of(Decimal(100), Decimal(104), Decimal(5), "higher")
    ('not_moved', Decimal('4'))
    """
    if before is None or after is None:
        return UNCLEAR, None
    change = EXACT.subtract(after, before)
    sign = {"higher": Decimal(1), "lower": Decimal(-1)}.get(direction, Decimal(1).copy_sign(expected))
    gained = EXACT.multiply(change, sign)
    is_enough = gained >= EXACT.subtract(abs(expected), SLACK) and gained > 0
    return (MOVED if is_enough else NOT_MOVED), change
