"""Numbers as people write them: 3,600万, 96.4%, (123), １２, 28人."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from kpiloop.engine.values import EXACT
from kpiloop.loop.collect.cleaning.errors import NumberUnreadable
from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing

#: Words that multiply; the longest is tried first.
SCALE_WORDS = {
    "万亿": Decimal(10**12),
    "亿": Decimal(10**8),
    "千万": Decimal(10**7),
    "百万": Decimal(10**6),
    "万": Decimal(10**4),
    "千": Decimal(10**3),
}
#: Scales a recipe may name for a whole column.
SCALES = {
    "one": Decimal(1),
    "thousand": Decimal(10**3),
    "wan": Decimal(10**4),
    "million": Decimal(10**6),
    "yi": Decimal(10**8),
    "percent": Decimal("0.01"),
}
#: Words of units that may stand behind a figure without changing it.
_UNIT_WORDS = (
    "人次|小时|分钟|人民币|元整|元|人|分|天|日|件|个|次|单|台|家|户|吨|公斤|千克|箱|套|笔|项|"
    "rmb|cny|usd|kg|pcs|days?|hours?|h"
)
_CURRENCY = re.compile(r"[¥￥$€£]|^(rmb|cny|usd)", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?P<sign>[+\-−–▲△]?)(?P<whole>\d*)(?P<part>\.\d*)?(?P<power>e[+\-]?\d{1,3})?"
    r"(?P<scale>万亿|亿|千万|百万|万|千)?(?P<percent>[%‰])?(?:" + _UNIT_WORDS + r")?(?P<tail>-)?",
    re.IGNORECASE,
)


#: Tables of accountants mark losses with a triangle.
_MINUS_SIGNS = frozenset("-−–▲△")
#: What separates thousands.
_BETWEEN = r"[,'’_\s]"
#: One to three digits without a leading zero, then groups of three; nothing else of a figure may touch it.
_GROUPED = re.compile(rf"(?<![\d.,])[1-9]\d{{0,2}}(?:{_BETWEEN}\d{{3}})+(?![\d,])")
#: Blanks and apostrophes with a figure on one side at most.
_BESIDE = re.compile(r"(?<!\d)[\s_'’]+|[\s_'’]+(?!\d)")
_COMMA_FOR_POINT = str.maketrans(",.", ".,")


@dataclass(frozen=True)
class ReadNumber:
    """A figure and how it was written."""

    value: Decimal  #: the figure, 96.4 % as 0.964
    is_percent: bool = False  #: a percent sign stood behind it
    is_scaled: bool = False  #: a word such as 万 stood behind it


def read_number(written: Cell, *, decimal: str = ".") -> ReadNumber | None:
    """Understand a number; None where the cell means no value. `decimal` is the sign before the decimals in texts.

    >>> str(read_number("1.2亿").value), str(read_number("（3,600）").value), str(read_number("96.4%").value)
    ('120000000.0', '-3600', '0.964')
    """
    if means_nothing(written):
        return None
    if isinstance(written, str):
        return _parse(written, decimal)
    if isinstance(written, bool | date | time) or written is None:
        raise NumberUnreadable(written=str(written))
    # The shortest text of a binary float is what the person typed: 0.1 stays 0.1.
    value = Decimal(repr(written)) if isinstance(written, float) else Decimal(written)
    if not value.is_finite():
        raise NumberUnreadable(written=str(written))
    return ReadNumber(value)


def ungrouped(written: str) -> str:
    """A text without the separators inside its figures, where they stand between groups of three digits.

    Law:      a sign that groups otherwise stays, so that whoever reads the figure refuses it: 1,5 is nobody's fifteen.

    >>> ungrouped("1,234,567.8"), ungrouped("12 000 - 15 000"), ungrouped("1,5"), ungrouped("0,325")
    ('1234567.8', '12000 - 15000', '1,5', '0,325')
    """
    return _GROUPED.sub(lambda found: re.sub(_BETWEEN, "", found[0]), written)


@lru_cache(maxsize=65536)
def _parse(written: str, decimal: str) -> ReadNumber:
    plain = unicodedata.normalize("NFKC", written).strip()
    if decimal == ",":
        plain = plain.translate(_COMMA_FOR_POINT)
    # Blanks beside words and signs say nothing; a leading apostrophe marks a text in spreadsheets.
    plain = _BESIDE.sub("", ungrouped(plain))
    is_bracketed = len(plain) > 2 and plain[0] == "(" and plain[-1] == ")"
    plain = _CURRENCY.sub("", plain[1:-1] if is_bracketed else plain, count=1)
    found = _FIGURE.fullmatch(plain)
    if not found or not (found["whole"] or found["part"] not in (None, ".")):
        raise NumberUnreadable(written=written)
    return _value(found, is_bracketed=is_bracketed)


def _value(found: re.Match[str], *, is_bracketed: bool) -> ReadNumber:
    value = Decimal(f"{found['whole'] or 0}{(found['part'] or '').rstrip('.')}{found['power'] or ''}")
    if found["scale"]:
        value = EXACT.multiply(value, SCALE_WORDS[found["scale"]])
    if found["percent"]:
        value = value.scaleb(-2 if found["percent"] == "%" else -3, EXACT)
    negatives = (found["sign"] in _MINUS_SIGNS) + is_bracketed + bool(found["tail"])
    if negatives > 1:
        raise NumberUnreadable(written=found.string)
    return ReadNumber(-value if negatives else value, bool(found["percent"]), bool(found["scale"]))
