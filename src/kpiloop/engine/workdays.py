"""Working days: the usual days of a week, without holidays and with make-up days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True)
class WorkDays:
    """Which days are worked."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY  #: days usually worked, 0 is Monday
    holidays: frozenset[date] = frozenset()  #: days off whatever the weekday
    make_up: frozenset[date] = frozenset()  #: days worked whatever the weekday; they win over a holiday

    def is_worked(self, on: date) -> bool:
        """Whether a day is worked.

        >>> china = WorkDays(make_up=frozenset({date(2026, 10, 10)}))
        >>> china.is_worked(date(2026, 10, 10)), china.is_worked(date(2026, 10, 11))
        (True, False)
        """
        return on in self.make_up or (on.weekday() in self.weekdays and on not in self.holidays)

    def count(self, start: date, end: date) -> int:
        """Count the working days from a day to before another.

        >>> WorkDays().count(date(2026, 10, 1), date(2026, 11, 1))
        22
        """
        return sum(1 for step in range((end - start).days) if self.is_worked(start + _DAY * step))

    def after(self, on: date, days: int) -> date:
        """The n-th working day after a day; with 0 the day itself or the next one that is worked.

        Law:      a calendar in which nothing is worked for a year gives the day a year later, never a loop.

        >>> WorkDays().after(date(2026, 10, 30), 3)
        datetime.date(2026, 11, 4)
        """
        found, left = on, days
        for _ in range(366 + 7 * days):
            if left <= 0 and self.is_worked(found):
                return found
            found += _DAY
            left -= 1 if self.is_worked(found) else 0
        return found
