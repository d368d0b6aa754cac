"""The arithmetic of a formula step: `(a0 / a1) - 0.5` over the figures of its children.

Grammar: names a0, a1, ... (the children in order), plain numbers, + - * / and parentheses, with
the usual precedence and a sign before any part. Nothing else: a formula text of the product is
turned into this form by whoever builds the step.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.errors import InternalError
from kpiloop.engine.values import Figure, add, divide, multiply, negate, subtract

_TOKEN = re.compile(r"\s*(?:(a\d+)|(\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?)|([-+*/()]))")


def evaluate_expression(text: str, figures: Sequence[Figure]) -> Figure:
    """Compute the expression of a formula step.

    Shape:    text and the children's figures -> one figure.
    Missing:  a missing child or a division by 0 makes the result missing.
    Errors:   InternalError when the text does not follow the grammar.

    >>> evaluate_expression("(a0 - a1) / a1", [Decimal(110), Decimal(100)])
    Decimal('0.1')
    """
    reader = _Reader(_tokens(text), figures)
    result = reader.read_sum()
    if reader.peek() is not None:
        raise InternalError(f"expression goes on after its end: {text}")
    return result


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position, stripped = 0, text.rstrip()
    while position < len(stripped):
        found = _TOKEN.match(stripped, position)
        if found is None:
            raise InternalError(f"expression is unreadable: {text}")
        tokens.append(found[0].strip())
        position = found.end()
    return tokens


class _Reader:
    """A reader that goes through the tokens once."""

    def __init__(self, tokens: Sequence[str], figures: Sequence[Figure]) -> None:
        self.tokens = tokens
        self.figures = figures
        self.position = 0

    def peek(self) -> str | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self) -> str:
        token = self.peek()
        if token is None:
            raise InternalError("expression ends too early")
        self.position += 1
        return token

    def read_sum(self) -> Figure:
        figure = self.read_product()
        while self.peek() in ("+", "-"):
            combine = add if self.take() == "+" else subtract
            figure = combine(figure, self.read_product())
        return figure

    def read_product(self) -> Figure:
        figure = self.read_part()
        while self.peek() in ("*", "/"):
            combine = multiply if self.take() == "*" else divide
            figure = combine(figure, self.read_part())
        return figure

    def read_part(self) -> Figure:
        token = self.take()
        if token == "-":
            return negate(self.read_part())
        if token == "+":
            return self.read_part()
        if token == "(":
            figure = self.read_sum()
            if self.take() != ")":
                raise InternalError("expression lacks a closing parenthesis")
            return figure
        if token.startswith("a"):
            return self._child(int(token[1:]))
        if token[0].isdigit():
            return Decimal(token)
        raise InternalError(f"expression has {token} where a figure belongs")

    def _child(self, index: int) -> Figure:
        if index >= len(self.figures):
            raise InternalError(f"expression names a{index}, which the step does not have")
        return self.figures[index]
