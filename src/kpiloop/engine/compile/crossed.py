"""The members of dimensions of a row, as one text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir

from kpiloop.engine.dataflow import CROSS, OTHERS

#: Columns with the members of each that are told apart.
Crossed = Sequence[tuple[str, Sequence[str]]]


def crossed_member(facts: ir.Table, crossed: Crossed) -> ir.Value:
    """The members of one or more dimensions of a row, with CROSS between them.

    Shape:    a member that is not named is OTHERS.
    Missing:  a row without a value has the member "": no row is left out, so the cells are the whole.
    """
    first, *others = (_folded(facts[column], members) for column, members in crossed)
    return reduce(lambda whole, member: whole + CROSS + member, others, first)


def _folded(column: ir.Value, members: Sequence[str]) -> ir.Value:
    text = column.cast("string")
    named = ibis.ifelse(text.isin(list(members)), text, ibis.literal(OTHERS)) if members else ibis.literal(OTHERS)
    return ibis.ifelse(text.isnull(), ibis.literal(""), named)
