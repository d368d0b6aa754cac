"""Weeks with a name: of ISO 8601, of another first day, or of a year of whole weeks; and the day a year before one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kpiloop.engine.periods import LIKE_FOR_LIKE, Calendar

_CODE = re.compile(r"(?:FY)?(\d{4})-W(\d{2})")


@dataclass(frozen=True)
class Week:
    """One week of the fiscal calendar."""

    code: str  #: "2026-W48", with Monday the ISO week; of a year of whole weeks "FY2026-W41"
    start: date  #: first day
    end: date  #: first day after
    fiscal_year: int  #: year of whole weeks it belongs to; of months the calendar year most of its days lie in
    number: int  #: place in that year, 1 to 53


def week_of(calendar: Calendar, on: date) -> Week:
    """The week a day lies in: of a year of months one of the calendar year, whatever the fiscal year.

    Law:      every day lies in exactly one week, and a week has one name.

    >>> week_of(Calendar(), date(2027, 1, 3)).code, week_of(Calendar(pattern="4-4-5"), date(2027, 1, 4)).code
    ('2026-W53', 'FY2027-W01')
    """
    years = calendar.week_years
    begun = years.year_of(on)
    number = (on - years.start(begun)).days // 7 + 1
    start = years.start(begun) + timedelta(weeks=number - 1)
    is_of_months = calendar.pattern == "months"
    named = begun + (1 if calendar.named_later and not is_of_months else 0)
    code = f"{'' if is_of_months else 'FY'}{named}-W{number:02d}"
    return Week(code, start, start + timedelta(weeks=1), named, number)


def week_named(calendar: Calendar, code: str) -> Week | None:
    """The week a code names.

    Law:      the code of the week found is the code asked for.
    Missing:  None where the calendar has no such week, or names its weeks otherwise.

    >>> week_named(Calendar(), "2026-W53").start.isoformat(), week_named(Calendar(), "2027-W53")
    ('2026-12-28', None)
    >>> week_named(Calendar(), "FY2026-W01"), week_named(Calendar(pattern="4-4-5"), "FY2027-W01").number
    (None, 1)
    """
    found = _CODE.fullmatch(code)
    if found is None or not 1 < int(found[1]) < 9998:
        return None
    named_later = calendar.named_later and calendar.pattern != "months"
    begins = calendar.week_years.start(int(found[1]) - (1 if named_later else 0))
    week = week_of(calendar, begins + timedelta(weeks=max(int(found[2]), 1) - 1))
    return week if week.code == code else None


def weeks_between(calendar: Calendar, first: date, end: date) -> tuple[Week, ...]:
    """Every week with a day from one to the one before another, in order.

    Shape:    at least the week of the first day; each begins where the one before ends.
    """
    found = [week_of(calendar, first)]
    while found[-1].end < end:
        found.append(week_of(calendar, found[-1].end))
    return tuple(found)


def prior_year_week(calendar: Calendar, week: Week) -> Week | None:
    """The week a year before that a week is compared with, by the policy of the calendar.

    Law:      exactly 52 weeks earlier, or the week of the same number.
    Missing:  None for a week 53 where the year before has none: no other week is of that number.

    >>> shifted, first = Calendar(shift_week=True), week_of(Calendar(), date(2027, 1, 4))
    >>> prior_year_week(Calendar(), first).code, prior_year_week(shifted, first).code
    ('2026-W01', '2026-W02')
    """
    if calendar.shift_week:
        return week_of(calendar, week.start - LIKE_FOR_LIKE)
    begun = calendar.week_years.year_of(week.start) - 1
    before = week_of(calendar, calendar.week_years.start(begun) + timedelta(weeks=week.number - 1))
    return before if before.number == week.number else None


def prior_year_day(calendar: Calendar, on: date) -> date | None:
    """The day a year before that a day is compared with, by the policy of the calendar.

    Law:      exactly 52 weeks earlier, so the same weekday; or the same date, and of years of whole weeks the same
              place in the year.
    Missing:  None for 29 February, and for a day of week 53 where the year before has none.

    >>> prior_year_day(Calendar(), date(2026, 11, 28)), prior_year_day(Calendar(shift_week=True), date(2026, 11, 28))
    (datetime.date(2025, 11, 28), datetime.date(2025, 11, 29))
    >>> prior_year_day(Calendar(pattern="4-4-5"), date(2026, 11, 28)), prior_year_day(Calendar(), date(2024, 2, 29))
    (datetime.date(2025, 11, 29), None)
    """
    if calendar.shift_week:
        return on - LIKE_FOR_LIKE
    if calendar.pattern == "months":
        return None if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)
    years = calendar.week_years
    begun = years.start(years.year_of(on))
    before = years.start(years.year_of(on) - 1) + (on - begun)
    return before if before < begun else None
