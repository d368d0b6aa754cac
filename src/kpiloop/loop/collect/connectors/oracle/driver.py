"""Oracle by its thin driver that is installed on demand; not run here, see the operator's page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.sql.dialects import ORACLE, Dialect
from kpiloop.loop.collect.connectors.sql.on_demand import refused, wanted_library
from kpiloop.loop.collect.connectors.sql.relations import Column, Relation, family_of
from kpiloop.loop.collect.connectors.sql.session import grouped, in_batches
from kpiloop.loop.collect.connectors.sql.settings import Place
from kpiloop.loop.collect.connectors.sql.statements import Statement

_CATALOGUE = """
SELECT c.OWNER, c.TABLE_NAME, CASE WHEN v.VIEW_NAME IS NULL THEN 'table' ELSE 'view' END, c.COLUMN_NAME,
       CASE WHEN c.DATA_TYPE = 'DATE' THEN 'datetime' ELSE c.DATA_TYPE END
FROM ALL_TAB_COLUMNS c LEFT JOIN ALL_VIEWS v ON v.OWNER = c.OWNER AND v.VIEW_NAME = c.TABLE_NAME
WHERE c.OWNER = NVL(:1, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) ORDER BY c.OWNER, c.TABLE_NAME, c.COLUMN_ID
"""


class OracleSession:
    """One READ ONLY transaction: a consistent snapshot that cannot write."""

    dialect: Dialect = ORACLE

    def __init__(self, connection: Any) -> None:
        """Take an open connection."""
        self.connection = connection

    def relations(self, schema: str) -> list[Relation]:
        """Tables and views the account may read."""
        rows = self._run(Statement(_CATALOGUE, (schema or None,))).fetchall()
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
        cursor.execute(statement.text, list(statement.values))
        return cursor


@contextmanager
def open_session(place: Place, secret: Secret | None) -> Iterator[OracleSession]:
    """Sign in and begin a read-only transaction."""
    oracledb = wanted_library("oracledb", kind="oracle")
    oracledb.defaults.fetch_decimals = True
    try:
        connection = oracledb.connect(
            user=place.user,
            password=secret.reveal() if secret else None,
            host=place.host,
            port=place.port,
            service_name=place.database,
            protocol="tcps" if place.encrypt else "tcp",
            tcp_connect_timeout=10,
        )
        connection.call_timeout = place.timeout * 1000
    except (oracledb.Error, OSError) as fault:
        raise refused(fault, place, secret, connecting=True) from None
    try:
        connection.cursor().execute("SET TRANSACTION READ ONLY")
        yield OracleSession(connection)
    except (oracledb.Error, OSError) as fault:
        raise refused(fault, place, secret, connecting=False) from None
    finally:
        connection.close()
