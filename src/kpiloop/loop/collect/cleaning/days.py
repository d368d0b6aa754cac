"""Days and months as people write them: 2026年10月, 10月, Sep-25, 20261005, Excel serials."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeAlias

from kpiloop.loop.collect.cleaning.errors import DayAmbiguous, DayUnreadable
from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing

#: Which of two numbers is the day.
DayOrder: TypeAlias = Literal["dmy", "mdy"]

_EXCEL_ZERO = date(1899, 12, 30)
_EXCEL_SERIALS = range(18264, 80000)  # 1950 to 2119: a smaller number is rather a count than a day
_MONTH_WORDS = (
    "jan january|feb february|mar march|apr april|may|jun june|"
    "jul july|aug august|sep sept september|oct october|nov november|dec december"
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_WORDS.split("|"), start=1) for name in names.split()}
_WORD = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_TIME = r"(?:[T\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?" + _TIME)
_EIGHT_DIGITS = re.compile(r"(19|20)(\d{2})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + _TIME)
_DAY_OF_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})日?")
_DAY_WORD = re.compile(r"(\d{1,2})[-\s]?" + _WORD + r"\.?[-,\s]*(\d{4}|\d{2})", re.IGNORECASE)
_WORD_DAY = re.compile(_WORD + r"\.?\s*(\d{1,2}),?\s+(\d{4})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:月|月份)?")
_SIX_DIGITS = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
_INNER_BLANKS = re.compile(r"(?<=\d)\s+(?=[年月])|(?<=年)\s+(?=\d)")
_CHINESE_MONTHS = dict(zip([*"一二三四五六七八九十", "十一", "十二"], range(1, 13), strict=True))
_CHINESE_MONTH = re.compile(r"(十[一二]|[一二三四五六七八九十])月(?:份)?")
_BARE_MONTH = re.compile(r"(?:m|第)?(\d{1,2})(?:月|月份)|m(\d{1,2})", re.IGNORECASE)
_WORD_MONTH = re.compile(_WORD + r"\.?(?:[-\s/']*(\d{4}|\d{2}))?", re.IGNORECASE)


def read_day(written: Cell, *, order: DayOrder | None = None, year: int | None = None) -> date | None:
    """Understand a day; None where the cell means no value. A month alone is its first day.

    >>> read_day("2026年10月").isoformat(), read_day("20261005").isoformat(), read_day(46300).isoformat()
    ('2026-10-01', '2026-10-05', '2026-10-05')
    """
    if means_nothing(written):
        return None
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, date):
        return written
    if isinstance(written, int | float | Decimal) and not isinstance(written, bool):
        return _of_number(written)
    if not isinstance(written, str):
        raise DayUnreadable(written=str(written))
    return _parse(written, order, year)


def read_month(written: Cell, *, year: int | None = None) -> date | None:
    """The month a heading names, as its first day; None when it names none.

    >>> [read_month(label, year=2026).isoformat() for label in ("M01", "７月", "2025.02", "Sep-25")]
    ['2026-01-01', '2026-07-01', '2025-02-01', '2025-09-01']
    """
    if isinstance(written, datetime | date):
        return date(written.year, written.month, 1)
    if isinstance(written, float):
        return _of_fraction(written)
    if not isinstance(written, str):
        return None
    return _month_of(unicodedata.normalize("NFKC", written).strip(), year)


def _of_fraction(written: float) -> date | None:
    """2025.1 is what a spreadsheet makes of 2025.10."""
    year, month = int(written), round((written - int(written)) * 100)
    return _first(year, month) if abs(written * 100 - round(written * 100)) < 1e-6 else None


def order_of(cells: Iterable[Cell]) -> DayOrder | None:
    """Which order a column of days like 3/10/2026 is written in, when its own cells tell.

    Errors:   DayAmbiguous with the first such cell when nothing in the column tells.
    """
    unclear = None
    for written in cells:
        found = (
            _YEAR_LAST.fullmatch(unicodedata.normalize("NFKC", written).strip()) if isinstance(written, str) else None
        )
        if not found:
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 or second > 12:
            return "dmy" if first > 12 else "mdy"
        if first != second:
            unclear = unclear or written
    if unclear is not None:
        raise DayAmbiguous(written=unclear)
    return None


@lru_cache(maxsize=65536)
def _parse(written: str, order: DayOrder | None, year: int | None) -> date:
    plain = unicodedata.normalize("NFKC", written).strip()
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(written, int(found[1]), int(found[2]), int(found[3]))
    if found := _EIGHT_DIGITS.fullmatch(plain):
        return _day(written, int(found[1] + found[2]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(plain):
        return _year_last(written, found, order)
    if found := _DAY_WORD.fullmatch(plain):
        return _day(written, _full_year(found[3]), _MONTHS[found[2].lower()], int(found[1]))
    if found := _WORD_DAY.fullmatch(plain):
        return _day(written, int(found[3]), _MONTHS[found[1].lower()], int(found[2]))
    if (found := _DAY_OF_YEAR.fullmatch(plain)) and year is not None:
        return _day(written, year, int(found[1]), int(found[2]))
    month = _month_of(plain, year)
    if month is not None:
        return month
    if plain.isdigit() and int(plain) in _EXCEL_SERIALS:
        return _of_number(int(plain))
    raise DayUnreadable(written=written)


def _year_last(written: str, found: re.Match[str], order: DayOrder | None) -> date:
    first, second, year = int(found[1]), int(found[2]), _full_year(found[3])
    if order is None:
        if first == second or first > 12:
            order = "dmy"
        elif second > 12:
            order = "mdy"
        else:
            raise DayAmbiguous(written=written)
    return _day(written, year, second, first) if order == "dmy" else _day(written, year, first, second)


def _month_of(plain: str, year: int | None) -> date | None:
    plain = _INNER_BLANKS.sub("", plain)
    if found := _SIX_DIGITS.fullmatch(plain):
        return date(int(found[1]), int(found[2]), 1)
    if (found := _MONTH_FIRST.fullmatch(plain)) and not plain.isdigit():
        return _first(int(found[1]), int(found[2]))
    if (found := _BARE_MONTH.fullmatch(plain)) and year is not None:
        return _first(year, int(found[1] or found[2]))
    if (found := _CHINESE_MONTH.fullmatch(plain)) and year is not None:
        return date(year, _CHINESE_MONTHS[found[1]], 1)
    if found := _WORD_MONTH.fullmatch(plain):
        stated = _full_year(found[2]) if found[2] else year
        return _first(stated, _MONTHS[found[1].lower()]) if stated else None
    return None


def _first(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1900 <= year <= 2200 and 1 <= month <= 12 else None


def _day(written: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DayUnreadable(written=written) from None


def _full_year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _of_number(number: int | float | Decimal) -> date:
    whole = int(number)
    if whole in _EXCEL_SERIALS:
        return _EXCEL_ZERO + timedelta(days=whole)
    if whole == number and _EIGHT_DIGITS.fullmatch(str(whole)):
        return _parse(str(whole), None, None)
    raise DayUnreadable(written=str(number))
