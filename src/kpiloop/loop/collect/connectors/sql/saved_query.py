"""A query somebody saved: exactly one SELECT of known functions, written anew from its tree."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from kpiloop.loop.collect.connectors.sql.dialects import Dialect
from kpiloop.loop.collect.errors.tables import QueryRefused

#: Anything that writes, locks, waits, reads files or leaves the statement.
_FORBIDDEN: tuple[type[exp.Expression], ...] = (
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Merge,
    exp.Create,
    exp.Drop,
    exp.Alter,
    exp.Command,
    exp.Set,
    exp.Use,
    exp.Transaction,
    exp.Commit,
    exp.Rollback,
    exp.Into,
    exp.Lock,
    exp.NextValueFor,
    exp.ReadCSV,
    exp.Parameter,
    exp.SessionParameter,
    exp.Placeholder,
)
#: Harmless functions the parser has no own name for; any other unknown one may have side effects.
_KNOWN = frozenset(
    {"date_trunc", "to_char", "to_number", "isnull", "ifnull", "nvl", "nvl2", "len", "charindex", "left", "right"}
    | {"instr", "lpad", "rpad", "last_day", "period_add", "period_diff", "make_date", "age", "date_part", "mid"}
    | {"julianday", "printf", "format", "eomonth", "datefromparts", "add_months", "months_between", "width_bucket"}
)


def checked_query(text: str, dialect: Dialect) -> str:
    """The query as it is run: parsed, checked and written again without its comments."""
    try:
        found = [tree for tree in sqlglot.parse(text, read=dialect.name) if tree is not None]
    except (SqlglotError, RecursionError) as fault:
        raise QueryRefused(reason="unreadable", part=str(fault).splitlines()[0][:200]) from None
    if len(found) != 1:
        raise QueryRefused(reason="statements", part=str(len(found)))
    tree = found[0]
    if not isinstance(tree, exp.Select | exp.SetOperation):
        raise QueryRefused(reason="no_select", part=type(tree).__name__.upper())
    for node in tree.walk():
        if isinstance(node, _FORBIDDEN):
            raise QueryRefused(reason="writes", part=type(node).__name__.upper())
        if isinstance(node, exp.Anonymous) and node.name.lower() not in _KNOWN:
            raise QueryRefused(reason="function", part=node.name)
    return tree.sql(dialect=dialect.name, comments=False)
