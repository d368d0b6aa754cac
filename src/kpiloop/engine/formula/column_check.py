"""Types inside an aggregate: the per-row expression and the conditions of its `where`."""

from __future__ import annotations

import datetime
from decimal import Decimal

from kpiloop.engine.formula import library
from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.nodes import (
    Aggregate,
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
    Truth,
)
from kpiloop.engine.formula.shapes import ColumnType, DatasetShape, column_type

NUMERIC = ("integer", "decimal")
ORDERED = ("integer", "decimal", "date")


def check_argument(aggregate: Aggregate, shape: DatasetShape) -> None:
    """The per-row expression of an aggregate has the type its function needs.

    Errors: formula_type, formula_argument, formula_row_division, formula_number_too_long.
    """
    function = library.FUNCTIONS[aggregate.function]
    if aggregate.function in ("first", "last", *library.LOOKS_OUTSIDE) and not shape.date_columns:
        raise FormulaError("formula_no_date", position=aggregate.position, dataset=shape.name)
    if aggregate.argument is None:
        return
    if function.argument == "number":
        _check_row_number(aggregate.argument, shape, aggregate.function)
    elif isinstance(aggregate.argument, Column):
        column_type(aggregate.argument, shape)
    else:
        raise FormulaError(
            "formula_argument", position=aggregate.position, name=aggregate.function, expected="dataset.column"
        )


def _check_row_number(node: Node, shape: DatasetShape, function: str) -> None:
    if isinstance(node, Column):
        kind = column_type(node, shape)
        if kind not in NUMERIC:
            raise FormulaError("formula_type", position=node.position, found=kind, expected="number", name=function)
    elif isinstance(node, Number):
        _check_digits(node)
    elif isinstance(node, Negative):
        _check_row_number(node.operand, shape, function)
    elif isinstance(node, Arithmetic):
        if node.operator == "/":
            # Dividing row by row and adding up is the mean-of-ratios trap; it is not exact either.
            raise FormulaError("formula_row_division", position=node.position)
        _check_row_number(node.left, shape, function)
        _check_row_number(node.right, shape, function)
    else:
        raise FormulaError("formula_nested", position=node.position, name=function)


def check_condition(condition: Condition, shape: DatasetShape) -> None:
    """Both sides of every test have comparable types.

    Errors: formula_type, formula_not_a_date, formula_unknown_column, formula_mixed_datasets.
    """
    if isinstance(condition, Logic):
        check_condition(condition.left, shape)
        check_condition(condition.right, shape)
    elif isinstance(condition, Not):
        check_condition(condition.operand, shape)
    elif isinstance(condition, Comparison):
        _check_comparison(condition, shape)
    elif isinstance(condition, Membership):
        kind = column_type(condition.column, shape)
        for value in condition.values:
            _check_literal(value, kind)
    elif isinstance(condition, Presence):
        column_type(condition.column, shape)
    elif column_type(condition, shape) != "boolean":
        raise FormulaError(
            "formula_type", position=condition.position, found=column_type(condition, shape), expected="boolean"
        )


def _check_comparison(test: Comparison, shape: DatasetShape) -> None:
    columns = [side for side in (test.left, test.right) if isinstance(side, Column)]
    if not columns:
        raise FormulaError("formula_compares_nothing", position=test.position)
    kind = column_type(columns[0], shape)
    if test.operator not in ("=", "!=") and kind not in ORDERED:
        raise FormulaError("formula_type", position=test.position, found=kind, expected="number or date")
    for side in (test.left, test.right):
        _check_side(side, kind, shape)


def _check_side(side: Operand, kind: ColumnType, shape: DatasetShape) -> None:
    if not isinstance(side, Column):
        _check_literal(side, kind)
        return
    found = column_type(side, shape)
    if found != kind and not (found in NUMERIC and kind in NUMERIC):
        raise FormulaError("formula_type", position=side.position, found=found, expected=kind)


def _check_literal(value: Literal_, kind: ColumnType) -> None:
    if kind == "date" and isinstance(value, Text):
        _check_date(value)
        return
    fits = {"text": Text, "integer": Number, "decimal": Number, "boolean": Truth, "date": Text}[kind]
    if not isinstance(value, fits):
        found = {Text: "text", Number: "number", Truth: "boolean"}[type(value)]
        raise FormulaError("formula_type", position=value.position, found=found, expected=kind)
    if isinstance(value, Number):
        _check_digits(value)


def _check_date(value: Text) -> None:
    try:
        datetime.date.fromisoformat(value.value)
    except ValueError as fault:
        raise FormulaError("formula_not_a_date", position=value.position, found=value.value) from fault


def _check_digits(number: Number) -> None:
    # Rows are kept to six decimals; a longer literal could never be compared exactly.
    exact = number.value.normalize()
    exponent = exact.as_tuple().exponent
    too_fine = isinstance(exponent, int) and exponent < -library.MOST_DECIMALS
    if too_fine or abs(exact) >= Decimal(10) ** library.MOST_DIGITS:
        raise FormulaError(
            "formula_number_too_long",
            position=number.position,
            digits=library.MOST_DIGITS,
            decimals=library.MOST_DECIMALS,
        )
