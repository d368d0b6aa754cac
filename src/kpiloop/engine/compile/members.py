"""The members of a dimension, most frequent first."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from kpiloop.engine.compile.detail import stored_table
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
