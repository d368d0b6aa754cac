"""Periods of the fiscal calendar: months, quarters, halves, years and the windows over them.

Start is inclusive and end exclusive. Nothing here assumes that a year begins in January.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from kpiloop.engine.errors import Refusal

PeriodKind: TypeAlias = Literal["month", "quarter", "half", "year"]

#: How many months one period of a kind lasts.
MONTHS_IN: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}

_MONTH_CODE = re.compile(r"(\d{4})-(\d{2})")
_FISCAL_KINDS: dict[str | None, PeriodKind] = {None: "year", "Q": "quarter", "H": "half"}
_FISCAL_CODE = re.compile(r"FY(\d{4})(?:-([QH])(\d))?")


@dataclass(frozen=True)
class Period:
    """One stretch of the calendar that figures belong to."""

    kind: PeriodKind  #: month, quarter, half or year
    code: str  #: "2026-10" (calendar month), "FY2026-Q4", "FY2026-H2" or "FY2026"
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
    """The company's fiscal calendar of whole months."""

    fiscal_start_month: int = 1  #: month the fiscal year begins in, 1..12
    named_by: Literal["start", "end"] = "end"  #: which calendar year names the fiscal year

    def month(self, on: date) -> Period:
        """The calendar month a day lies in."""
        return self._period("month", on)

    def quarter(self, on: date) -> Period:
        """The fiscal quarter a day lies in."""
        return self._period("quarter", on)

    def half(self, on: date) -> Period:
        """The fiscal half-year a day lies in."""
        return self._period("half", on)

    def year(self, on: date) -> Period:
        """The fiscal year a day lies in.

        >>> Calendar(fiscal_start_month=4).year(date(2026, 4, 1)).code
        'FY2027'
        """
        return self._period("year", on)

    def period_of(self, kind: PeriodKind, on: date) -> Period:
        """The period of a kind that a day lies in."""
        return self._period(kind, on)

    def periods(self, kind: PeriodKind, fiscal_year: int) -> tuple[Period, ...]:
        """All periods of a kind in one fiscal year, in order.

        >>> [p.code for p in Calendar().periods("quarter", 2026)][-1]
        'FY2026-Q4'
        """
        length = MONTHS_IN[kind]
        start = self.year_start(fiscal_year)
        return tuple(self._period(kind, shift_months(start, offset)) for offset in range(0, 12, length))

    def parse(self, code: str) -> Period:
        """Read a period code; an unreadable code is refused with `period_code_unreadable`.

        >>> Calendar().parse("FY2026-Q4").start
        datetime.date(2026, 10, 1)
        """
        if found := _MONTH_CODE.fullmatch(code):
            year, month = int(found[1]), int(found[2])
            if year >= 1 and 1 <= month <= 12:
                return self.month(date(year, month, 1))
        if found := _FISCAL_CODE.fullmatch(code):
            kind = _FISCAL_KINDS[found[2]]
            number = int(found[3] or 1)
            if 1 <= number <= 12 // MONTHS_IN[kind] and 1 < int(found[1]) < 9999:
                return self.periods(kind, int(found[1]))[number - 1]
        raise Refusal("period_code_unreadable", period=code)

    def previous(self, period: Period) -> Period:
        """The period of the same kind just before.

        >>> Calendar().previous(Calendar().parse("FY2026-Q1")).code
        'FY2025-Q4'
        """
        return self._period(period.kind, shift_months(period.start, -MONTHS_IN[period.kind]))

    def following(self, period: Period) -> Period:
        """The period of the same kind just after."""
        return self._period(period.kind, period.end)

    def prior_year(self, period: Period) -> Period:
        """The same period one year earlier, for year-over-year comparison."""
        return self._period(period.kind, shift_months(period.start, -12))

    def months_of(self, period: Period) -> tuple[Period, ...]:
        """The calendar months a period is made of."""
        return tuple(self.month(shift_months(period.start, offset)) for offset in range(MONTHS_IN[period.kind]))

    def to_date(self, period: Period) -> tuple[date, date]:
        """Year to date: from the fiscal start to the end of the period.

        >>> Calendar(fiscal_start_month=4).to_date(Calendar(4).parse("2026-06"))
        (datetime.date(2026, 4, 1), datetime.date(2026, 7, 1))
        """
        return self.year_start(period.fiscal_year), period.end

    def months_between(self, first: date | Period, last: date | Period) -> tuple[Period, ...]:
        """Every month from that of `first` to that of `last`, both included."""
        begin = self.month(first.start if isinstance(first, Period) else first)
        stop = last.end if isinstance(last, Period) else self.month(last).end
        months: list[Period] = []
        start = begin.start
        while start < stop:
            months.append(self.month(start))
            start = shift_months(start, 1)
        return tuple(months)

    def rolling(self, period: Period, count: int) -> tuple[Period, ...]:
        """The last `count` periods of the same kind that end with this one, oldest first."""
        length = MONTHS_IN[period.kind]
        return tuple(
            self._period(period.kind, shift_months(period.start, -length * back)) for back in range(count - 1, -1, -1)
        )

    def year_start(self, fiscal_year: int) -> date:
        """First day of a fiscal year."""
        started_before = self.named_by == "end" and self.fiscal_start_month > 1
        return date(fiscal_year - (1 if started_before else 0), self.fiscal_start_month, 1)

    def _fiscal_year(self, on: date) -> int:
        begins_this_year = on.month >= self.fiscal_start_month
        named_later = self.named_by == "end" and self.fiscal_start_month > 1
        return on.year - (0 if begins_this_year else 1) + (1 if named_later else 0)

    def _period(self, kind: PeriodKind, on: date) -> Period:
        length = MONTHS_IN[kind]
        month_index = (on.month - self.fiscal_start_month) % 12
        number = month_index // length + 1
        start = shift_months(date(on.year, on.month, 1), -(month_index % length))
        fiscal_year = self._fiscal_year(on)
        code = {
            "month": f"{start.year:04d}-{start.month:02d}",
            "quarter": f"FY{fiscal_year}-Q{number}",
            "half": f"FY{fiscal_year}-H{number}",
            "year": f"FY{fiscal_year}",
        }[kind]
        return Period(kind, code, start, shift_months(start, length), fiscal_year, number)
