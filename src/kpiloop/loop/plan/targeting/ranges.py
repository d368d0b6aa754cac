"""Which targets may be a range, and which must be one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from kpiloop.engine.targets.band import Band, band_of
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.errors.ranges import RangeInverted, RangeMissing, RangeNotJudged, RangeNotSpread
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.row_reading import MANY_KEYS, kpi_rows
from kpiloop.loop.plan.rows import NewTarget

#: Methods that make a month's target from another figure; two bounds cannot be made that way.
SPREADING = ("phased", "cascade", "bottom_up", "growth", "source", "converted")


def check_ranges(targets: Sequence[NewTarget], periods: Mapping[str, PeriodRow], *, method: str) -> None:
    """Refuse what cannot stand: bounds of a KPI not judged by a range, upside down, or overwritten by spreading.

    Errors:   target_range_not_judged, target_range_inverted, target_range_missing, target_range_not_spread.
    """
    ranged = {key: kpi for key, kpi in kpi_rows(None).items() if kpi.achievement_method == "range"}
    if not ranged and not any(row.band for row in targets):
        return
    kpi_of = _kpis_of({row.assignment_id for row in targets})
    for row in targets:
        key, code = kpi_of[row.assignment_id]
        parameters = ranged[key].achievement_parameters if key in ranged else None
        check_range(row.figure, row.band, parameters, kpi=code, period=row.period_code)
    if method in SPREADING:
        asked = [row for row in targets if kpi_of[row.assignment_id][0] in ranged]
        _refuse_spreading(asked, periods, {key: code for key, (_, code) in kpi_of.items()})


def check_range(
    figure: Decimal | None,
    band: Band | None,
    parameters: Mapping[str, Decimal] | None,
    *,
    kpi: str,
    period: str,
) -> None:
    """One target against what its KPI is judged by.

    Shape:    parameters of the range the definition judges by; None where it judges by something else.
    Errors:   target_range_not_judged, target_range_inverted, target_range_missing.
    """
    if band is not None:
        if parameters is None:
            raise RangeNotJudged(kpi=kpi, period=period)
        if figure is None or not band.low <= figure <= band.high:
            raise RangeInverted(kpi=kpi, period=period, low=band.low, high=band.high)
    elif parameters is not None and figure is not None and band_of(figure, parameters) is None:
        raise RangeMissing(kpi=kpi, period=period)


def _refuse_spreading(asked: Sequence[NewTarget], periods: Mapping[str, PeriodRow], codes: Mapping[int, str]) -> None:
    wanted = {(row.assignment_id, periods[row.period_code].id): row for row in asked}
    found = Target.objects.filter(is_current=True, lower__isnull=False, period_id__in={key for _, key in wanted})
    for held in _among(found.values_list("assignment_id", "period_id"), wanted):
        row = wanted[held]
        raise RangeNotSpread(kpi=codes[row.assignment_id], period=row.period_code)


def _among(found: Iterable[tuple[int, int]], wanted: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(key for key in found if key in wanted)


def _kpis_of(assignments: Collection[int]) -> dict[int, tuple[int, str]]:
    found = Assignment.objects.all()
    if len(assignments) <= MANY_KEYS:
        found = found.filter(pk__in=list(assignments))
    rows = found.values_list("pk", "kpi_id", "kpi__code")
    return {key: (kpi, code) for key, kpi, code in rows if key in assignments}
