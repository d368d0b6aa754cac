"""What a miss of a rate is worth: rate gap x what the rate is taken of, when that is money. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kpiloop.engine.formula import Aggregate, KpiReference, Node, canonical, walk
from kpiloop.engine.formula.nodes import Arithmetic, Negative, Number
from kpiloop.engine.values import EXACT, Missing
from kpiloop.loop.analyse.weighting import denominator_of, weight_of
from kpiloop.loop.measure.rows import ValueRow

MONEY = "CNY"


def money_terms(formulas: Iterable[tuple[str, Node]], units: Mapping[str, str]) -> frozenset[str]:
    """Texts of inputs that are money: money KPIs themselves, and the sums money KPIs are built from.

    Shape:    (KPI code, formula) pairs and the measurement unit of every KPI.
    """
    terms = {canonical(KpiReference(code, "none")) for code, unit in units.items() if unit == MONEY}
    for code, node in formulas:
        if units.get(code) == MONEY and _only_sums(node):
            terms |= {canonical(part) for part in walk(node) if isinstance(part, Aggregate)}
    return frozenset(terms)


def money_of_rate(gap: Decimal, node: Node, value: ValueRow, terms: frozenset[str]) -> Decimal | None:
    """The amount a gap of a rate stands for.

    Units:    the currency of the denominator; same sign as the gap.
    Missing:  None when the rate is not taken of money, or is scaled by a factor.
    """
    denominator = denominator_of(node)
    if denominator is None or not is_plain_rate(node):
        return None
    inputs = [part for part in walk(denominator) if isinstance(part, Aggregate | KpiReference)]
    if not _only_sums(denominator) or not all(canonical(part) in terms for part in inputs):
        return None
    figures = {part.name: Missing("no_value") if part.figure is None else part.figure for part in value.parts}
    weight = weight_of(denominator, figures, {})
    return None if isinstance(weight, Missing) else EXACT.multiply(gap, weight)


def _only_sums(node: Node) -> bool:
    """Sums and differences of sums: the unit of the parts is the unit of the whole."""
    if isinstance(node, Arithmetic):
        return node.operator in "+-" and _only_sums(node.left) and _only_sums(node.right)
    if isinstance(node, Negative):
        return _only_sums(node.operand)
    return isinstance(node, KpiReference) or (isinstance(node, Aggregate) and node.function in ("sum", "last"))


def is_plain_rate(node: Node) -> bool:
    """One division, at most with a number added to or taken from it: 1 - net / list."""
    if isinstance(node, Arithmetic) and node.operator in "+-":
        sides = (node.left, node.right)
        return any(isinstance(side, Number) for side in sides) and any(is_plain_rate(side) for side in sides)
    return isinstance(node, Arithmetic) and node.operator == "/"
