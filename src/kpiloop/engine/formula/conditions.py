"""Read what stands after `where`: tests on single rows, joined by and, or, not."""

from __future__ import annotations

from decimal import Decimal

from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.library import MOST_LIST_VALUES
from kpiloop.engine.formula.nodes import (
    Column,
    Comparison,
    Condition,
    Literal_,
    Logic,
    Membership,
    Not,
    Number,
    Operand,
    Presence,
    Text,
    Truth,
)
from kpiloop.engine.formula.reader import Reader


def parse_condition(reader: Reader) -> Condition:
    """Conditions joined by or; and binds tighter, not tighter still.

    Errors: FormulaError with the position where the condition stops making sense.
    """
    with reader.deeper():
        condition = _parse_all(reader)
        while reader.is_name("or"):
            word = reader.take()
            condition = Logic("or", condition, _parse_all(reader), word.position)
        return condition


def _parse_all(reader: Reader) -> Condition:
    condition = _parse_denied(reader)
    while reader.is_name("and"):
        word = reader.take()
        condition = Logic("and", condition, _parse_denied(reader), word.position)
    return condition


def _parse_denied(reader: Reader) -> Condition:
    if reader.is_name("not"):
        word = reader.take()
        with reader.deeper():
            return Not(_parse_denied(reader), word.position)
    if reader.is_sign("("):
        reader.take()
        condition = parse_condition(reader)
        reader.expect(")")
        return condition
    return _parse_test(reader)


def _parse_test(reader: Reader) -> Condition:
    left = parse_operand(reader)
    if reader.is_sign("=", "!=", "<", "<=", ">", ">="):
        sign = reader.take()
        return Comparison(sign.text, left, parse_operand(reader), sign.position)
    if not isinstance(left, Column):
        raise reader.unexpected("= != < <= > >=")
    if reader.is_name("is"):
        return _parse_presence(reader, left)
    if reader.is_name("in", "not"):
        return _parse_membership(reader, left)
    return left


def _parse_presence(reader: Reader, column: Column) -> Condition:
    word = reader.take()
    is_denied = reader.is_name("not")
    if is_denied:
        reader.take()
    if not reader.is_name("missing"):
        raise reader.unexpected("missing")
    reader.take()
    return Presence(column, not is_denied, word.position)


def _parse_membership(reader: Reader, column: Column) -> Condition:
    word = reader.take()
    is_negated = word.text == "not"
    if is_negated:
        if not reader.is_name("in"):
            raise reader.unexpected("in")
        reader.take()
    reader.expect("(")
    values = [_parse_literal(reader)]
    while reader.is_sign(","):
        reader.take()
        values.append(_parse_literal(reader))
        if len(values) > MOST_LIST_VALUES:
            raise FormulaError("formula_list_too_long", position=word.position, limit=MOST_LIST_VALUES)
    reader.expect(")")
    return Membership(column, tuple(values), is_negated, word.position)


def _parse_literal(reader: Reader) -> Literal_:
    value = parse_operand(reader)
    if isinstance(value, Column):
        raise FormulaError("formula_syntax", position=value.position, found=value.name, expected="value")
    return value


def parse_operand(reader: Reader) -> Operand:
    """A column, a number, a quoted text, true or false.

    Errors: formula_syntax at anything else.
    """
    if reader.kind == "text":
        text = reader.take()
        return Text(text.text, text.position)
    if reader.kind == "number" or reader.is_sign("-"):
        return _parse_number(reader)
    if reader.is_name("true", "false"):
        word = reader.take()
        return Truth(word.text == "true", word.position)
    dataset = reader.take_name("value")
    reader.expect(".")
    return Column(dataset.text, reader.take_name().text, dataset.position)


def _parse_number(reader: Reader) -> Number:
    first = reader.take()
    if first.kind == "number":
        return Number(Decimal(first.text), first.position)
    if reader.kind != "number":
        raise reader.unexpected("number")
    return Number(-Decimal(reader.take().text), first.position)
