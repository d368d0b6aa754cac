"""Exchange rates of periods, read once for a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.choices import CONSTANT
from kpiloop.loop.measure.models import Rate


@dataclass(frozen=True)
class UsedRate:
    """A rate with the version it is."""

    rate: Decimal  #: what one unit of the native currency is worth
    rate_type: str  #: average, closing or constant
    period: str  #: period it was recorded for
    version: int  #: its version; 0 for the same currency


@dataclass(frozen=True)
class RateBook:
    """Current rates of all periods."""

    rates: Mapping[tuple[str, str, str, str], UsedRate]  #: (currency, into, rate type, period) -> rate
    constants: Mapping[tuple[str, str], tuple[tuple[date, UsedRate], ...]]  #: (currency, into) -> by first day
    held_constant: bool = False  #: whether everything is converted at constant rates, for comparison

    def find(self, currency: str, into: str, rate_type: str, period: PeriodRow) -> UsedRate | None:
        """The rate of a period; of the constant kind the newest one recorded up to it."""
        if currency == into:
            return UsedRate(Decimal(1), rate_type, period.code, 0)
        if rate_type == CONSTANT or self.held_constant:
            known = [rate for day, rate in self.constants.get((currency, into), ()) if day <= period.starts_on]
            return known[-1] if known else None
        return self.rates.get((currency, into, rate_type, period.code.partition("/")[0]))


def read_rates(*, held_constant: bool = False, recorded_by: datetime | None = None) -> RateBook:
    """Every current rate, or those that were current at a moment."""
    rates: dict[tuple[str, str, str, str], UsedRate] = {}
    constants: dict[tuple[str, str], list[tuple[date, UsedRate]]] = {}
    for row in _in_force(recorded_by):
        if row.rate is None:
            continue
        used = UsedRate(row.rate, row.rate_type, row.period.code, row.version)
        rates[row.currency, row.into, row.rate_type, row.period.code] = used
        if row.rate_type == CONSTANT:
            constants.setdefault((row.currency, row.into), []).append((row.period.starts_on, used))
    return RateBook(rates, {key: tuple(found) for key, found in constants.items()}, held_constant)


def _in_force(recorded_by: datetime | None) -> list[Rate]:
    found = Rate.objects.select_related("period").order_by("period__starts_on", "version")
    if recorded_by is None:
        return list(found.filter(is_current=True))
    newest = {
        (row.currency, row.into, row.period_id, row.rate_type): row
        for row in found.filter(recorded_at__lte=recorded_by)
    }
    return list(newest.values())
