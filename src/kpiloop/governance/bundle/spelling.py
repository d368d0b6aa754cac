"""How values are written in a bundle, and how they are understood."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from kpiloop.governance.bundle.fields import Field, Kind, Nested, Value
from kpiloop.loop.collect.cleaning.numbers import ungrouped

YES = ("true", "yes", "1", "是")
NO = ("false", "no", "0", "否")
#: Between the entries of a list in a cell.
SEPARATORS = re.compile(r"[,，、;；\n]")
_MONTH = re.compile(r"\d{4}-\d{2}")


class NotUnderstood(ValueError):
    """What is written cannot be the value of this column."""


def understood(field: Field, written: Nested | None) -> Value:
    """The value a column's text stands for; empty text is the default."""
    if written is None or (isinstance(written, str) and not written.strip()):
        return field.default
    if field.kind not in ("names", "nested", "tree") and isinstance(written, list | dict):
        raise NotUnderstood
    value = _READERS[field.kind](written)
    if field.choices and value not in field.choices:
        raise NotUnderstood
    return value


def written(value: Value) -> str:
    """A value as one text, the same for equal values."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return figure_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
    return str(value)


def figure_text(figure: Decimal) -> str:
    """A figure without trailing zeros and without an exponent."""
    shown = f"{figure:f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"


def nested_text(value: object) -> Nested:
    """A structure with every figure in it as text, as it stands in a bundle."""
    if isinstance(value, Mapping):
        return {str(name): nested_text(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [nested_text(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else figure_text(value) if isinstance(value, Decimal) else str(value)


def tree_of(value: object) -> Nested:
    """A structure of texts, whole numbers and truths; a broken figure becomes its text."""
    if isinstance(value, Mapping):
        return {str(name): tree_of(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [tree_of(each) for each in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return figure_text(value) if isinstance(value, Decimal) else str(value)


def _text(raw: Nested) -> str:
    return str(raw).strip()


def _figure(raw: Nested) -> Decimal:
    try:
        figure = Decimal(ungrouped(_text(raw)))
    except InvalidOperation:
        raise NotUnderstood from None
    if not figure.is_finite():
        raise NotUnderstood
    return figure


def _integer(raw: Nested) -> int:
    figure = _figure(raw)
    if figure != figure.to_integral_value():
        raise NotUnderstood
    return int(figure)


def _day(raw: Nested) -> date:
    text = _text(raw)[:10]
    try:
        return date.fromisoformat(f"{text}-01" if _MONTH.fullmatch(text) else text)
    except ValueError:
        raise NotUnderstood from None


def _flag(raw: Nested) -> bool:
    word = _text(raw).lower()
    if word not in YES + NO:
        raise NotUnderstood
    return word in YES


def _names(raw: Nested) -> tuple[str, ...]:
    if isinstance(raw, str):
        parts: list[Nested] = [part for part in SEPARATORS.split(raw) if part.strip()]
    elif isinstance(raw, list):
        parts = raw
    else:
        raise NotUnderstood
    if not all(isinstance(part, str | int) and not isinstance(part, bool) for part in parts):
        raise NotUnderstood
    return tuple(_text(part) for part in parts)


def _structure(raw: Nested) -> list[Nested] | dict[str, Nested]:
    """A structure as it is, or as it stands in one cell."""
    if isinstance(raw, str):
        try:
            raw = tree_of(json.loads(raw, parse_float=Decimal))
        except json.JSONDecodeError:
            raise NotUnderstood from None
    if not isinstance(raw, list | dict):
        raise NotUnderstood
    return raw


def _nested(raw: Nested) -> Value:
    return nested_text(_structure(raw))


_READERS: dict[Kind, Callable[[Nested], Value]] = {
    "text": _text,
    "code": _text,
    "integer": _integer,
    "figure": _figure,
    "day": _day,
    "flag": _flag,
    "names": _names,
    "nested": _nested,
    "tree": _structure,
}
