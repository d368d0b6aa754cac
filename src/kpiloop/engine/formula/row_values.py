"""One row under the eyes of a formula: does it match, and what number does it give?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from kpiloop.engine.formula.nodes import (
    Arithmetic,
    Column,
    Comparison,
    Condition,
    Logic,
    Membership,
    Negative,
    Node,
    Not,
    Number,
    Operand,
    Presence,
    Text,
)
from kpiloop.engine.values import EXACT

Cell: TypeAlias = Decimal | int | str | date | bool | None
SIX_DECIMALS = Decimal("0.000001")


def row_matches(condition: Condition, row: Mapping[str, Cell]) -> bool:
    """Whether a row belongs to the rows a `where` asks for.

    Missing:  an empty cell equals nothing and is neither above nor below anything, therefore it
              is different (`!=`, `not in`) from every value.
    Law:      a condition and its `not` split the rows: each row is on exactly one side.

    >>> from kpiloop.engine.formula.parser import parse
    >>> row_matches(parse('count(a) where a.state != "void"').condition, {"state": None})
    True
    """
    if isinstance(condition, Logic):
        left, right = row_matches(condition.left, row), row_matches(condition.right, row)
        return (left and right) if condition.operator == "and" else (left or right)
    if isinstance(condition, Not):
        return not row_matches(condition.operand, row)
    if isinstance(condition, Presence):
        return (row[condition.column.name] is None) == condition.is_missing
    if isinstance(condition, Membership):
        found = any(_compare("=", condition.column, value, row) for value in condition.values)
        return found != condition.is_negated
    if isinstance(condition, Comparison):
        if condition.operator == "!=":
            return not _compare("=", condition.left, condition.right, row)
        return _compare(condition.operator, condition.left, condition.right, row)
    return row[condition.name] is True


def _compare(operator: str, left: Operand, right: Operand, row: Mapping[str, Cell]) -> bool:
    first, second = _operand(left, row), _operand(right, row)
    if first is None or second is None:
        return False
    if isinstance(first, date) or isinstance(second, date):
        first, second = str(first), str(second)
    if operator == "=":
        return first == second
    if isinstance(first, str) and isinstance(second, str):
        return _in_order(operator, (first > second) - (first < second))
    assert isinstance(first, Decimal | int) and isinstance(second, Decimal | int)
    return _in_order(operator, (first > second) - (first < second))


def _in_order(operator: str, order: int) -> bool:
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator]


def _operand(operand: Operand, row: Mapping[str, Cell]) -> Cell:
    if isinstance(operand, Column):
        return row[operand.name]
    return operand.value if not isinstance(operand, Text) else str(operand.value)


def row_number(node: Node, row: Mapping[str, Cell]) -> Decimal | None:
    """The number a per-row expression gives for one row.

    Units:    products are rounded half up to six decimals, as the store keeps numbers.
    Missing:  None when any column it uses is empty in this row.
    """
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Column):
        value = row[node.name]
        assert value is None or isinstance(value, Decimal | int)
        return None if value is None else Decimal(value)
    if isinstance(node, Negative):
        number = row_number(node.operand, row)
        return None if number is None else EXACT.minus(number)
    assert isinstance(node, Arithmetic)
    left, right = row_number(node.left, row), row_number(node.right, row)
    return None if left is None or right is None else _join(node.operator, left, right)


def _join(operator: str, left: Decimal, right: Decimal) -> Decimal:
    if operator == "+":
        return EXACT.add(left, right)
    if operator == "-":
        return EXACT.subtract(left, right)
    return EXACT.multiply(left, right).quantize(SIX_DECIMALS, rounding=ROUND_HALF_UP, context=EXACT)
