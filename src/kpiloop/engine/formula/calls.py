"""Read what stands in the brackets of each function.

sum(number) and its like            count(dataset) or count(column)      percentile(share, number)
top(members, number, column)        converted(days, column, condition)   year_to_date(figure)
prior_year(kpi or target)           kpi(code), target(code)              monthly_average(kpi(code))
fallback(figure, figure)            carried(periods, kpi), carried(kpi)  company(kpi or target)
rolling(months, figure)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from kpiloop.engine.formula.conditions import parse_condition
from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.library import (
    LONGEST_CARRY,
    LONGEST_CONVERSION,
    LONGEST_ROLLING,
    MOST_MEMBERS,
    USUAL_CARRY,
    FormulaFunction,
)
from kpiloop.engine.formula.nodes import Aggregate, Arithmetic, Column, Fallback, KpiReference, Negative, Node, Shift
from kpiloop.engine.formula.reader import Reader
from kpiloop.engine.formula.spans import spanned

SHIFTS: dict[str, Shift] = {"prior_year": "prior_year", "prior_period": "prior_period"}
TO_DATE = {"year_to_date": "year", "quarter_to_date": "quarter"}
Figure = Callable[[Reader], Node]


def parse_call(reader: Reader, function: FormulaFunction, position: int, figure: Figure) -> Node:
    """Read a call behind its opening bracket.

    Shape:    `figure` reads any figure; a call may hold figures again.
    Errors:   formula_argument and formula_syntax where the brackets hold something else, formula_number_range,
              formula_span_twice.
    """
    if function.is_aggregate:
        return _parse_aggregate(reader, function, position, figure)
    if function.argument == "two_figures":
        first = figure(reader)
        reader.expect(",")
        second = figure(reader)
        reader.expect(")")
        return Fallback(first, second, position)
    if function.argument == "kpi_code":
        code = reader.take() if reader.kind == "text" else reader.take_name()
        reader.expect(")")
        return KpiReference(code.text, "none", position, "target" if function.name == "target" else "value")
    if function.argument in ("months_and_figure", "figure"):
        span = f"rolling_{_whole(reader, function.name, 2, LONGEST_ROLLING)}" if function.name == "rolling" else ""
        node = figure(reader)
        reader.expect(")")
        return spanned(node, span or TO_DATE[function.name], function.name, position)
    if function.argument == "periods_and_kpi":
        return _parse_carried(reader, function, position, figure)
    return _parse_around(reader, function, position, figure)


def _parse_carried(reader: Reader, function: FormulaFunction, position: int, figure: Figure) -> Node:
    """The last known value of one KPI: how far it is looked for may be said first."""
    back = _whole(reader, function.name, 1, LONGEST_CARRY) if reader.kind == "number" else USUAL_CARRY
    node = figure(reader)
    reader.expect(")")
    if isinstance(node, KpiReference) and node.is_plain:
        return replace(node, carry=back, position=position)
    raise FormulaError("formula_argument", position=position, name=function.name, expected="kpi(...)")


def _parse_around(reader: Reader, function: FormulaFunction, position: int, figure: Figure) -> Node:
    """A look back, the company's own, or the mean of the months: each takes one reference to a KPI."""
    node = figure(reader)
    reader.expect(")")
    if function.name in SHIFTS and isinstance(node, KpiReference) and node.shift == "none":
        return replace(node, shift=SHIFTS[function.name], position=position)
    if function.name == "company" and isinstance(node, KpiReference) and node.whose == "own" and not node.carry:
        return replace(node, whose="company", position=position)
    if function.name == "monthly_average" and node == KpiReference(getattr(node, "code", "")):
        assert isinstance(node, KpiReference)
        return replace(node, taken="monthly_average", position=position)
    raise FormulaError("formula_argument", position=position, name=function.name, expected="kpi(...)")


def _parse_aggregate(reader: Reader, function: FormulaFunction, position: int, figure: Figure) -> Node:
    parameter = None if function.parameter is None else _parameter(reader, function)
    dataset, argument = _parse_argument(reader, function, position, figure)
    by = None
    if function.has_members:
        reader.expect(",")
        name = reader.take_name()
        reader.expect(".")
        by = Column(name.text, reader.take_name().text, name.position)
    outcome = None
    if function.has_outcome:
        reader.expect(",")
        outcome = parse_condition(reader)
    reader.expect(")")
    condition = None
    if reader.is_name("where"):
        reader.take()
        condition = parse_condition(reader)
    return Aggregate(function.name, dataset, argument, condition, position, parameter, by, outcome=outcome)


def _parameter(reader: Reader, function: FormulaFunction) -> Decimal:
    if function.parameter != "share":
        most = MOST_MEMBERS if function.parameter == "members" else LONGEST_CONVERSION
        return Decimal(_whole(reader, function.name, 1, most))
    position = reader.position
    share = _number(reader)
    exponent = share.normalize().as_tuple().exponent
    if share > 100 or (isinstance(exponent, int) and exponent < -2):
        raise _out_of_range(position, function.name, share, (0, 100))
    reader.expect(",")
    return share


def _whole(reader: Reader, name: str, lowest: int, highest: int) -> int:
    position = reader.position
    number = _number(reader)
    if number != number.to_integral_value() or not lowest <= number <= highest:
        raise _out_of_range(position, name, number, (lowest, highest))
    reader.expect(",")
    return int(number)


def _out_of_range(position: int, name: str, found: Decimal, bounds: tuple[int, int]) -> FormulaError:
    lowest, highest = bounds
    return FormulaError(
        "formula_number_range", position=position, name=name, lowest=lowest, highest=highest, found=format(found, "f")
    )


def _number(reader: Reader) -> Decimal:
    if reader.kind != "number":
        raise reader.unexpected("number")
    return Decimal(reader.take().text)


def _parse_argument(
    reader: Reader, function: FormulaFunction, position: int, figure: Figure
) -> tuple[str, Node | None]:
    if function.argument == "rows_or_column" and reader.kind == "name" and not reader.next_is_sign("."):
        return reader.take_name().text, None
    argument = figure(reader)
    dataset = first_dataset(argument)
    if dataset is None:
        raise FormulaError("formula_argument", position=position, name=function.name, expected="dataset.column")
    return dataset, argument


def first_dataset(node: Node) -> str | None:
    """The dataset the first column of an expression belongs to.

    Shape: one expression -> dataset code, or None when it names no column.
    """
    if isinstance(node, Column):
        return node.dataset
    sides = (node.left, node.right) if isinstance(node, Arithmetic) else ()
    parts = (node.operand,) if isinstance(node, Negative) else sides
    return next((found for part in parts if (found := first_dataset(part))), None)
