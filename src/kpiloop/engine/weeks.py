"""Years of whole weeks: ISO weeks, the 4-4-5 family and thirteen periods of four weeks.

A year begins on the chosen weekday next to the first of a month, so it has 52 weeks and now and then 53.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

WeekPattern: TypeAlias = Literal["4-4-5", "4-5-4", "5-4-4", "13x4"]
#: nearest: the weekday nearest to the first of the month; last: the last one on or before it.
WeekAnchor: TypeAlias = Literal["nearest", "last"]

#: Weeks of each period of a year of 52 weeks.
WEEKS_IN: Mapping[WeekPattern, tuple[int, ...]] = {
    "4-4-5": (4, 4, 5) * 4,
    "4-5-4": (4, 5, 4) * 4,
    "5-4-4": (5, 4, 4) * 4,
    "13x4": (4,) * 13,
}
#: A day of the first week of every year, counted in the month it begins in.
_DAY_INSIDE: Mapping[WeekAnchor, int] = {"nearest": 4, "last": 1}
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class WeekYears:
    """How years of whole weeks are cut."""

    start_month: int = 1  #: month near whose first day a year begins
    week_start: int = 0  #: first day of a week, 0 is Monday
    anchor: WeekAnchor = "nearest"  #: which such day near the first of the month

    def start(self, year: int) -> date:
        """First day of the year that begins near the first of the month in a calendar year.

        Source:   ISO 8601: with Monday and January the week of 4 January is the first one.

        >>> WeekYears().start(2026)
        datetime.date(2025, 12, 29)
        """
        inside = date(year, self.start_month, _DAY_INSIDE[self.anchor])
        return inside - timedelta(days=(inside.weekday() - self.week_start) % 7)

    def weeks(self, year: int) -> int:
        """Count the weeks of a year, 52 or 53.

        >>> [year for year in range(2020, 2038) if WeekYears().weeks(year) == 53]
        [2020, 2026, 2032, 2037]
        """
        return (self.start(year + 1) - self.start(year)).days // 7

    def year_of(self, on: date) -> int:
        """The calendar year near whose month the year of a day begins.

        >>> WeekYears().year_of(date(2027, 1, 3)), WeekYears().year_of(date(2027, 1, 4))
        (2026, 2027)
        """
        late = on.year + (1 if self.start(on.year + 1) <= on else 0)
        return late if self.start(late) <= on else on.year - 1

    def cuts(self, year: int, pattern: WeekPattern) -> tuple[date, ...]:
        """First day of every period of a year, and the first day after the last one.

        Law:      in a year of 53 weeks the last period is one week longer; no gap and no overlap.

        >>> WeekYears().cuts(2026, "4-4-5")[-2:]
        (datetime.date(2026, 11, 23), datetime.date(2027, 1, 4))
        """
        days = [self.start(year)]
        for weeks in WEEKS_IN[pattern][:-1]:
            days.append(days[-1] + _WEEK * weeks)
        return (*days, self.start(year + 1))


def weeks_in_year(year: int) -> int:
    """Count the ISO weeks of a year, 52 or 53.

    Source:   ISO 8601; 28 December always lies in the last week.

    >>> weeks_in_year(2026), weeks_in_year(2027)
    (53, 52)
    """
    return WeekYears().weeks(year)
