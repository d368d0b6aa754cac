"""How periods and dates are written in both languages."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils.timezone import is_aware, localtime

from kpiloop.interfaces.wording.formats import MISSING, language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_CODE = re.compile(
    r"^(?:(?P<month>\d{4}-\d{2})|(?P<of>\d{4})-W(?P<week>\d{2})|FY(?P<year>\d{4})(?:-(?P<part>[QHPW])(?P<number>\d{1,2}))?)$"
)


def period_name(code: str, *, short: bool = False) -> str:
    """Name of a period: 2026 年 10 月 / Oct 2026; short leaves the year out: 10 月 / Oct.

    A period of weeks goes by its number: 2026 财年第 7 期 / P7 FY2026; a week too: 2026 年第 48 周 / Week 48, 2026.

    A text that is no period code is returned as it is.
    """
    found = _CODE.match(code)
    if not found:
        return code
    if found["month"]:
        return _month_name(code, short)
    if found["week"]:
        return _week_name(found["of"], int(found["week"]), short)
    if not found["part"]:
        return f"{found['year']} 年" if language() == "zh" else f"FY{found['year']}"
    return _part_name(found["year"], found["part"], int(found["number"]), short)


def _month_name(code: str, short: bool) -> str:
    year, month = code.split("-")
    if language() == "en":
        return _MONTHS[int(month) - 1] if short else f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(month)} 月" if short else f"{year} 年 {int(month)} 月"


def _week_name(year: str, number: int, short: bool) -> str:
    if language() == "en":
        return f"W{number}" if short else f"Week {number}, {year}"
    return f"第 {number} 周" if short else f"{year} 年第 {number} 周"


def _part_name(year: str, part: str, count: int, short: bool) -> str:
    if language() == "en":
        return f"{part}{count}" if short else f"{part}{count} FY{year}"
    halves = {1: "上半年", 2: "下半年"}
    names = {"Q": f"第 {count} 季度", "H": halves.get(count, ""), "P": f"第 {count} 期", "W": f"第 {count} 周"}
    if short:
        return names[part]
    return f"{year} {'财年' if part in 'PW' else '年'}{names[part]}"


def day(on: date | None) -> str:
    """A full date, the same in both languages: 2026-11-02."""
    return MISSING if on is None else on.strftime("%Y-%m-%d")


def day_short(on: date | None) -> str:
    """A date within the year at hand: 11-05 / 5 Nov."""
    if on is None:
        return MISSING
    return f"{on:%m-%d}" if language() == "zh" else f"{on.day} {_MONTHS[on.month - 1]}"


def day_with_weekday(on: date | None) -> str:
    """A date with its weekday: 11-06 周五 / Fri 6 Nov."""
    if on is None:
        return MISSING
    weekday = _WEEKDAYS[language()][on.weekday()]
    return f"{day_short(on)} {weekday}" if language() == "zh" else f"{weekday} {day_short(on)}"


def moment(at: datetime | None) -> str:
    """A date with its time to the minute, in the zone of the company: 2026-11-02 06:10."""
    return MISSING if at is None else _here(at).strftime("%Y-%m-%d %H:%M")


def moment_short(at: datetime | None) -> str:
    """A time within the year at hand, in the zone of the company: 11-02 06:10 / 2 Nov 06:10."""
    return MISSING if at is None else f"{day_short(_here(at))} {_here(at):%H:%M}"


def _here(at: datetime) -> datetime:
    """Moments are stored in UTC and read where the company is."""
    return localtime(at) if is_aware(at) else at
