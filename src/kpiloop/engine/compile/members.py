"""The members of a dimension, most frequent first; members of two, crossed."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from kpiloop.engine.compile.crossed import Crossed, crossed_member
from kpiloop.engine.compile.detail import stored_table
from kpiloop.engine.dataflow import COMPANY_LEAF
from kpiloop.engine.formula import DatasetShape


def compile_members(shape: DatasetShape, column: str, *, limit: int) -> ir.Table:
    """Build the list of the most frequent values of a column.

    Shape:    over `<dataset>` -> (member, rows), at most `limit`, most rows first, then by name.
    Missing:  rows without a value of the column have no member.
    """
    rows = stored_table(shape)
    named = rows.filter(rows[column].notnull())
    counted = named.group_by(member=named[column].cast("string")).aggregate(rows=named.count())
    return counted.order_by(ibis.desc("rows"), "member").limit(limit)


def compile_crossed(shape: DatasetShape, leaf_column: str | None, crossed: Crossed) -> ir.Table:
    """Build the list of what there is of two dimensions in the rows of each leaf.

    Shape:    over `<dataset>` -> (leaf, member), each once.
    Missing:  rows that name no leaf are those of the company.
    """
    rows = stored_table(shape)
    leaf = ibis.literal(COMPANY_LEAF) if leaf_column is None else rows[leaf_column].cast("string")
    return rows.select(leaf=leaf.fill_null(COMPANY_LEAF), member=crossed_member(rows, crossed)).distinct()
