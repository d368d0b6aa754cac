"""An action in one line: 华东 5% 以上折扣由副总批 @陈立 11-30 预期 +45万 #营业收入 2026-12. Pure.

Order does not matter; what is left over is the title. Nothing is guessed: an absent part stays absent.
Instead of the name of a KPI the number of an agenda item may stand: #3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_PERSON = re.compile(r"@(\S+)")
_KPI = re.compile(r"#(\S+)")
_DAY = re.compile(r"(?<![\d-])(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?![\d-])|(\d{1,2})月(\d{1,2})日")
_MONTH = re.compile(r"(?<![\d-])(\d{4})-(\d{2})(?![\d-])|(\d{1,2})月(?!\d)")
_EFFECT = re.compile(
    r"(?:预期|效果|effect|expect(?:ed)?)?\s*([+\-−]\d+(?:\.\d+)?)\s*(万|亿|%|pp|个百分点|百分点)?(?:元)?", re.IGNORECASE
)
_LEFT_OVER = re.compile(r"(预期|效果|effect|expected?)\s*$", re.IGNORECASE)
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_POINTS = frozenset({"%", "pp", "个百分点", "百分点"})


@dataclass(frozen=True)
class Line:
    """What a line says, before names are looked up."""

    title: str  #: what will be done
    person: str  #: name or number after @, empty when absent
    kpi: str  #: name or code after #, empty when absent
    due_on: date | None  #: last day
    effect: Decimal | None  #: signed, in the unit written
    is_points: bool  #: the effect was written in percent or points
    effect_text: str  #: the effect as written, without its currency; empty when absent
    effect_month: str  #: month code, empty when absent


def read_line(text: str, *, today: date) -> Line:
    """Read an action typed in one line.

    Shape:    a day without year lies in the future: a month before this one belongs to next year.

    >>> found = read_line("大客户账期复核 @周颖 11-30 预期 -3 #周转天数 2026-12", today=date(2026, 11, 6))
    >>> found.title, found.person, found.due_on.isoformat(), found.effect, found.effect_month
    ('大客户账期复核', '周颖', '2026-11-30', Decimal('-3'), '2026-12')
    """
    rest = f" {text.strip()} "
    person, rest = _take(_PERSON, rest)
    kpi, rest = _take(_KPI, rest)
    month, rest = _take(_MONTH, rest)
    day, rest = _take(_DAY, rest)
    effect, rest = _take(_EFFECT, rest)
    title = _LEFT_OVER.sub("", " ".join(rest.split())).strip(" ，,;；")
    return Line(
        title=title,
        person=person[1] if person else "",
        kpi=kpi[1] if kpi else "",
        due_on=_day(day, today) if day else None,
        effect=_amount(effect) if effect else None,
        is_points=bool(effect and effect[2] in _POINTS),
        effect_text=f"{effect[1]}{_ending(effect[2])}" if effect else "",
        effect_month=_month(month, today) if month else "",
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.search(text)
    if found is None:
        return None, text
    return found, f"{text[: found.start()]} {text[found.end() :]}"


def _day(found: re.Match[str], today: date) -> date | None:
    month, day = int(found[2] or found[4]), int(found[3] or found[5])
    year = int(found[1]) if found[1] else _coming_year(month, today)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(found: re.Match[str], today: date) -> str:
    if found[1]:
        return f"{found[1]}-{found[2]}"
    month = int(found[3])
    return f"{_coming_year(month, today)}-{month:02}" if 1 <= month <= 12 else ""


def _coming_year(month: int, today: date) -> int:
    return today.year + (month < today.month)


def _ending(written: str | None) -> str:
    return "%" if written in _POINTS else written or ""


def _amount(found: re.Match[str]) -> Decimal:
    figure = Decimal(found[1].replace("−", "-"))
    return figure * _SCALES.get(found[2] or "", Decimal(1))
