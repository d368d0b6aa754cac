"""Which months of a year an annual target is spread over, and what each of them gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from kpiloop.engine.targets.phasing import even, phase
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.errors import PhasingWrong
from kpiloop.loop.plan.models import Target
from kpiloop.loop.plan.rows import KpiRow

#: Units of measure that are counted in whole pieces when a target is shared out.
WHOLE_UNITS = frozenset({"pieces", "orders", "customers", "persons", "times"})


def spread_annual(
    kpi: KpiRow,
    annual: Decimal,
    months: Sequence[PeriodRow],
    held: Mapping[int, Target],
    *,
    weights: Sequence[Decimal] | None,
    places: int | None,
) -> dict[str, Decimal]:
    """Monthly figures of an annual target by period code, for the months that may still change.

    A closed or locked month keeps its figure and the others take the rest, so the year still adds
    up; what does not add up over months carries the annual figure in each of them.
    """
    given = even(len(months)) if weights is None else list(weights)
    if len(given) != len(months):
        raise PhasingWrong(months=len(months), given=len(given))
    fixed = {place: figure for place, month in enumerate(months) if (figure := _fixed(month, held)) is not None}
    spread: Sequence[Decimal] = [annual] * len(months)
    if kpi.time_kind == "flow":
        spread = phase(annual, given, places=least_places(kpi) if places is None else places, locked=fixed)
    return {month.code: spread[place] for place, month in enumerate(months) if place not in fixed}


def least_places(kpi: KpiRow) -> int:
    """Decimals a shared-out target of this KPI has at least room for."""
    return 0 if kpi.measurement_unit in WHOLE_UNITS else 2


def _fixed(month: PeriodRow, held: Mapping[int, Target]) -> Decimal | None:
    target = held.get(month.id)
    return target.target if target is not None and (target.is_locked or month.is_closed) else None
