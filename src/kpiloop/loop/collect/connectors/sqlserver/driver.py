"""Microsoft SQL Server by a pure Python driver that is installed on demand; not run here, see the operator's page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.sql.dialects import SQLSERVER, Dialect
from kpiloop.loop.collect.connectors.sql.on_demand import refused, wanted_library
from kpiloop.loop.collect.connectors.sql.relations import Column, Relation, family_of
from kpiloop.loop.collect.connectors.sql.session import grouped, in_batches
from kpiloop.loop.collect.connectors.sql.settings import Place
from kpiloop.loop.collect.connectors.sql.statements import Statement

_CATALOGUE = """
SELECT c.TABLE_SCHEMA, c.TABLE_NAME, CASE WHEN t.TABLE_TYPE = 'VIEW' THEN 'view' ELSE 'table' END, c.COLUMN_NAME,
       c.DATA_TYPE
FROM INFORMATION_SCHEMA.COLUMNS c
JOIN INFORMATION_SCHEMA.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE %s = '' OR c.TABLE_SCHEMA = %s ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION
"""


class SqlServerSession:
    """One transaction that is always rolled back."""

    dialect: Dialect = SQLSERVER

    def __init__(self, connection: Any) -> None:
        """Take an open connection."""
        self.connection = connection

    def relations(self, schema: str) -> list[Relation]:
        """Tables and views the account may read."""
        rows = self._run(Statement(_CATALOGUE, (schema, schema))).fetchall()
        return grouped([tuple(map(str, row)) for row in rows], family_of)  # type: ignore[misc]

    def head(self, statement: Statement) -> tuple[Column, ...]:
        """Columns of a statement; their types come from the catalogue where it is a table."""
        return tuple(Column(str(found[0]), "", "text") for found in self._run(statement).description or ())

    def row(self, statement: Statement) -> tuple[object, ...]:
        """The one row."""
        return tuple(self._run(statement).fetchone())

    def batches(self, statement: Statement, width: int) -> Iterator[pa.Table]:
        """All rows, a batch at a time."""
        yield from in_batches(self._run(statement).fetchmany, width)

    def _run(self, statement: Statement) -> Any:
        cursor = self.connection.cursor()
        cursor.execute(statement.text, statement.values)
        return cursor


@contextmanager
def open_session(place: Place, secret: Secret | None) -> Iterator[SqlServerSession]:
    """Sign in as a reader; nothing is ever committed."""
    pytds = wanted_library("pytds", kind="sqlserver")
    try:
        connection = pytds.connect(
            dsn=place.host,
            port=place.port,
            database=place.database,
            user=place.user,
            password=secret.reveal() if secret else "",
            timeout=place.timeout,
            login_timeout=10,
            autocommit=False,
            readonly=True,
            appname="kpiloop",
        )
    except (pytds.Error, OSError) as fault:
        raise refused(fault, place, secret, connecting=True) from None
    try:
        yield SqlServerSession(connection)
    except (pytds.Error, OSError) as fault:
        raise refused(fault, place, secret, connecting=False) from None
    finally:
        connection.close()
