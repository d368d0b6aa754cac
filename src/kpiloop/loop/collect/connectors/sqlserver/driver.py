"""Microsoft SQL Server by a pure Python driver that is installed on demand; not run here, see the operator's page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.sql.cursor import CursorSession
from kpiloop.loop.collect.connectors.sql.dialects import SQLSERVER, Dialect
from kpiloop.loop.collect.connectors.sql.on_demand import refused, wanted_library
from kpiloop.loop.collect.connectors.sql.settings import Place

_CATALOGUE = """
SELECT c.TABLE_SCHEMA, c.TABLE_NAME, CASE WHEN t.TABLE_TYPE = 'VIEW' THEN 'view' ELSE 'table' END, c.COLUMN_NAME,
       c.DATA_TYPE
FROM INFORMATION_SCHEMA.COLUMNS c
JOIN INFORMATION_SCHEMA.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE %s = '' OR c.TABLE_SCHEMA = %s ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION
"""


class SqlServerSession(CursorSession):
    """One transaction that is always rolled back."""

    dialect: Dialect = SQLSERVER
    catalogue = _CATALOGUE

    def asked(self, schema: str) -> tuple[object, ...]:
        """Values the catalogue is asked with."""
        return (schema, schema)


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
