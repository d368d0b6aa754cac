"""DuckDB: the SQL text of an expression."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def to_sql(expression: ir.Table) -> str:
    """The SQL text DuckDB runs for an expression; names are quoted, literals are typed.

    Shape: one expression -> one SELECT.
    """
    return str(ibis.to_sql(expression, dialect="duckdb"))
