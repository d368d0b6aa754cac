"""Reading the JSON-safe parameters of a scoring rule: numbers are text, tables are lists."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from kpiloop.engine.errors import Refusal

Parameters: TypeAlias = Mapping[str, object]
Row: TypeAlias = tuple[Decimal | None, ...]


def number_from(written: object, name: str) -> Decimal:
    """Read one number as it stands in a rule: text, whole number or Decimal.

    Errors:   Refusal("curve_parameter_unreadable"); binary floats are refused, because 0.1 typed
              by a person must stay 0.1.

    >>> number_from("0.96", "threshold")
    Decimal('0.96')
    """
    if isinstance(written, Decimal):
        return written
    if isinstance(written, str | int) and not isinstance(written, bool):
        try:
            number = Decimal(written)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    raise Refusal("curve_parameter_unreadable", parameter=name, written=str(written))


def optional_number(parameters: Parameters, name: str) -> Decimal | None:
    """Read a number that a rule may leave out.

    Missing:  None when the rule does not name it.

    >>> optional_number({"cap": "120"}, "floor") is None
    True
    """
    written = parameters.get(name)
    return None if written is None or written == "" else number_from(written, name)


def number(parameters: Parameters, name: str, default: Decimal | None = None) -> Decimal:
    """Read a number that a rule needs.

    Errors:   Refusal("curve_parameter_missing") when it is neither given nor defaulted.

    >>> number({"cap": "120"}, "cap")
    Decimal('120')
    """
    found = optional_number(parameters, name)
    found = default if found is None else found
    if found is None:
        raise Refusal("curve_parameter_missing", parameter=name)
    return found


def choice(parameters: Parameters, name: str, allowed: Sequence[str]) -> str:
    """Read a word out of a short list; the first of the list is the default.

    Errors:   Refusal("curve_parameter_unreadable") for any other word.

    >>> choice({}, "on", ("achievement", "actual"))
    'achievement'
    """
    written = parameters.get(name) or allowed[0]
    if not isinstance(written, str) or written not in allowed:
        raise Refusal("curve_parameter_unreadable", parameter=name, written=str(written))
    return written


def table(parameters: Parameters, name: str) -> list[Row]:
    """Read a table of numbers, given as lists or as JSON text; null stays an open end.

    Errors:   Refusal("curve_parameter_missing"), Refusal("curve_parameter_unreadable").

    >>> table({"points": [["0.8", "60"], ["1", "100"]]}, "points")
    [(Decimal('0.8'), Decimal('60')), (Decimal('1'), Decimal('100'))]
    """
    written = parameters.get(name)
    if isinstance(written, str):
        written = _load(written, name)
    if not written:
        raise Refusal("curve_parameter_missing", parameter=name)
    if not isinstance(written, list | tuple):
        raise Refusal("curve_parameter_unreadable", parameter=name, written=str(written))
    return [_row(line, name) for line in written]


def _load(text: str, name: str) -> object:
    try:
        loaded: object = json.loads(text, parse_float=Decimal)
    except ValueError:
        raise Refusal("curve_parameter_unreadable", parameter=name, written=text) from None
    return loaded


def _row(line: object, name: str) -> Row:
    if not isinstance(line, list | tuple):
        raise Refusal("curve_parameter_unreadable", parameter=name, written=str(line))
    return tuple(None if cell is None else number_from(cell, name) for cell in line)
