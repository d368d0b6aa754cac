"""The months of the sheet's fiscal year, and from which day the plan may still change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import PeriodRow


@dataclass(frozen=True)
class Year:
    """A fiscal year as the sheet sees it."""

    fiscal_year: int  #: its number
    start: date  #: first day
    months: tuple[date, ...]  #: first days of its months

    of_weeks: bool = False  #: whether its months are periods of whole weeks

    def by_number(self) -> dict[int, date]:
        """Month of the year by calendar number: 4 is April, in whichever calendar year it lies; of weeks, period 4."""
        if self.of_weeks:
            return dict(enumerate(self.months, start=1))
        return {month.month: month for month in self.months}


def year_of(viewer: Actor, fiscal_year: int) -> Year:
    """The months of a fiscal year by the company's calendar, or by the calendar year before there is one."""
    engine = calendar.calendar_or_months(viewer)
    months = tuple(month.start for month in engine.periods("month", fiscal_year))
    return Year(fiscal_year, months[0], months, of_weeks=engine.pattern != "months")


def ensure_year(actor: Actor, year: Year) -> dict[date, PeriodRow]:
    """Make sure the year and the one before have their periods; returns its months by first day."""
    engine = calendar.calendar_or_months(actor)
    calendar_services.ensure_calendar(
        actor,
        fiscal_start_month=engine.fiscal_start_month,
        named_by=engine.named_by,
        first_month=engine.periods("month", year.fiscal_year - 1)[0].start,
        last_month=year.months[-1],
    )
    return {row.starts_on: row for row in calendar.periods(actor, kind="month", fiscal_year=year.fiscal_year)}


def first_open_day(months: Mapping[date, PeriodRow]) -> date:
    """The day after the last closed month; the first day of the year while nothing is closed."""
    closed = [row.ends_before for row in months.values() if row.is_closed]
    return max(closed, default=min(months))
