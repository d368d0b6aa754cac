"""Days other than those of the window: the last twelve months, the year or the quarter up to its end.

A span stands on every part that reads rows or another KPI, so that the rolling margin is the rolling profit over the
rolling revenue, and customers of twelve months are counted once.
"""

from __future__ import annotations

from dataclasses import replace

from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.nodes import Aggregate, Arithmetic, Fallback, KpiReference, Negative, Node, Span

_ROLLING = "rolling_"
_TO_DATE = {"year": "year_to_date", "quarter": "quarter_to_date"}


def spanned(node: Node, span: Span, name: str, position: int) -> Node:
    """Put a span on every part of a figure that reads something.

    Shape:    figure, span, name and place of the function that asks for it -> the figure over other days.
    Errors:   formula_span_twice where a part has one already, formula_argument where nothing is read, or a value is
              carried: over other days there is no last one.
    """
    if isinstance(node, Aggregate | KpiReference):
        if node.span:
            raise FormulaError("formula_span_twice", position=node.position, name=name)
        if getattr(node, "carry", 0):
            raise FormulaError("formula_argument", position=node.position, name=name, expected="sum(...), kpi(...)")
        return replace(node, span=span)
    found = _within(node, span, name, position)
    if found == node:
        raise FormulaError("formula_argument", position=position, name=name, expected="sum(...), kpi(...)")
    return found


def _within(node: Node, span: Span, name: str, position: int) -> Node:
    if isinstance(node, Aggregate | KpiReference):
        return spanned(node, span, name, position)
    if isinstance(node, Negative):
        return replace(node, operand=_within(node.operand, span, name, position))
    if isinstance(node, Arithmetic):
        left, right = (_within(side, span, name, position) for side in (node.left, node.right))
        return replace(node, left=left, right=right)
    if isinstance(node, Fallback):
        first, second = (_within(side, span, name, position) for side in (node.first, node.second))
        return replace(node, first=first, second=second)
    return node


def rolling_months(span: Span) -> int | None:
    """How many months a rolling span has.

    Missing: None for the other spans.

    >>> rolling_months("rolling_12"), rolling_months("year")
    (12, None)
    """
    return int(span.removeprefix(_ROLLING)) if span.startswith(_ROLLING) else None


def span_call(span: Span, text: str) -> str:
    """The text of a part under its span.

    Shape: span, text of the part -> text of the call.

    >>> span_call("rolling_3", "sum(a.x)"), span_call("", "sum(a.x)")
    ('rolling(3, sum(a.x))', 'sum(a.x)')
    """
    if not span:
        return text
    months = rolling_months(span)
    return f"{_TO_DATE[span]}({text})" if months is None else f"rolling({months}, {text})"
