"""Write a formula tree as text again, always in the same way, and give it a fingerprint."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from kpiloop.engine.formula.library import KEYWORDS
from kpiloop.engine.formula.nodes import (
    Aggregate,
    Arithmetic,
    Column,
    Comparison,
    Condition,
    Fallback,
    KpiReference,
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
from kpiloop.engine.formula.spans import span_call
from kpiloop.engine.formula.tokens import NAME

STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
SIGNED = 3


def canonical(node: Node) -> str:
    """The one spelling of a formula: same meaning of the tree, same text.

    Law:      parse(canonical(node)) == node.

    >>> from kpiloop.engine.formula.parser import parse
    >>> canonical(parse("( sum(a.x)  )/count( a )where a.y in(1,2)"))
    'sum(a.x) / count(a) where a.y in (1, 2)'
    """
    return _figure(node, 0)


def fingerprint(node: Node) -> str:
    """What identifies a formula in evidence: the hash of its canonical text.

    Shape: one formula -> 64 hexadecimal digits.
    """
    return hashlib.sha256(canonical(node).encode()).hexdigest()


def _figure(node: Node, outer: int) -> str:
    if isinstance(node, Arithmetic):
        strength = STRENGTH[node.operator]
        # The right side needs brackets at equal strength: a - (b - c) is another figure.
        text = f"{_figure(node.left, strength)} {node.operator} {_figure(node.right, strength + 1)}"
        return f"({text})" if strength < outer else text
    if isinstance(node, Negative):
        text = f"-{_figure(node.operand, SIGNED)}"
        return f"({text})" if outer > SIGNED else text
    return _leaf(node)


def _leaf(node: Node) -> str:
    if isinstance(node, Number):
        return number_text(node.value)
    if isinstance(node, Column):
        return f"{node.dataset}.{node.name}"
    if isinstance(node, KpiReference):
        return span_call(node.span, _reference(node))
    if isinstance(node, Fallback):
        return f"fallback({_figure(node.first, 0)}, {_figure(node.second, 0)})"
    assert isinstance(node, Aggregate)
    return _aggregate(node)


def _reference(node: KpiReference) -> str:
    word = "target" if node.taken == "target" else "kpi"
    text = f"{word}({_code(node.code)})"
    text = f"monthly_average({text})" if node.taken == "monthly_average" else text
    text = f"company({text})" if node.whose == "company" else text
    text = text if node.shift == "none" else f"{node.shift}({text})"
    return f"carried({node.carry}, {text})" if node.carry else text


def _aggregate(node: Aggregate) -> str:
    argument = node.dataset if node.argument is None else _figure(node.argument, 0)
    before = "" if node.parameter is None else f"{number_text(node.parameter)}, "
    after = "" if node.by is None else f", {node.by.dataset}.{node.by.name}"
    after += "" if node.outcome is None else f", {_condition(node.outcome, 0)}"
    call = f"{node.function}({before}{argument}{after})"
    text = call if node.condition is None else f"{call} where {_condition(node.condition, 0)}"
    return span_call(node.span, text)


def _condition(condition: Condition, outer: int) -> str:
    if isinstance(condition, Logic):
        strength = 1 if condition.operator == "or" else 2
        left = _condition(condition.left, strength)
        text = f"{left} {condition.operator} {_condition(condition.right, strength + 1)}"
        return f"({text})" if strength < outer else text
    if isinstance(condition, Not):
        return f"not {_condition(condition.operand, SIGNED)}"
    if isinstance(condition, Comparison):
        return f"{_operand(condition.left)} {condition.operator} {_operand(condition.right)}"
    if isinstance(condition, Membership):
        word = "not in" if condition.is_negated else "in"
        values = ", ".join(_operand(value) for value in condition.values)
        return f"{_operand(condition.column)} {word} ({values})"
    if isinstance(condition, Presence):
        return f"{_operand(condition.column)} is {'missing' if condition.is_missing else 'not missing'}"
    return _operand(condition)


def _operand(operand: Operand) -> str:
    if isinstance(operand, Text):
        escaped = operand.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(operand, Truth):
        return "true" if operand.value else "false"
    if isinstance(operand, Number):
        return number_text(operand.value)
    return f"{operand.dataset}.{operand.name}"


def number_text(value: Decimal) -> str:
    """A number without exponent and without trailing zeros.

    Shape: one exact number -> digits.

    >>> number_text(Decimal("1.50")), number_text(Decimal("100"))
    ('1.5', '100')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _code(code: str) -> str:
    is_plain = NAME.fullmatch(code) is not None and code not in KEYWORDS
    return code if is_plain else _operand(Text(code))
