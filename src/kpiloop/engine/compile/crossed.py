"""The members of two dimensions of a row, as one text."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from kpiloop.engine.dataflow import CROSS, OTHERS

#: Columns with the members of each that are told apart.
Crossed = Sequence[tuple[str, Sequence[str]]]


def crossed_member(facts: ir.Table, crossed: Crossed) -> ir.Value:
    """The members of two dimensions of a row, with CROSS between them.

    Shape:    a member that is not named is OTHERS.
    Missing:  a row without a value has the member "": no row is left out, so the cells are the whole.
    """
    (first, firsts), (second, seconds) = crossed
    return _folded(facts[first], firsts) + CROSS + _folded(facts[second], seconds)


def _folded(column: ir.Value, members: Sequence[str]) -> ir.Value:
    text = column.cast("string")
    named = ibis.ifelse(text.isin(list(members)), text, ibis.literal(OTHERS)) if members else ibis.literal(OTHERS)
    return ibis.ifelse(text.isnull(), ibis.literal(""), named)
