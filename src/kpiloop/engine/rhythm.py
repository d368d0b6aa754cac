"""When figures are expected: how often, due how many days after a period ends, and late from when.

A rhythm is of days, weeks, fiscal months, quarters, halves or years; an irregular one expects nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias, get_args

from kpiloop.engine.errors import Refusal
from kpiloop.engine.periods import MONTHS_IN, Calendar

Frequency: TypeAlias = Literal["day", "week", "month", "quarter", "half", "year", "irregular"]
FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)
#: waiting: the period is over and it is not due yet; due: within grace; the others speak for themselves.
States: TypeAlias = Literal["waiting", "due", "missing", "on_time", "late"]
_OF_MONTHS = Calendar()
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rhythm:
    """How often something is expected, and by when."""

    frequency: Frequency  #: day, week, month, quarter, half, year or irregular
    due_days: int = 5  #: days after the end of a period by which it is due
    grace_days: int = 0  #: further days before it counts as late
    week_start: int = 0  #: first day of a week, 0 is Monday

    def __post_init__(self) -> None:
        if self.frequency not in FREQUENCIES:
            raise Refusal("rhythm_frequency_unknown", frequency=self.frequency, choices=", ".join(FREQUENCIES))
        if self.due_days < 0 or self.grace_days < 0 or not 0 <= self.week_start <= 6:
            raise Refusal("rhythm_days_wrong", due_days=self.due_days, grace_days=self.grace_days)


@dataclass(frozen=True)
class Occasion:
    """One period something is expected for."""

    start: date  #: first day of the period
    end: date  #: first day after it
    due_on: date  #: last day on which it is in time
    late_from: date  #: first day on which it is late, or missing

    def state(self, arrived_on: date | None, today: date) -> States:
        """How it stands on a day.

        Missing:  nothing has arrived: waiting until it is due, due within grace, missing from then on.

        >>> october = Occasion(date(2026, 10, 1), date(2026, 11, 1), date(2026, 11, 6), date(2026, 11, 9))
        >>> [october.state(None, date(2026, 11, day)) for day in (3, 7, 9)]
        ['waiting', 'due', 'missing']
        >>> october.state(date(2026, 11, 8), date(2026, 12, 1)), october.state(date(2026, 11, 9), date(2026, 12, 1))
        ('on_time', 'late')
        """
        if arrived_on is not None:
            return "late" if arrived_on >= self.late_from else "on_time"
        if today <= self.due_on:
            return "waiting"
        return "missing" if today >= self.late_from else "due"

    def days_late(self, arrived_on: date | None, today: date) -> int:
        """Days since it should have been there at the latest; 0 while it is in time."""
        return max(((arrived_on or today) - self.late_from).days + 1, 0)


def occasions(rhythm: Rhythm, calendar: Calendar, first: date, today: date) -> tuple[Occasion, ...]:
    """Every period that ended up to a day, oldest first.

    Shape:    the period holding `first` is the first one; the running period is not in it.
    Law:      days and weeks follow the calendar without a gap; months and longer are the company's fiscal ones.
    Missing:  an irregular rhythm has no occasions.

    >>> quarterly = occasions(Rhythm("quarter", 10), Calendar(4), date(2026, 1, 1), date(2026, 10, 5))
    >>> [(each.end.isoformat(), each.due_on.isoformat()) for each in quarterly]
    [('2026-04-01', '2026-04-10'), ('2026-07-01', '2026-07-10'), ('2026-10-01', '2026-10-10')]
    """
    return tuple(_until(rhythm, calendar, first, today))


def _until(rhythm: Rhythm, calendar: Calendar, first: date, today: date) -> Iterator[Occasion]:
    for start, end in _stretches(rhythm, calendar, first):
        if end > today:
            return
        last = end - _DAY
        due_on = last + timedelta(days=rhythm.due_days)
        yield Occasion(start, end, due_on, due_on + timedelta(days=rhythm.grace_days + 1))


def _stretches(rhythm: Rhythm, calendar: Calendar, first: date) -> Iterator[tuple[date, date]]:
    """Periods without end, from the one that holds a day."""
    if rhythm.frequency == "irregular":
        return
    if rhythm.frequency in MONTHS_IN:
        period = calendar.period_of(rhythm.frequency, first)
        while True:
            yield period.start, period.end
            period = calendar.following(period)
    step = _DAY if rhythm.frequency == "day" else _WEEK
    back = 0 if rhythm.frequency == "day" else (first.weekday() - rhythm.week_start) % 7
    start = first - timedelta(days=back)
    while True:
        yield start, start + step
        start += step


def expects(frequency: Frequency, number: int, calendar: Calendar = _OF_MONTHS) -> bool:
    """Whether a figure is expected for the fiscal month of a number.

    Shape:    number of the month in its fiscal year, from 1 -> True where a period of the rhythm ends.

    >>> [month for month in range(1, 13) if expects("quarter", month)]
    [3, 6, 9, 12]
    """
    if frequency == "irregular":
        return False
    return calendar.ends_at(frequency, number) if frequency in MONTHS_IN else True
