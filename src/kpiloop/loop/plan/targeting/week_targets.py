"""What a week should bring: its own target where one was set, else the days of its months' targets (P13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

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
_NOTHING = Missing("no_target")


@dataclass(frozen=True)
class WeekTarget:
    """The target of a week."""

    figure: Figure  #: in the unit of the KPI; Missing("no_target") where a month it has days of has none
    band: Band | None = None  #: where the KPI is judged by a range
    is_own: bool = False  #: set for this week, not worked out from its months
    share: Figure = _NOTHING  #: what its months give, also where the week has its own
    share_band: Band | None = None  #: the same of a range


def week_targets(
    lines: Mapping[tuple[int, int], KpiRow], weeks: Sequence[PeriodRow], *, drafts: Collection[int] = ()
) -> dict[Place, WeekTarget]:
    """Targets of some weeks, by KPI, subject and week.

    Shape:    (KPI, subject) with the definition that holds -> a target for each of the weeks. Assignments named as
              drafts count although their scheme is not published, before those in force.
    Law:      a flow shares the target of each month out over all its weeks by days, so that nothing is lost at the
              ends of months; everything else has the mean over the days. It does not matter which weeks are asked.
              A week whose own target was withdrawn has its share of the months again.
    Missing:  no_target where one of the months has none: a target of the other days would be too small.
    """
    months, beside = _around(weeks)
    held = _held(lines, {row.id for row in (*months, *weeks)}, drafts)
    found: dict[Place, WeekTarget] = {}
    for (kpi_id, subject_id), kpi in lines.items():
        by_month = [held.get((kpi_id, subject_id, month.id), (None, None, None)) for month in months]
        target, lower, upper = (_spread(kpi, months, [row[place] for row in by_month], beside) for place in range(3))
        for week in weeks:
            share, band = target[week.id], band_between(_cell(lower[week.id]), _cell(upper[week.id]))
            own = held.get((kpi_id, subject_id, week.id), (None, None, None))
            found[kpi_id, subject_id, week.id] = (
                WeekTarget(share, band, share=share, share_band=band)
                if own[0] is None
                else WeekTarget(own[0], band_between(own[1], own[2]), True, share, band)
            )
    return found


def _around(weeks: Sequence[PeriodRow]) -> tuple[list[PeriodRow], list[PeriodRow]]:
    """The months some weeks have days of, and all weeks of these months."""
    months = [row for row in calendar.periods(SYSTEM) if any(_touch(row, week) for week in weeks)]
    every = calendar.periods(SYSTEM, kind=WEEK)
    return months, [week for week in every if any(_touch(month, week) for month in months)]


def _touch(one: PeriodRow, other: PeriodRow) -> bool:
    return one.starts_on < other.ends_before and other.starts_on < one.ends_before


def _held(
    lines: Collection[tuple[int, int]], period_ids: Collection[int], drafts: Collection[int]
) -> dict[Place, Held]:
    """Targets in force; the later assignment wins a period both have a target for, a named draft wins every other."""
    found = Target.objects.filter(
        Q(assignment__scheme__state="published") | Q(assignment_id__in=list(drafts)),
        is_current=True,
        period_id__in=list(period_ids),
        assignment__kpi_id__in={kpi for kpi, _ in lines},
        assignment__subject_id__in={subject for _, subject in lines},
    ).order_by("assignment__valid_from", "assignment_id")
    columns = ("assignment__kpi_id", "assignment__subject_id", "period_id", "target", "lower", "upper")
    rows = sorted(found.values_list("assignment_id", *columns), key=lambda row: row[0] in drafts)
    return {(kpi, subject, period): held for _, kpi, subject, period, *held in rows}


def _spread(
    kpi: KpiRow, months: Sequence[PeriodRow], cells: Sequence[Decimal | None], weeks: Sequence[PeriodRow]
) -> dict[int, Figure]:
    figures = [_figure(cell) for cell in cells]
    spans, into = [span_of(month) for month in months], [span_of(week) for week in weeks]
    shared = converted(kpi, spans, figures, into, places=PLACES)
    return {week.id: figure for week, figure in zip(weeks, shared, strict=True)}


def _figure(cell: Decimal | None) -> Figure:
    return _NOTHING if cell is None else cell


def _cell(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure
