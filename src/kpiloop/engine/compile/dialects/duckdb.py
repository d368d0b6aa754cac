"""DuckDB: the SQL text of an expression."""

from __future__ import annotations

from functools import lru_cache

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from kpiloop.engine.compile.to_ibis import EXPRESSIONS


def to_sql(expression: ir.Table) -> str:
    """The SQL text DuckDB runs for an expression; names are quoted, literals are typed.

    Shape: one expression -> one SELECT; of an expression that was asked for lately it is kept.
    """
    return _written(expression.op())


@lru_cache(maxsize=EXPRESSIONS)
def _written(node: ops.Relation) -> str:
    return str(ibis.to_sql(node.to_expr(), dialect="duckdb"))
