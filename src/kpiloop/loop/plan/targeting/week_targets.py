"""What a week should bring: its own target where one was set, else the days of its months' targets (P13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.engine.targets.band import Band, band_between
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.models import Target
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.plan.targeting.calendar_months import converted, span_of

#: Decimals of a month's target shared out over its weeks, or as many as the target has.
PLACES = 2
Held = tuple[Decimal | None, Decimal | None, Decimal | None]  # (target, lower bound, upper bound)
Place = tuple[int, int, int]  # (KPI, subject, period)


@dataclass(frozen=True)
class WeekTarget:
    """The target of a week."""

    figure: Figure  #: in the unit of the KPI; Missing("no_target") where a month it has days of has none
    band: Band | None = None  #: where the KPI is judged by a range
    is_own: bool = False  #: set for this week, not worked out from its months


def week_targets(lines: Mapping[tuple[int, int], KpiRow], weeks: Sequence[PeriodRow]) -> dict[Place, WeekTarget]:
    """Targets of some weeks, by KPI, subject and week.

    Shape:    (KPI, subject) with the definition that holds -> a target for each of the weeks.
    Law:      a flow shares the target of each month out over all its weeks by days, so that nothing is lost at the
              ends of months; everything else has the mean over the days. It does not matter which weeks are asked.
    Missing:  no_target where one of the months has none: a target of the other days would be too small.
    """
    months, beside = _around(weeks)
    held = _held(lines, {row.id for row in (*months, *weeks)})
    found: dict[Place, WeekTarget] = {}
    for (kpi_id, subject_id), kpi in lines.items():
        by_month = [held.get((kpi_id, subject_id, month.id), (None, None, None)) for month in months]
        target, lower, upper = (_spread(kpi, months, [row[place] for row in by_month], beside) for place in range(3))
        for week in weeks:
            own = held.get((kpi_id, subject_id, week.id))
            if own is not None:
                found[kpi_id, subject_id, week.id] = WeekTarget(_figure(own[0]), band_between(own[1], own[2]), True)
                continue
            bounds = (_cell(lower[week.id]), _cell(upper[week.id]))
            found[kpi_id, subject_id, week.id] = WeekTarget(target[week.id], band_between(*bounds))
    return found


def _around(weeks: Sequence[PeriodRow]) -> tuple[list[PeriodRow], list[PeriodRow]]:
    """The months some weeks have days of, and all weeks of these months."""
    months = [row for row in calendar.periods(SYSTEM) if any(_touch(row, week) for week in weeks)]
    every = calendar.periods(SYSTEM, kind=WEEK)
    return months, [week for week in every if any(_touch(month, week) for month in months)]


def _touch(one: PeriodRow, other: PeriodRow) -> bool:
    return one.starts_on < other.ends_before and other.starts_on < one.ends_before


def _held(lines: Collection[tuple[int, int]], period_ids: Collection[int]) -> dict[Place, Held]:
    """Targets in force; the later assignment wins a period both have a target for."""
    found = Target.objects.filter(
        is_current=True,
        period_id__in=list(period_ids),
        assignment__scheme__state="published",
        assignment__kpi_id__in={kpi for kpi, _ in lines},
        assignment__subject_id__in={subject for _, subject in lines},
    ).order_by("assignment__valid_from", "pk")
    columns = ("assignment__kpi_id", "assignment__subject_id", "period_id", "target", "lower", "upper")
    return {(kpi, subject, period): held for kpi, subject, period, *held in found.values_list(*columns)}


def _spread(
    kpi: KpiRow, months: Sequence[PeriodRow], cells: Sequence[Decimal | None], weeks: Sequence[PeriodRow]
) -> dict[int, Figure]:
    figures = [_figure(cell) for cell in cells]
    spans, into = [span_of(month) for month in months], [span_of(week) for week in weeks]
    shared = converted(kpi, spans, figures, into, places=PLACES)
    return {week.id: figure for week, figure in zip(weeks, shared, strict=True)}


def _figure(cell: Decimal | None) -> Figure:
    return Missing("no_target") if cell is None else cell


def _cell(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure
