"""What a figure would mean before it is taken: its light, and whether it is unlike those before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.achievement import achievement
from kpiloop.engine.errors import Refusal
from kpiloop.engine.status import rag
from kpiloop.engine.targets.band import Band
from kpiloop.engine.values import EXACT, Figure, Missing
from kpiloop.engine.variance.limits import xmr_limits
from kpiloop.loop.plan.rows import KpiRow, TargetRow

#: A figure ten times the last one is more often a wrong unit than a miracle.
FACTOR = 10
_TENTH = Decimal(1) / FACTOR
#: Limits from the variation of a series want so many figures.
ENOUGH = 6


@dataclass(frozen=True)
class Aim:
    """What a figure is held against."""

    figure: Decimal | None = None  #: target of the month or the week; None without one
    band: Band | None = None  #: where it is a range

    @classmethod
    def of(cls, target: TargetRow | None) -> Aim:
        """Of a stored target."""
        return cls() if target is None else cls(target.target, target.band)


def light_of(kpi: KpiRow, value: Decimal | None, target: Aim) -> str:
    """Colour a figure would have; na where the year to date is judged, or nothing can be said."""
    if value is None or kpi.judged_on != "month":
        return "na"
    wanted: Figure = Missing("no_target") if target.figure is None else target.figure
    if isinstance(wanted, Missing) and kpi.achievement_method != "range":
        return "na"
    try:
        reached = achievement(kpi.achievement_method, value, wanted, parameters=kpi.parameters_with(target.band))
    except Refusal:
        return "na"
    return rag(reached, green=kpi.green_from, amber=kpi.amber_from)


def usual_band(before: Sequence[Decimal]) -> tuple[Decimal, Decimal] | None:
    """Between which figures the next one would be usual: limits of the series, else a tenth to ten times the last.

    Shape:    figures of earlier months, oldest first -> (low, high); None where there is nothing to compare with.
    """
    if len(before) >= ENOUGH:
        limits = xmr_limits(list(before))
        if not isinstance(limits, Missing) and limits.lower < limits.upper:
            # Wider than the limits of the chart: here a person is interrupted, not a point marked.
            spread = EXACT.subtract(limits.upper, limits.lower)
            return EXACT.subtract(limits.lower, spread), EXACT.add(limits.upper, spread)
    if not before or before[-1] == 0:
        return None
    last = before[-1]
    ends = (EXACT.multiply(last, _TENTH), EXACT.multiply(last, Decimal(FACTOR)))
    return min(ends), max(ends)


def is_unusual(value: Decimal | None, band: tuple[Decimal, Decimal] | None) -> bool:
    """Whether a figure lies outside its band."""
    return value is not None and band is not None and not band[0] <= value <= band[1]
