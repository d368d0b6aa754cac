"""Texts of cells: one spelling for the same word, and the many ways of writing nothing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

#: A cell as a connector hands it over.
Cell: TypeAlias = str | int | float | Decimal | bool | date | datetime | time | None

_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")
#: The usual marks for no value, in the form names are compared in.
MISSING_WORDS = frozenset(
    {"", "-", "--", "---", "—", "——", "–", "−", "/", "\\", "null", "none", "nil", "nan", "n/a", "na", "#n/a", "#n/a!"}
    | {"#null!", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "无", "暂无", "未报", "空", "不适用"}
)
_LONGEST_MARK = max(len(mark) for mark in MISSING_WORDS if mark.isascii() and mark.isalnum())
#: Rows and columns that repeat what stands above or beside them.
_TOTAL = re.compile(
    r".{0,24}(小计|合计|总计|共计|汇总)\s*[:：]?(\([^)]*\))?"
    r"|(sub-?\s?totals?|grand total|totals?)\b.{0,24}|.{1,24}\b(sub-?)?totals?",
    re.IGNORECASE,
)


def tidy(written: Cell) -> str:
    """A text without double, full-width or outer blanks; full-width letters and digits become plain.

    >>> tidy("　华东  区１部 ")
    '华东 区1部'
    """
    if isinstance(written, str):
        # Codes and numbers are as they are; everything else is looked up, because texts repeat.
        return written if written.isascii() and written.isalnum() else _tidied(written)
    if written is None:
        return ""
    if isinstance(written, float) and written.is_integer():
        return str(int(written))
    if isinstance(written, datetime) and (written.hour, written.minute, written.second) == (0, 0, 0):
        return written.date().isoformat()
    return _tidied(str(written))


@lru_cache(maxsize=65536)
def _tidied(written: str) -> str:
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", written)).strip()


def same_name(written: Cell) -> str:
    """The form names are compared in: no blanks at all, small letters."""
    return _bare(tidy(written))


@lru_cache(maxsize=65536)
def _bare(text: str) -> str:
    return _BLANKS.sub("", text).casefold()


def means_nothing(written: Cell) -> bool:
    """Whether a cell is empty or one of the usual marks for no value.

    >>> means_nothing("——"), means_nothing("N/A"), means_nothing(0)
    (True, True, False)
    """
    if not isinstance(written, str):
        return written is None or written != written
    # No mark of a missing value is a longer plain word.
    return not (len(written) > _LONGEST_MARK and written.isascii() and written.isalnum()) and _is_mark(written)


@lru_cache(maxsize=65536)
def _is_mark(written: str) -> bool:
    return same_name(written) in MISSING_WORDS


def names_a_total(written: Cell) -> bool:
    """Whether a text says that its row or column is a subtotal or total.

    >>> [names_a_total(text) for text in ("销售中心小计", "Total", "合计：", "合计一科技有限公司")]
    [True, True, True, False]
    """
    if not isinstance(written, str):
        return False
    return _is_total(tidy(written))


@lru_cache(maxsize=65536)
def _is_total(text: str) -> bool:
    return bool(_TOTAL.fullmatch(text if text.isascii() else text.replace(" ", "")))
