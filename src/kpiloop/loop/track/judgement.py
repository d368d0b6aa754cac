"""The light of one assignment in one month: achievement by its method, colour by its limits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpiloop.engine.achievement import WITHOUT_TARGET, achievement
from kpiloop.engine.errors import Refusal
from kpiloop.engine.status import Status, rag
from kpiloop.engine.targets.band import Band
from kpiloop.engine.targets.pace import Expected
from kpiloop.engine.values import Figure, Missing, is_excused
from kpiloop.loop.plan.rows import KpiRow

#: Lights from the kindest on.
_ORDER: tuple[Status, ...] = ("green", "amber", "red", "na")


@dataclass(frozen=True)
class Judged:
    """What a month says about an assignment."""

    achievement: Figure  #: fraction, 1 = on target
    light: Status  #: green, amber, red, na
    reason: str  #: why na (code), else empty


def judge_running(
    kpi: KpiRow, actual: Figure, target: Figure, expected: Expected | Missing, band: Band | None = None
) -> Judged:
    """Give an assignment its light while the month runs: by what should be reached so far.

    Law:      achievement is against the expected figure; the light is against the easiest figure of the
              interval, so that a way of counting days never alarms anybody.
    Missing:  as `judge_month`; month_running where no part of the target can be asked for yet.
    """
    if isinstance(expected, Missing):
        whole = judge_month(kpi, actual, target, band)
        return Judged(expected, "na", expected.reason) if whole.light != "na" else whole
    by_figure = judge_month(kpi, actual, expected.figure)
    bounds = [judge_month(kpi, actual, bound) for bound in (expected.low, expected.high)]
    return replace(by_figure, light=min((by_figure, *bounds), key=lambda each: _ORDER.index(each.light)).light)


def judge_month(kpi: KpiRow, actual: Figure, target: Figure, band: Band | None = None) -> Judged:
    """Give an assignment its light; the band of a month goes before the bounds of the definition.

    Missing:  without value or target, or where the method does not apply, the light is na and the
              reason says why. No target comes before no value: where nothing was expected, silence
              is nobody's fault.
    """
    if kpi.achievement_method == "none":
        return Judged(Missing("unscored"), "na", "unscored")
    if isinstance(target, Missing) and (is_excused(target) or kpi.achievement_method not in WITHOUT_TARGET):
        return Judged(target, "na", target.reason)
    try:
        reached = achievement(kpi.achievement_method, actual, target, parameters=kpi.parameters_with(band))
    except Refusal as refused:  # one definition with a gap never stops the others
        return Judged(Missing("not_applicable"), "na", refused.code)
    light = rag(reached, green=kpi.green_from, amber=kpi.amber_from)
    return Judged(reached, light, reached.reason if isinstance(reached, Missing) else "")
