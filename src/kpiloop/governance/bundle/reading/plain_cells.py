"""Cells as people write them: words for codes, 95%, 1,200万元, 2026年1月31日; as text the reading understands."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from kpiloop.engine.errors import Refusal
from kpiloop.governance.bundle.contents.sheets import PAIRS
from kpiloop.governance.bundle.fields import Field
from kpiloop.governance.bundle.reading.vocabulary import Vocabulary
from kpiloop.governance.bundle.spelling import figure_text
from kpiloop.loop.collect.cleaning.days import read_day, read_month
from kpiloop.loop.collect.cleaning.numbers import read_number, ungrouped

#: Columns whose figures are of 100, so that 30% is 30.
OF_100 = ("weight", "most_leaving")
_SEPARATORS = re.compile(r"([,，、;；\n])")
_PAIR = re.compile(r"([;；\n])")
_EQUALS = re.compile(r"[=＝]")
_PREFIXED = re.compile(r"([^:：]+)[:：](.+)", re.DOTALL)
_YEAR = re.compile(r"(?:FY)?\s*(\d{4})\s*(?:年度?|财年|会计年度)", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def text_of(cell: object, column: str) -> str:
    """A cell as text; a figure with the digits a person sees, a day in ISO form, a month where months stand."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return format(Decimal(repr(cell)), "f").removesuffix(".0")
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return f"{day:%Y-%m}" if column == "period" else day.isoformat()
    return str(cell).strip()


def meant(words: Vocabulary, sheet: str, field: Field, text: str) -> str:
    """What a cell says in the spelling of the text files; what is not understood stays as it is."""
    if not text:
        return text
    if (sheet, field.name) in PAIRS:
        return _pairs(words, sheet, field.name, text)
    if field.kind == "names":
        said = _SEPARATORS.split(text)
        return "".join(_entry(words, sheet, field.name, each) for each in said)
    found = words.choice(sheet, field.name, text)
    if found != text:
        return found
    if field.name == "period":
        return _period(text)
    reader = {"figure": _figure, "integer": _integer, "day": _day}.get(field.kind)
    return reader(field.name, text) if reader else text


def _entry(words: Vocabulary, sheet: str, column: str, text: str) -> str:
    found = words.choice(sheet, column, text)
    prefixed = _PREFIXED.fullmatch(text.strip())
    if found != text or prefixed is None:
        return found
    kind = words.choice(sheet, column, f"{prefixed[1]}:")
    return f"{kind}{prefixed[2].strip()}" if kind != f"{prefixed[1]}:" else text


def _pairs(words: Vocabulary, sheet: str, column: str, text: str) -> str:
    if text.startswith(("{", "[")):
        return text
    return "".join(_pair(words, sheet, column, each) for each in _PAIR.split(text))


def _pair(words: Vocabulary, sheet: str, column: str, text: str) -> str:
    name, *value = _EQUALS.split(text, maxsplit=1)
    if not value:
        return text
    return f"{words.choice(sheet, column, name.strip())}={words.choice(sheet, column, value[0].strip())}"


def _figure(column: str, text: str) -> str:
    try:
        Decimal(ungrouped(text))
        return text
    except InvalidOperation:
        pass
    try:
        read = read_number(text)
    except Refusal:
        return text
    if read is None:
        return text
    value = read.value * 100 if read.is_percent and column in OF_100 else read.value
    return figure_text(value)


def _integer(column: str, text: str) -> str:
    year = _YEAR.fullmatch(text)
    return year[1] if year else _figure(column, text)


def _day(column: str, text: str) -> str:
    if _ISO.match(text):
        return text
    for read in (read_day, read_month):
        try:
            found = read(text)
        except Refusal:
            continue
        if found is not None:
            return found.isoformat()
    return text


def _period(text: str) -> str:
    year = _YEAR.fullmatch(text)
    if year:
        return f"FY{year[1]}"
    if _ISO.match(text) or not any(sign in text for sign in "年月/."):
        return text
    month = read_month(text)
    return f"{month:%Y-%m}" if month else text
