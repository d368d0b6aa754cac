"""Noise or news: a figure over months with its control limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.variance.limits import LEAST_POINTS, Limits, xmr_limits
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.analyse import around
from kpiloop.loop.analyse.permissions import last_day
from kpiloop.loop.analyse.rows import LimitPoint, XmR
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track import engine_io as track_io

MONTH = "month"


def limits(
    viewer: Actor,
    *,
    assignment_id: int,
    period_code: str,
    count: int = 24,
    until: str | None = None,
    on: date | None = None,
) -> XmR:
    """Months with mean and limits. The limits rest on the months before the present run of misses
    (or up to `until`) when six of them have a value, else on all.
    """
    period = calendar.period(viewer, period_code)
    assignment = plan.assignment(viewer, assignment_id, on=on or last_day(period))
    every = calendar.periods(viewer, kind=MONTH)
    months = [row for row in every if row.starts_on <= period.starts_on][-count:]
    figures = _figures(assignment.kpi.code, assignment.subject.id, every, months)
    shown = [figures.get((row.fiscal_year, row.number), Missing("no_value")) for row in months]
    stop = _base_length(shown, months, around.figures_of(assignment, period).streak, until)
    found = xmr_limits(shown[:stop])
    known = None if isinstance(found, Missing) else found
    targets = _targets(assignment, months)
    points = []
    for place, (month, figure) in enumerate(zip(months, shown, strict=True)):
        points.append(
            LimitPoint(
                period_code=month.code,
                actual=figure,
                target=targets.get(month.id),
                is_news=_is_news(figure, known),
                is_base=known is not None and place < stop,
                prior_year=figures.get((month.fiscal_year - 1, month.number)),
            )
        )
    base = [point.period_code for point in points if point.is_base]
    return XmR(assignment, tuple(points), known, base[0] if base else "", base[-1] if base else "")


def _figures(
    kpi: str, subject_id: int, every: Sequence[PeriodRow], months: Sequence[PeriodRow]
) -> dict[tuple[int, int], Figure]:
    """Month figures by (fiscal year, month of it), from a year before the first month shown."""
    first = months[0].fiscal_year - 1
    wanted = [row for row in every if first <= row.fiscal_year and row.starts_on <= months[-1].starts_on]
    places = {row.id: (row.fiscal_year, row.number) for row in wanted}
    values = around.values_of([kpi], [subject_id], [row.code for row in wanted], MONTH)
    return {places[period]: around.figure_in(row) for (_, _, period), row in values.items()}


def _targets(assignment: AssignmentRow, months: Sequence[PeriodRow]) -> dict[int, Decimal | None]:
    """Targets by month; they follow the KPI of the subject through changes of owner and scheme."""
    codes = [row.code for row in months]
    judged = track_io.assignments_judged(assignment.kpi.id, assignment.subject.id, [row.id for row in months])
    keys = judged | {assignment.id}
    found = plan.targets(SYSTEM, assignment_ids=sorted(keys), period_codes=codes)
    newest_last = sorted(found.items(), key=lambda pair: pair[0])
    return {period: row.target for (_, period), row in newest_last}


def _base_length(shown: Sequence[Figure], months: Sequence[PeriodRow], streak: int, until: str | None) -> int:
    """How many of the first months the limits rest on."""
    codes = [row.code for row in months]
    stop = codes.index(until) + 1 if until in codes else len(shown) - streak
    enough = sum(not isinstance(figure, Missing) for figure in shown[: max(stop, 0)]) >= LEAST_POINTS
    return stop if enough else len(shown)


def _is_news(figure: Figure, known: Limits | None) -> bool:
    return known is not None and not isinstance(figure, Missing) and not known.holds(figure)
