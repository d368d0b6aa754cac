"""Share of a period: days counted over days of the period."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import EXACT


def day_share(days_in: int, days_total: int) -> Decimal:
    """Say which part of a period a person took part in.

    Units:    days -> a fraction from 0 to 1.
    Errors:   Refusal("day_share_out_of_range") unless 0 <= days_in <= days_total and days_total > 0.
    Source:   docs/methods/proration.md

    >>> day_share(46, 92)
    Decimal('0.5')
    """
    if days_total <= 0 or not 0 <= days_in <= days_total:
        raise Refusal("day_share_out_of_range", days_in=days_in, days_total=days_total)
    return EXACT.divide(Decimal(days_in), Decimal(days_total))
