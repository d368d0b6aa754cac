"""Spark: the SQL text of an expression, and the settings under which it means what it means elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.operations as ops
import ibis.expr.types as ir
import sqlglot.expressions as sge
from ibis.backends.sql.compilers import PySparkCompiler
from ibis.expr import datatypes as dt

#: Without these a figure could differ from that of the other engines, silently.
SESSION = {
    # An overflow is a refusal; without it sums wrap around and products become NULL.
    "spark.sql.ansi.enabled": "true",
    # Products keep their twelve decimals until they are rounded, once; otherwise Spark rounds them twice.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.caseSensitive": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.session.timeZone": "UTC",
}


class _Compiler(PySparkCompiler):  # type: ignore[misc]  # Ibis has no types
    """What Ibis does not say to Spark: operations on bits."""

    def visit_BitOr(self, op: ops.BitOr, *, arg: sge.Expression, where: sge.Expression | None) -> sge.Expression:
        found: sge.Expression = self.agg.bit_or(arg, where=where)
        return found

    def visit_BitwiseLeftShift(
        self, op: ops.BitwiseLeftShift, *, left: sge.Expression, right: sge.Expression
    ) -> sge.Expression:
        shifted: sge.Expression = self.f.anon.shiftleft(self.cast(left, dt.int64), self.cast(right, dt.int32))
        return shifted


@dataclass(frozen=True)
class Steps:
    """An expression as Spark should run it: what is used more than once by itself, then the answer."""

    parts: tuple[tuple[str, str], ...]  #: name -> SELECT, each may read those before it
    answer: str  #: SELECT over the datasets and the parts
    whole: str  #: the same as one SELECT, to show


def to_steps(expression: ir.Table) -> Steps:
    """The SQL Spark runs for an expression in a session with the settings of SESSION.

    Law: Spark writes out every use of a common part, so levels made of levels would double with each one; kept by
         themselves they are computed once.
    """
    compiler = _Compiler()
    query = compiler.to_sqlglot(expression)
    whole = _text(query)
    parts = tuple((part.alias, _text(part.this)) for part in query.ctes)
    if parts:
        query.find(sge.With).pop()
    return Steps(parts, _text(query), whole)


def _text(query: sge.Expression) -> str:
    return str(query.sql(dialect=_Compiler.dialect, pretty=True))
