"""Calendar months beside the periods of a company: which ones a year touches, and figures from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kpiloop.engine.targets.conversion import Span, convert_means, convert_sums
from kpiloop.engine.values import Figure
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.plan.rows import KpiRow


def span_of(period: PeriodRow) -> Span:
    """The days of a period."""
    return Span(period.starts_on, period.ends_before)


def month_span(day: date) -> Span:
    """The calendar month a day lies in."""
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1))


def calendar_months(periods: Sequence[PeriodRow]) -> tuple[Span, ...]:
    """The calendar months the periods touch, in order."""
    if not periods:
        return ()
    found = [month_span(periods[0].starts_on)]
    while found[-1].ends_before < periods[-1].ends_before:
        found.append(month_span(found[-1].ends_before))
    return tuple(found)


def converted(
    kpi: KpiRow, spans: Sequence[Span], figures: Sequence[Figure], into: Sequence[Span], *, places: int
) -> tuple[Figure, ...]:
    """Figures of some spans in others: a flow is shared out, everything else is the mean over the days."""
    if kpi.time_kind == "flow":
        return convert_sums(spans, figures, into, places=places)
    return convert_means(spans, figures, into)
