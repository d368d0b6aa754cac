"""Periods of the fiscal calendar: months or 4-4-5 periods, quarters, halves, years and the windows over them.

Start is inclusive and end exclusive. Nothing here assumes that a year begins in January, or that a period is a month.
The shortest kind a company plans and closes by is called `month` throughout, also where it is four or five weeks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Literal, TypeAlias, get_args

from kpiloop.engine.errors import Refusal
from kpiloop.engine.weeks import WeekAnchor, WeekPattern, WeekYears

PeriodKind: TypeAlias = Literal["month", "quarter", "half", "year"]
Pattern: TypeAlias = Literal["months"] | WeekPattern
#: Where a running total begins; calendar_year is 1 January whatever the fiscal year.
Since: TypeAlias = Literal["quarter", "half", "year", "calendar_year"]

PATTERNS: tuple[str, ...] = ("months", *get_args(WeekPattern))
#: How many of twelve months one period of a kind lasts.
MONTHS_IN: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
#: How many of the shortest periods each period of a kind is made of, in order.
_TWELVE: dict[PeriodKind, tuple[int, ...]] = {"month": (1,) * 12, "quarter": (3,) * 4, "half": (6, 6), "year": (12,)}
_THIRTEEN: dict[PeriodKind, tuple[int, ...]] = {
    "month": (1,) * 13, "quarter": (3, 3, 3, 4), "half": (6, 7), "year": (13,),
}  # fmt: skip

_MONTH_CODE = re.compile(r"(\d{4})-(\d{2})")
_FISCAL_KINDS: dict[str | None, PeriodKind] = {None: "year", "Q": "quarter", "H": "half", "P": "month"}
_FISCAL_CODE = re.compile(r"FY(\d{4})(?:-([QHP])(\d{1,2}))?")
#: How far back a week shifted to like days lies.
LIKE_FOR_LIKE = timedelta(weeks=52)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """One stretch of the calendar that figures belong to."""

    kind: PeriodKind  #: month, quarter, half or year
    code: str  #: "2026-10" (calendar month), "FY2026-P10" (of weeks), "FY2026-Q4", "FY2026-H2" or "FY2026"
    start: date  #: first day
    end: date  #: first day after the period
    fiscal_year: int  #: the number of the fiscal year it lies in
    number: int  #: place within the fiscal year, from 1

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    def contains(self, on: date) -> bool:
        """Whether the day lies within the period."""
        return self.start <= on < self.end

    def is_partial(self, today: date) -> bool:
        """Whether some of its days are still to come: it is never set beside a full one without that mark."""
        return self.start <= today < self.end - _DAY


def shift_months(first: date, months: int) -> date:
    """Move a first-of-month day by whole months.

    Shape:    the first day of a month -> the first day of another.

    >>> shift_months(date(2026, 11, 1), 3)
    datetime.date(2027, 2, 1)
    """
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class Calendar:
    """The company's fiscal calendar, of whole months or of whole weeks."""

    fiscal_start_month: int = 1  #: month the fiscal year begins in, 1..12
    named_by: Literal["start", "end"] = "end"  #: which calendar year names the fiscal year
    pattern: Pattern = "months"  #: months, 4-4-5, 4-5-4, 5-4-4 or 13x4
    week_start: int = 0  #: first day of a week, 0 is Monday
    anchor: WeekAnchor = "nearest"  #: of whole weeks: which weekday near the first of the month begins the year
    shift_week: bool = False  #: policy for a year before: the same 52 weeks earlier, not the same number

    def month(self, on: date) -> Period:
        """The shortest period a day lies in: a calendar month, or a period of weeks."""
        return self.period_of("month", on)

    def quarter(self, on: date) -> Period:
        """The fiscal quarter a day lies in."""
        return self.period_of("quarter", on)

    def half(self, on: date) -> Period:
        """The fiscal half-year a day lies in."""
        return self.period_of("half", on)

    def year(self, on: date) -> Period:
        """The fiscal year a day lies in.

        >>> Calendar(fiscal_start_month=4).year(date(2026, 4, 1)).code
        'FY2027'
        """
        return self.period_of("year", on)

    def period_of(self, kind: PeriodKind, on: date) -> Period:
        """The period of a kind that a day lies in."""
        fiscal_year, place = self._place(on)
        ends = accumulate(self._sizes[kind])
        return self._numbered(kind, fiscal_year, next(n for n, end in enumerate(ends, start=1) if place < end))

    def periods(self, kind: PeriodKind, fiscal_year: int) -> tuple[Period, ...]:
        """All periods of a kind in one fiscal year, in order.

        >>> [p.code for p in Calendar().periods("quarter", 2026)][-1]
        'FY2026-Q4'
        """
        return tuple(self._numbered(kind, fiscal_year, n) for n in range(1, len(self._sizes[kind]) + 1))

    def parse(self, code: str) -> Period:
        """Read a period code; an unreadable code is refused with `period_code_unreadable`.

        >>> Calendar().parse("FY2026-Q4").start
        datetime.date(2026, 10, 1)
        >>> Calendar(pattern="4-4-5").parse("FY2026-P12").days
        42
        """
        found = _MONTH_CODE.fullmatch(code)
        if found and self.pattern == "months":
            year, month = int(found[1]), int(found[2])
            if year >= 1 and 1 <= month <= 12:
                return self.month(date(year, month, 1))
        if found := _FISCAL_CODE.fullmatch(code):
            kind, number = _FISCAL_KINDS[found[2]], int(found[3] or 1)
            if 1 <= number <= len(self._sizes[kind]) and 1 < int(found[1]) < 9998:
                period = self._numbered(kind, int(found[1]), number)
                if period.code == code:
                    return period
        raise Refusal("period_code_unreadable", period=code)

    def previous(self, period: Period) -> Period:
        """The period of the same kind just before.

        >>> Calendar().previous(Calendar().parse("FY2026-Q1")).code
        'FY2025-Q4'
        """
        return self._moved(period, -1)

    def following(self, period: Period) -> Period:
        """The period of the same kind just after."""
        return self._moved(period, 1)

    def prior_year(self, period: Period) -> Period:
        """The same period one fiscal year earlier, by its number."""
        return self._numbered(period.kind, period.fiscal_year - 1, period.number)

    def prior_year_days(self, period: Period) -> tuple[date, date]:
        """The days a year before that a period is compared with, by the policy of the calendar.

        Law:      of whole months the same period a year earlier; of whole weeks either the same number, which may
                  be a week shorter or lie a week apart, or exactly 52 weeks earlier.

        >>> shifting = Calendar(pattern="4-4-5", shift_week=True)
        >>> [day.isoformat() for day in shifting.prior_year_days(shifting.parse("FY2027-P01"))]
        ['2026-01-05', '2026-02-02']
        """
        if self.shift_week and self.pattern != "months":
            return period.start - LIKE_FOR_LIKE, period.end - LIKE_FOR_LIKE
        before = self.prior_year(period)
        return before.start, before.end

    def months_of(self, period: Period) -> tuple[Period, ...]:
        """The shortest periods a period is made of."""
        sizes = self._sizes[period.kind]
        first = sum(sizes[: period.number - 1]) + 1
        last = first + sizes[period.number - 1]
        return tuple(self._numbered("month", period.fiscal_year, number) for number in range(first, last))

    def to_date(self, period: Period, since: Since = "year") -> tuple[date, date]:
        """Running total: from the start of the fiscal year, half or quarter to the end of the period.

        >>> Calendar(fiscal_start_month=4).to_date(Calendar(4).parse("2026-06"))
        (datetime.date(2026, 4, 1), datetime.date(2026, 7, 1))
        """
        if since == "calendar_year":
            return (period.end - _DAY).replace(month=1, day=1), period.end
        return self.period_of(since, period.start).start, period.end

    def months_between(self, first: date | Period, last: date | Period) -> tuple[Period, ...]:
        """Every shortest period from that of `first` to that of `last`, both included."""
        period = self.month(first.start if isinstance(first, Period) else first)
        stop = last.end if isinstance(last, Period) else self.month(last).end
        found: list[Period] = []
        while period.start < stop:
            found.append(period)
            period = self.following(period)
        return tuple(found)

    def rolling(self, period: Period, count: int) -> tuple[Period, ...]:
        """The last `count` periods of the same kind that end with this one, oldest first."""
        return tuple(self._moved(period, -back) for back in range(count - 1, -1, -1))

    def ends_at(self, kind: PeriodKind, number: int) -> bool:
        """Whether a period of a kind ends with the shortest period of a number.

        >>> [n for n in range(1, 14) if Calendar(pattern="13x4").ends_at("quarter", n)]
        [3, 6, 9, 13]
        """
        return number in accumulate(self._sizes[kind])

    def year_start(self, fiscal_year: int) -> date:
        """First day of a fiscal year."""
        begun = fiscal_year - (1 if self.named_later else 0)
        return date(begun, self.fiscal_start_month, 1) if self.pattern == "months" else self._weeks.start(begun)

    @property
    def named_later(self) -> bool:
        """Whether a fiscal year bears the number of the calendar year after the one it begins in."""
        return self.named_by == "end" and self.fiscal_start_month > 1

    @property
    def _weeks(self) -> WeekYears:
        return WeekYears(self.fiscal_start_month, self.week_start, self.anchor)

    @property
    def week_years(self) -> WeekYears:
        """Years its weeks are counted in: of the calendar where its years are of months, else its own."""
        return WeekYears(1, self.week_start) if self.pattern == "months" else self._weeks

    @property
    def _sizes(self) -> dict[PeriodKind, tuple[int, ...]]:
        return _THIRTEEN if self.pattern == "13x4" else _TWELVE

    def _place(self, on: date) -> tuple[int, int]:
        """Fiscal year of a day and the place of its shortest period in it, from 0."""
        later = 1 if self.named_later else 0
        if self.pattern == "months":
            begun = on.year - (0 if on.month >= self.fiscal_start_month else 1)
            return begun + later, (on.month - self.fiscal_start_month) % 12
        begun = self._weeks.year_of(on)
        return begun + later, bisect_right(_cuts(self, begun + later), on) - 1

    def _moved(self, period: Period, by: int) -> Period:
        in_year = len(self._sizes[period.kind])
        index = period.fiscal_year * in_year + period.number - 1 + by
        return self._numbered(period.kind, index // in_year, index % in_year + 1)

    def _numbered(self, kind: PeriodKind, fiscal_year: int, number: int) -> Period:
        sizes = self._sizes[kind]
        first = sum(sizes[: number - 1])
        start, end = self._edge(fiscal_year, first), self._edge(fiscal_year, first + sizes[number - 1])
        if kind == "month" and self.pattern == "months":
            return Period(kind, f"{start.year:04d}-{start.month:02d}", start, end, fiscal_year, number)
        tail = {"month": f"-P{number:02d}", "quarter": f"-Q{number}", "half": f"-H{number}", "year": ""}[kind]
        return Period(kind, f"FY{fiscal_year}{tail}", start, end, fiscal_year, number)

    def _edge(self, fiscal_year: int, place: int) -> date:
        if self.pattern == "months":
            return shift_months(self.year_start(fiscal_year), place)
        return _cuts(self, fiscal_year)[place]


@lru_cache(maxsize=256)
def _cuts(calendar: Calendar, fiscal_year: int) -> tuple[date, ...]:
    assert calendar.pattern != "months"
    begun = fiscal_year - (1 if calendar.named_by == "end" and calendar.fiscal_start_month > 1 else 0)
    return WeekYears(calendar.fiscal_start_month, calendar.week_start, calendar.anchor).cuts(begun, calendar.pattern)
