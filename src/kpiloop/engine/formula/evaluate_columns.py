"""A formula over many lines at once: what `evaluate` gives line by line, without walking the tree for each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kpiloop.engine.formula.evaluate import OPERATIONS
from kpiloop.engine.formula.nodes import Aggregate, Arithmetic, Fallback, Negative, Node, Number
from kpiloop.engine.values import Figure, is_missing, negate


def evaluate_columns(node: Node, column: Callable[[Aggregate], Sequence[Figure]], lines: int) -> Sequence[Figure]:
    """Compute a formula that names no KPI on every line.

    Shape:    formula tree, the figures of an aggregate on all lines, number of lines -> a figure per line.
    Missing:  on each line as in `evaluate`.

    >>> from decimal import Decimal
    >>> from kpiloop.engine.formula.parser import parse
    >>> figures = {"sum": [Decimal(3), Decimal(5)], "count": [Decimal(2), Decimal(0)]}
    >>> evaluate_columns(parse("sum(a.x) / count(a)"), lambda part: figures[part.function], 2)
    [Decimal('1.5'), Missing(reason='division_by_zero')]
    """
    if isinstance(node, Number):
        return [node.value] * lines
    if isinstance(node, Aggregate):
        return column(node)
    if isinstance(node, Negative):
        return [negate(figure) for figure in evaluate_columns(node.operand, column, lines)]
    if isinstance(node, Fallback):
        first, second = (evaluate_columns(part, column, lines) for part in (node.first, node.second))
        return [other if is_missing(figure) else figure for figure, other in zip(first, second, strict=True)]
    assert isinstance(node, Arithmetic), "a formula over rows names no KPI"
    left, right = evaluate_columns(node.left, column, lines), evaluate_columns(node.right, column, lines)
    return list(map(OPERATIONS[node.operator], left, right))
