"""Periods, the way a calendar is cut, and special days as other rooms see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from kpiloop.engine.periods import Pattern
from kpiloop.engine.weeks import WeekAnchor
from kpiloop.foundation.calendar.choices import CLOSED


@dataclass(frozen=True)
class PeriodRow:
    """A month, quarter, half, year or week with its state; a week is closed with the last month it has a day in."""

    id: int  #: key
    code: str  #: "2026-10", of weeks "FY2026-P10", "FY2026-Q4", "FY2026-H2", "FY2026", of a week "2026-W48"
    kind: str  #: month, quarter, half, year or week
    starts_on: date  #: first day
    ends_before: date  #: first day after
    fiscal_year: int  #: fiscal year it lies in
    number: int  #: place within the fiscal year, from 1
    state: str  #: open, closed or reopened
    revision: int  #: 0 until first closed; each close adds one
    warehouse_version: int | None  #: version of the facts pinned at close
    closed_at: datetime | None  #: when it was last closed
    closed_by: str  #: who closed it
    reopened_for: Mapping[str, tuple[int, ...]] = field(default_factory=dict, hash=False)  #: keys that may change, by
    #: kind of thing; empty for everything

    @property
    def is_closed(self) -> bool:
        """Whether writing into it is refused."""
        return self.state == CLOSED

    def takes(self, **keys: int) -> bool:
        """Whether something about these things may be written: kind=key for each of them.

        A period that was opened again for some things takes nothing about others.
        """
        return not self.is_closed and all(
            keys.get(kind) in held for kind, held in self.reopened_for.items() if kind in keys
        )

    @property
    def last_day(self) -> date:
        """Last day, as people write it."""
        return self.ends_before - timedelta(days=1)

    def contains(self, on: date) -> bool:
        """Whether the day lies within the period."""
        return self.starts_on <= on < self.ends_before

    def is_partial(self, today: date) -> bool:
        """Whether it has begun and some of its days are still to come."""
        return self.starts_on <= today < self.ends_before - timedelta(days=1)


@dataclass(frozen=True)
class Cut:
    """How the fiscal year is cut into periods, beyond where it begins."""

    pattern: Pattern = "months"  #: months, 4-4-5, 4-5-4, 5-4-4 or 13x4
    week_start: int = 0  #: first day of a week, 0 is Monday
    anchor: WeekAnchor = "nearest"  #: of whole weeks: the weekday nearest to the first of the month, or the last before
    shift_week: bool = False  #: a year before is 52 weeks earlier, not the same number


@dataclass(frozen=True)
class CalendarRow:
    """The company's calendar."""

    fiscal_start_month: int  #: 1..12
    named_by: Literal["start", "end"]  #: which calendar year names the fiscal year
    cut: Cut  #: how the year is cut
    workdays: tuple[int, ...]  #: weekdays usually worked, 0 is Monday
    first_day: date | None  #: first day there is a period for; None without periods
    last_day: date | None  #: last one
    closed: int  #: closed periods: while there are any the year cannot be cut anew


@dataclass(frozen=True)
class EventRow:
    """Days that differ from the usual week."""

    id: int  #: key
    kind: str  #: holiday, make_up or campaign
    first_day: date  #: first day
    ends_before: date  #: first day after
    name_zh: str  #: Chinese name
    name_en: str  #: English name; may be empty
    source: str  #: the published table it comes from; empty when written by hand

    @property
    def last_day(self) -> date:
        """Last day."""
        return self.ends_before - timedelta(days=1)

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.ends_before - self.first_day).days

    def name(self, language: str) -> str:
        """Name in a language, the Chinese one where there is no other."""
        return self.name_en if language.startswith("en") and self.name_en else self.name_zh
