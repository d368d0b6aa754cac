"""An annual target spread over the months of its year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.incentive.pool import split
from kpiloop.engine.values import EXACT
from kpiloop.loop.plan.errors import PhasingWrong
from kpiloop.loop.plan.rows import KpiRow

#: Units that are counted in whole pieces when an annual target is spread.
_WHOLE_UNITS = frozenset({"pieces", "orders", "customers", "persons", "times"})


def spread_annual(
    kpi: KpiRow, annual: Decimal, months: int, *, weights: Sequence[Decimal] | None, places: int | None
) -> list[Decimal]:
    """Monthly figures of an annual target."""
    if kpi.time_kind != "flow":
        return [annual] * months
    given = [Decimal(1)] * months if weights is None else list(weights)
    if len(given) != months or sum(given) <= 0 or min(given) < 0:
        raise PhasingWrong(months=months, given=len(given))
    shares = {f"{month:02d}": weight for month, weight in enumerate(given)}
    spread = split(abs(annual), shares, places=_places(kpi, annual) if places is None else places)
    return [EXACT.copy_sign(spread[month], annual) for month in sorted(shares)]


def _places(kpi: KpiRow, annual: Decimal) -> int:
    exponent = annual.normalize().as_tuple().exponent
    stated = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return max(stated, 0 if kpi.measurement_unit in _WHOLE_UNITS else 2)
