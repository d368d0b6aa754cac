"""Reading exchange rates with their versions. Whoever sees figures may see what they were converted by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.measure.models import Rate


@dataclass(frozen=True)
class RateRow:
    """A rate of a period, as a version."""

    currency: str  #: ISO code of the native amount
    into: str  #: ISO code of the result
    period_code: str  #: its period
    rate_type: str  #: average, closing or constant
    rate: Decimal  #: what one unit of `currency` is worth in `into`
    version: int  #: number of the version
    is_current: bool  #: False once a newer version exists
    source: str  #: where it comes from
    recorded_by: str  #: account
    recorded_at: datetime  #: when


def rates(viewer: Actor, *, period_code: str | None = None, history: bool = False) -> list[RateRow]:
    """Rates, newest period first; with history also superseded versions."""
    require(viewer, "values.view")
    found = Rate.objects.select_related("period").order_by(
        "-period__starts_on", "currency", "into", "rate_type", "-version"
    )
    if period_code is not None:
        found = found.filter(period__code=period_code)
    if not history:
        found = found.filter(is_current=True)
    return [
        RateRow(
            currency=row.currency, into=row.into, period_code=row.period.code, rate_type=row.rate_type,
            rate=row.rate or Decimal(0), version=row.version, is_current=row.is_current, source=row.source,
            recorded_by=row.recorded_by, recorded_at=row.recorded_at,
        )
        for row in found
    ]  # fmt: skip
