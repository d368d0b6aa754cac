"""One row in Ibis: the number an expression gives, and whether a condition holds.

Says exactly what `formula/row_values.py` says in plain Python; the differential test compares them.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

import ibis
import ibis.expr.types as ir
from ibis.expr import datatypes as dt

from kpiloop.engine.formula.nodes import (
    Arithmetic,
    Column,
    Comparison,
    Condition,
    Literal_,
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
from kpiloop.engine.formula.shapes import ColumnType

#: Every number is summed as an exact decimal on every engine.
EXACT = dt.Decimal(38, 6)
#: Both sides of a product: 19 + 19 digits fit the 38 the engines offer.
FACTOR = dt.Decimal(19, 6)

IBIS_TYPES: dict[ColumnType, dt.DataType] = {
    "text": dt.string,
    "integer": dt.int64,
    "decimal": EXACT,
    "date": dt.date,
    "boolean": dt.boolean,
}


def number_expression(node: Node, rows: ir.Table) -> ir.Value:
    """The number of one row, as an exact decimal.

    Units:    products are rounded half up to six decimals.
    Missing:  NULL when any column used is NULL.
    """
    if isinstance(node, Number):
        return ibis.literal(node.value, type=EXACT)
    if isinstance(node, Column):
        return rows[node.name].cast(EXACT)
    if isinstance(node, Negative):
        return -number_expression(node.operand, rows)
    assert isinstance(node, Arithmetic)
    left, right = number_expression(node.left, rows), number_expression(node.right, rows)
    if node.operator == "*":
        return (left.cast(FACTOR) * right.cast(FACTOR)).cast(EXACT)
    return left + right if node.operator == "+" else left - right


def condition_expression(condition: Condition, rows: ir.Table) -> ir.BooleanValue:
    """Whether a row belongs to the rows a `where` asks for; never NULL.

    Missing:  an empty cell equals nothing and is neither above nor below anything.
    Law:      a condition and its `not` split the rows.
    """
    if isinstance(condition, Logic):
        left, right = condition_expression(condition.left, rows), condition_expression(condition.right, rows)
        return left & right if condition.operator == "and" else left | right
    if isinstance(condition, Not):
        return ~condition_expression(condition.operand, rows)
    if isinstance(condition, Presence):
        column = rows[condition.column.name]
        return column.isnull() if condition.is_missing else column.notnull()
    if isinstance(condition, Membership):
        found = ibis.or_(*(_test("=", condition.column, value, rows) for value in condition.values))
        return ~found if condition.is_negated else found
    if isinstance(condition, Comparison):
        if condition.operator == "!=":
            return ~_test("=", condition.left, condition.right, rows)
        return _test(condition.operator, condition.left, condition.right, rows)
    return rows[condition.name].fill_null(False)


def _test(operator: str, left: Operand, right: Operand, rows: ir.Table) -> ir.BooleanValue:
    columns = [side for side in (left, right) if isinstance(side, Column)]
    kind = rows[columns[0].name].type()
    is_whole = all(_is_whole(side, rows) for side in (left, right))
    first, second = _side(left, kind, rows, is_whole), _side(right, kind, rows, is_whole)
    if operator == "=":
        answer = first == second
    elif operator in ("<", "<="):
        answer = first < second if operator == "<" else first <= second
    else:
        answer = first > second if operator == ">" else first >= second
    return answer.fill_null(False)


def _is_whole(side: Operand, rows: ir.Table) -> bool:
    """Whole numbers are compared as they are; a cast of every row to a wide decimal would only cost."""
    if isinstance(side, Column):
        return bool(rows[side.name].type().is_integer())
    return isinstance(side, Number) and side.value == side.value.to_integral_value()


def _side(side: Operand, kind: dt.DataType, rows: ir.Table, is_whole: bool) -> ir.Value:
    if isinstance(side, Column):
        column = rows[side.name]
        return column.cast(EXACT) if column.type().is_numeric() and not is_whole else column
    if is_whole and isinstance(side, Number):
        return ibis.literal(int(side.value), type=dt.int64)
    return _literal(side, kind)


def _literal(value: Literal_, kind: dt.DataType) -> ir.Value:
    if isinstance(value, Text) and kind.is_date():
        return ibis.literal(datetime.date.fromisoformat(value.value))
    if isinstance(value, Number):
        return ibis.literal(Decimal(value.value), type=EXACT)
    return ibis.literal(value.value)
