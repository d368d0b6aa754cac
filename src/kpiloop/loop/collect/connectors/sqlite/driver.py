"""SQLite: the file is opened read-only and runs nothing with side effects."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.sql.dialects import SQLITE, Dialect
from kpiloop.loop.collect.connectors.sql.relations import Column, Relation, family_of
from kpiloop.loop.collect.connectors.sql.session import in_batches
from kpiloop.loop.collect.connectors.sql.settings import Place
from kpiloop.loop.collect.connectors.sql.statements import Statement
from kpiloop.loop.collect.errors import FileUnreadable
from kpiloop.loop.collect.errors.databases import DatabaseSlow

#: Steps of the database machine between two looks at whether a query runs away, and how many looks it gets.
_STEPS = 1_000_000
_MOST_LOOKS = 20_000


class SqliteSession:
    """One read transaction."""

    dialect: Dialect = SQLITE

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take an open connection."""
        self.connection = connection

    def relations(self, schema: str) -> list[Relation]:
        """Tables and views."""
        found = self.connection.execute(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' "
            "ORDER BY name"
        )
        return [Relation("", name, kind, self._columns(name)) for name, kind in found.fetchall()]

    def head(self, statement: Statement) -> tuple[Column, ...]:
        """Columns; a result of a query has no types here."""
        cursor = self.connection.execute(statement.text, statement.values)
        return tuple(Column(str(found[0]), "", "text") for found in cursor.description or ())

    def row(self, statement: Statement) -> tuple[object, ...]:
        """The one row."""
        found: tuple[object, ...] = self.connection.execute(statement.text, statement.values).fetchone()
        return found

    def batches(self, statement: Statement, width: int) -> Iterator[pa.Table]:
        """All rows, a batch at a time."""
        yield from in_batches(self.connection.execute(statement.text, statement.values).fetchmany, width)

    def _columns(self, table: str) -> tuple[Column, ...]:
        rows = self.connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,))
        return tuple(Column(name, kind, family_of(kind)) for name, kind in rows)


@contextmanager
def open_session(place: Place, secret: Secret | None) -> Iterator[SqliteSession]:
    """Open the file of the place read-only."""
    path = Path(place.database)
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=20, isolation_level=None)
        try:
            connection.execute("PRAGMA query_only = ON")
            # A view of a strange database must not reach functions with side effects.
            connection.execute("PRAGMA trusted_schema = OFF")
            looks = iter(range(_MOST_LOOKS))
            connection.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
            connection.execute("BEGIN")
            yield SqliteSession(connection)
        finally:
            connection.close()
    except sqlite3.Error as fault:
        if "interrupted" in str(fault):
            raise DatabaseSlow(place=path.name, seconds=place.timeout) from None
        raise FileUnreadable(file=path.name, reason=str(fault)[:200]) from None
