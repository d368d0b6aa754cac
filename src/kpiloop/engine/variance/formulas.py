"""A formula as the figure of its inputs, in exact fractions, so that any input can stand on either side of a change."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpiloop.engine.formula.nodes import Aggregate, Arithmetic, Fallback, KpiReference, Negative, Node, Number
from kpiloop.engine.formula.printer import canonical
from kpiloop.engine.formula.typecheck import walk
from kpiloop.engine.values import Missing
from kpiloop.engine.variance.factors import Value

Input = Aggregate | KpiReference


def inputs_of(node: Node) -> dict[str, Input]:
    """The aggregates and KPIs a formula is computed from.

    Shape:    -> by their canonical text, each once, in reading order.

    >>> from kpiloop.engine.formula.parser import parse
    >>> list(inputs_of(parse("kpi(profit) / (kpi(profit) + sum(o.cost))")))
    ['kpi(profit)', 'sum(o.cost)']
    """
    return {canonical(part): part for part in walk(node) if isinstance(part, Aggregate | KpiReference)}


def figure_of(node: Node, order: Sequence[str]) -> Value:
    """The formula as a function of its inputs.

    Shape:    canonical texts of all inputs -> a function of their figures in that order.
    Missing:  the figure is Missing("division_by_zero") where the formula divides by 0.

    >>> from kpiloop.engine.formula.parser import parse
    >>> figure_of(parse("1 - kpi(a) / kpi(b)"), ["kpi(a)", "kpi(b)"])([Fraction(3), Fraction(4)])
    Fraction(1, 4)
    """
    places = {text: place for place, text in enumerate(order)}

    def value(figures: Sequence[Fraction]) -> Fraction | Missing:
        return _figure(node, places, figures)

    return value


def powers_of(node: Node, order: Sequence[str]) -> tuple[tuple[int, ...], Fraction] | None:
    """How often each input multiplies (below 0: divides) where a formula is a product or quotient, and by what number.

    Missing:  None for a formula with a sum, a difference or a fallback.

    >>> from kpiloop.engine.formula.parser import parse
    >>> powers_of(parse("100 * kpi(a) / kpi(b)"), ["kpi(b)", "kpi(a)"])
    ((-1, 1), Fraction(100, 1))
    """
    found = _powers(node)
    if found is None:
        return None
    powers, scale = found
    return tuple(powers.get(text, 0) for text in order), scale


def _figure(node: Node, places: dict[str, int], figures: Sequence[Fraction]) -> Fraction | Missing:
    if isinstance(node, Aggregate | KpiReference):
        return figures[places[canonical(node)]]
    if isinstance(node, Number):
        return Fraction(node.value)
    if isinstance(node, Negative):
        inner = _figure(node.operand, places, figures)
        return inner if isinstance(inner, Missing) else -inner
    if isinstance(node, Fallback):
        first = _figure(node.first, places, figures)
        return _figure(node.second, places, figures) if isinstance(first, Missing) else first
    if not isinstance(node, Arithmetic):
        return Missing("not_applicable")
    left, right = _figure(node.left, places, figures), _figure(node.right, places, figures)
    if isinstance(left, Missing):
        return left
    return right if isinstance(right, Missing) else _joined(node.operator, left, right)


def _joined(operator: str, left: Fraction, right: Fraction) -> Fraction | Missing:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    return left / right if right else Missing("division_by_zero")


def _powers(node: Node) -> tuple[dict[str, int], Fraction] | None:
    if isinstance(node, Aggregate | KpiReference):
        return {canonical(node): 1}, Fraction(1)
    if isinstance(node, Number):
        return {}, Fraction(node.value)
    if isinstance(node, Negative):
        inner = _powers(node.operand)
        return None if inner is None else (inner[0], -inner[1])
    if not isinstance(node, Arithmetic) or node.operator in "+-":
        return None
    left, right = _powers(node.left), _powers(node.right)
    sign = 1 if node.operator == "*" else -1
    if left is None or right is None or (sign < 0 and not right[1]):
        return None
    powers = {text: left[0].get(text, 0) + sign * right[0].get(text, 0) for text in {**left[0], **right[0]}}
    return powers, left[1] * right[1] ** sign
