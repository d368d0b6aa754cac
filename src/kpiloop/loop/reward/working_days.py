"""Deadlines in working days: Monday to Friday, public holidays not known."""

from __future__ import annotations

from datetime import date, timedelta

_WEEKEND = (5, 6)


def working_day_after(on: date, days: int) -> date:
    """The day that many working days after another.

    >>> working_day_after(date(2026, 10, 2), 1)
    datetime.date(2026, 10, 5)
    """
    day = on
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() not in _WEEKEND
    return day
