"""Which months of a year an annual target is spread over, and what each of them gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.targets import phasing
from kpiloop.engine.targets.phasing import even, phase
from kpiloop.engine.values import Figure
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.errors import PhasingWrong
from kpiloop.loop.plan.models import Target
from kpiloop.loop.plan.rows import KpiRow

#: Units of measure that are counted in whole pieces when a target is shared out.
WHOLE_UNITS = frozenset({"pieces", "orders", "customers", "persons", "times"})


@dataclass(frozen=True)
class YearShape:
    """What the weights of a year may be taken from."""

    months: int  #: months of the year
    work_days: Sequence[int] = ()  #: days the company works in each
    prior: Sequence[Figure] = ()  #: last year's actuals, one per month
    now: Sequence[Decimal | None] = ()  #: present targets, one per month
    typed: Sequence[Decimal] = ()  #: own weights, or what is reached by the end of each month


def shape_weights(shape: str, year: YearShape) -> tuple[Decimal, ...] | None:
    """Weights of the months by a shape; None for equal months.

    Errors:   season_incomplete, season_unusable, target_weights_unusable, curve_falls, phasing_wrong for own
              weights or a curve of another length.
    """
    if shape in ("own", "curve") and len(year.typed) != year.months:
        raise PhasingWrong(months=year.months, given=len(year.typed))
    made: dict[str, Callable[[], tuple[Decimal, ...]]] = {
        "last_year": lambda: phasing.seasonal(year.prior),
        "working_days": lambda: phasing.working_days(year.work_days),
        "s_curve": lambda: phasing.s_curve(year.months),
        "as_now": lambda: tuple(figure or Decimal(0) for figure in year.now),
        "own": lambda: tuple(year.typed),
        "curve": lambda: phasing.from_cumulative(year.typed),
    }
    return made[shape]() if shape in made else None


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

    A closed or locked month keeps its figure, one the KPI does not apply in takes nothing, and the others take the
    rest, so the year still adds up; what does not add up over months carries the annual figure in each of them.
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
    if target is not None and not target.is_applicable:
        return Decimal(0)
    return target.target if target is not None and (target.is_locked or month.is_closed) else None
