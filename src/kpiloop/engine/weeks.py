"""Week calendars: ISO years of 52 or 53 weeks and the 4-4-5 family built on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class WeekPeriod:
    """One period of a week calendar."""

    code: str  #: "FY2026-P12"
    start: date  #: first day, a Monday
    end: date  #: first day after the period
    weeks: int  #: length in weeks


def weeks_in_year(year: int) -> int:
    """Count the ISO weeks of a year, 52 or 53.

    Source:   ISO 8601; 28 December always lies in the last week.

    >>> [year for year in range(2020, 2038) if weeks_in_year(year) == 53]
    [2020, 2026, 2032, 2037]
    """
    return date(year, 12, 28).isocalendar().week


def week_periods(year: int, pattern: Sequence[int] = (4, 4, 5)) -> tuple[WeekPeriod, ...]:
    """Cut an ISO year into twelve periods of whole weeks, by a quarterly pattern.

    Shape:    a year and a pattern such as 4-4-5 -> twelve periods without a gap.
    Law:      in a year of 53 weeks the last period is one week longer.

    >>> last = week_periods(2026)[-1]
    >>> last.weeks, last.start, last.end
    (6, datetime.date(2026, 11, 23), datetime.date(2027, 1, 4))
    """
    lengths = list(pattern) * 4
    lengths[-1] += weeks_in_year(year) - sum(lengths)
    periods = []
    start = date.fromisocalendar(year, 1, 1)
    for number, weeks in enumerate(lengths, start=1):
        end = start + timedelta(weeks=weeks)
        periods.append(WeekPeriod(f"FY{year}-P{number:02d}", start, end, weeks))
        start = end
    return tuple(periods)
