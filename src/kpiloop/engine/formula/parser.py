"""Read the text of a formula into its tree; the grammar is the whole language.

    figure    := part (("+" | "-") part)*
    part      := signed (("*" | "/") signed)*
    signed    := "-" signed | number | "(" figure ")" | call ["where" condition] | column
    call      := function "(" argument ")"; what stands in the brackets of each function is in calls.py

A `where` belongs to the aggregate directly before it, therefore `sum(a.x) where a.s = "b" / count(a)`
divides the filtered sum. Columns stand only inside an aggregate; the type check says so.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from kpiloop.engine.formula import library
from kpiloop.engine.formula.calls import parse_call
from kpiloop.engine.formula.errors import FormulaError
from kpiloop.engine.formula.nodes import Aggregate, Arithmetic, Column, Negative, Node, Number
from kpiloop.engine.formula.reader import Reader
from kpiloop.engine.formula.tokens import read_tokens

#: Trees kept by their text: whoever asks for one figure reads all formulas of the installation.
MOST_KNOWN = 5_000


@lru_cache(maxsize=MOST_KNOWN)
def parse(text: str) -> Node:
    """Understand a formula or say where it stops making sense.

    Errors: FormulaError with code and position: formula_empty, formula_syntax, formula_too_long,
            formula_too_deep, formula_unknown_function, formula_where_place, formula_argument.

    >>> parse("1 + 2").operator
    '+'
    """
    reader = Reader(read_tokens(text))
    if reader.is_finished():
        raise FormulaError("formula_empty", position=1)
    node = parse_figure(reader)
    if not reader.is_finished():
        raise reader.unexpected("operator")
    return node


def parse_figure(reader: Reader) -> Node:
    """Read parts joined by plus and minus, from left to right.

    Errors: FormulaError with the position where the figure stops making sense.
    """
    with reader.deeper():
        node = _parse_part(reader)
        while reader.is_sign("+", "-"):
            operator = reader.take()
            node = Arithmetic(operator.text, node, _parse_part(reader), operator.position)
        return node


def _parse_part(reader: Reader) -> Node:
    node = _parse_signed(reader)
    while reader.is_sign("*", "/"):
        operator = reader.take()
        node = Arithmetic(operator.text, node, _parse_signed(reader), operator.position)
    return node


def _parse_signed(reader: Reader) -> Node:
    if reader.is_sign("-"):
        minus = reader.take()
        with reader.deeper():
            return Negative(_parse_signed(reader), minus.position)
    if reader.is_sign("("):
        return _parse_bracket(reader)
    if reader.kind == "number":
        number = reader.take()
        return Number(Decimal(number.text), number.position)
    if reader.kind == "name":
        return _parse_named(reader)
    raise reader.unexpected("figure")


def _parse_bracket(reader: Reader) -> Node:
    reader.take()
    node = parse_figure(reader)
    reader.expect(")")
    return node


def _parse_named(reader: Reader) -> Node:
    name = reader.take_name()
    if reader.is_sign("."):
        reader.take()
        return Column(name.text, reader.take_name().text, name.position)
    if not reader.is_sign("("):
        raise FormulaError("formula_bare_name", position=name.position, name=name.text)
    function = library.FUNCTIONS.get(name.text)
    if function is None:
        known = ", ".join(library.FUNCTIONS)
        raise FormulaError("formula_unknown_function", position=name.position, name=name.text, known=known)
    reader.expect("(")
    node = parse_call(reader, function, name.position, parse_figure)
    if reader.is_name("where") and not isinstance(node, Aggregate):
        raise FormulaError("formula_where_place", position=reader.position)
    return node
