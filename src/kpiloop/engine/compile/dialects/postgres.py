"""PostgreSQL: the SQL text of an expression, where it differs from what the others understand."""

from __future__ import annotations

import hashlib

import ibis.expr.operations as ops
import ibis.expr.types as ir
import sqlglot.expressions as sge
from ibis.backends.sql.compilers import PostgresCompiler
from ibis.expr import datatypes as dt

#: Longer names are cut off by the server, and two of them may begin alike.
LONGEST_NAME = 63


class _Compiler(PostgresCompiler):  # type: ignore[misc]  # Ibis has no types
    """What PostgreSQL refuses: truth values as wide integers, and shifts by wide integers."""

    def visit_Cast(self, op: ops.Cast, *, arg: sge.Expression, to: dt.DataType) -> sge.Expression:
        if op.arg.dtype.is_boolean() and to.is_integer():
            arg = self.cast(arg, dt.int32)
        number: sge.Expression = super().visit_Cast(op, arg=arg, to=to)
        return number

    def visit_BitwiseLeftShift(
        self, op: ops.BitwiseLeftShift, *, left: sge.Expression, right: sge.Expression
    ) -> sge.Expression:
        return sge.BitwiseLeftShift(this=self.cast(left, dt.int64), expression=self.cast(right, dt.int32))


def to_sql(expression: ir.Table) -> str:
    """The SQL text PostgreSQL runs for an expression; names are quoted and at most as long as the server keeps.

    Shape: one expression -> one SELECT.
    """
    compiler = _Compiler()
    query = compiler.to_sqlglot(expression)
    for name in query.find_all(sge.Identifier):
        name.set("this", kept_name(name.this))
    return str(query.sql(dialect=compiler.dialect, pretty=True))


def kept_name(name: str) -> str:
    """A name the server keeps whole: a long one gives way to its beginning and a mark of the rest.

    Shape: any name -> at most 63 bytes, the same for the same name.
    """
    if len(name.encode()) <= LONGEST_NAME:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:16]
    return name.encode()[: LONGEST_NAME - len(mark) - 1].decode(errors="ignore") + "~" + mark
