"""What a figure is counted in, and refusing to add what is not counted in one unit: money to orders, days to shares."""

from __future__ import annotations

from collections.abc import Mapping

from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.library import COUNTS_VALUES
from kpiloop.engine.formula.nodes import (
    Aggregate,
    Arithmetic,
    Column,
    Fallback,
    KpiReference,
    Negative,
    Node,
    Number,
    children,
)
from kpiloop.engine.formula.shapes import DatasetShape

#: Amounts in whatever currency the KPI is shown in: money columns are converted to it.
MONEY = "money"
COUNT = "number"
SHARE = "percent"
#: Days can be counted, and counted per customer.
TIMES = frozenset({"days", "hours", "minutes", "months"})
#: Units of the same kind by another name.
SAME = {"points": SHARE} | dict.fromkeys(
    ("pieces", "orders", "customers", "persons", "times", "projects", "score", "index"), COUNT
)


def check_units(node: Node, datasets: Mapping[str, DatasetShape], kpi_units: Mapping[str, str]) -> None:
    """Refuse a sum, a difference or a second choice of figures that are not counted in one unit.

    Shape:    formula tree, shapes by dataset code, measurement unit by KPI code.
    Missing:  where a unit cannot be known (a plain number, a column of numbers, a product) nothing is refused.
    Errors:   formula_mixed_units at the operator, with the unit of its first and of its second side.
    """
    _unit(node, datasets, kpi_units)


def other_unit(node: Node, declared: str, datasets: Mapping[str, DatasetShape], kpi_units: Mapping[str, str]) -> str:
    """What a formula is counted in, where that cannot be the unit its KPI declares.

    Shape:    formula tree, declared unit, shapes by dataset code, measurement unit by KPI code -> unit; empty where
              the two fit.
    Law:      amounts fit any currency, a currency itself alone; counts and quotients of one kind fit whatever is
              counted and are never money; money in yuan and in ten thousands of it is one unit.
    Missing:  where a unit cannot be known, or a plain number was multiplied in (a price, days of a year), all fits.

    >>> from kpiloop.engine.formula.parser import parse
    >>> other_unit(parse("kpi(profit)"), "percent", {}, {"profit": "CNY"})
    'CNY'
    >>> other_unit(parse("kpi(profit) / kpi(revenue)"), "percent", {}, {"profit": "CNY", "revenue": "CNY"})
    ''
    """
    found = _unit(node, datasets, kpi_units)
    if _has_factor(node):
        found = MONEY if _is_currency(found) else ""
    return "" if not found or _fits(found, declared) else found


def _has_factor(node: Node) -> bool:
    """Whether some figure is multiplied with or divided by a plain number."""
    is_scaled = isinstance(node, Arithmetic) and node.operator in "*/"
    sides = (node.left, node.right) if isinstance(node, Arithmetic) and is_scaled else ()
    return any(isinstance(side, Number) for side in sides) or any(_has_factor(part) for part in children(node))


def _fits(found: str, declared: str) -> bool:
    if found == MONEY or _is_currency(declared):
        return _is_currency(declared) and found in (MONEY, declared)
    kind, wanted = SAME.get(found, found), SAME.get(declared, declared)
    if kind == COUNT:
        return wanted == COUNT or wanted in TIMES
    return kind == wanted or (kind == SHARE and (wanted == COUNT or wanted in TIMES))


def _unit(node: Node, datasets: Mapping[str, DatasetShape], units: Mapping[str, str]) -> str:
    """Unit of a figure; empty where it cannot be known."""
    parts = [_unit(part, datasets, units) for part in children(node)]
    if isinstance(node, KpiReference):
        return units.get(node.code, "")
    if isinstance(node, Aggregate):
        return _of_rows(node, datasets)
    if isinstance(node, Negative):
        return parts[0]
    if isinstance(node, Fallback):
        return _joined(node.position, "fallback", parts)
    if not isinstance(node, Arithmetic):
        return ""
    if node.operator in ("+", "-"):
        return _joined(node.position, node.operator, parts)
    return _scaled(node, parts)


def _of_rows(aggregate: Aggregate, datasets: Mapping[str, DatasetShape]) -> str:
    if aggregate.argument is None or aggregate.function == "count" or aggregate.function in COUNTS_VALUES:
        return COUNT
    shape = datasets.get(aggregate.dataset)
    is_money = shape is not None and _is_amount(aggregate.argument, shape.money_columns)
    return MONEY if is_money else ""


def _is_amount(node: Node, money: tuple[str, ...]) -> bool:
    """Amounts added up or negated; a product may be a price times a quantity, or anything else."""
    if isinstance(node, Column):
        return node.name in money
    if isinstance(node, Negative):
        return _is_amount(node.operand, money)
    if not isinstance(node, Arithmetic) or node.operator == "*":
        return False
    return _is_amount(node.left, money) and _is_amount(node.right, money)


def _joined(position: int, operator: str, parts: list[str]) -> str:
    first, second = parts
    if first and second and not _is_one_kind(first, second):
        raise FormulaError("formula_mixed_units", position=position, operator=operator, left=first, right=second)
    return second if first in ("", MONEY) else first


def _is_one_kind(first: str, second: str) -> bool:
    if MONEY in (first, second):
        return _is_currency(first) and _is_currency(second)
    return SAME.get(first, first) == SAME.get(second, second)


def _is_currency(unit: str) -> bool:
    return unit == MONEY or (len(unit) == 3 and unit.isascii() and unit.isalpha() and unit.isupper())


def _scaled(node: Arithmetic, parts: list[str]) -> str:
    first, second = parts
    if isinstance(node.right, Number):
        return first
    if node.operator == "*":
        return second if isinstance(node.left, Number) else ""
    # Money per money is a share, as are orders per order; money per order is something of its own.
    return SHARE if first and second and _is_one_kind(first, second) else ""
