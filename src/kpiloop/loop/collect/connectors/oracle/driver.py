"""Oracle by its thin driver that is installed on demand; not run here, see the operator's page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.sql.cursor import CursorSession
from kpiloop.loop.collect.connectors.sql.dialects import ORACLE, Dialect
from kpiloop.loop.collect.connectors.sql.on_demand import refused, wanted_library
from kpiloop.loop.collect.connectors.sql.settings import Place

_CATALOGUE = """
SELECT c.OWNER, c.TABLE_NAME, CASE WHEN v.VIEW_NAME IS NULL THEN 'table' ELSE 'view' END, c.COLUMN_NAME,
       CASE WHEN c.DATA_TYPE = 'DATE' THEN 'datetime' ELSE c.DATA_TYPE END
FROM ALL_TAB_COLUMNS c LEFT JOIN ALL_VIEWS v ON v.OWNER = c.OWNER AND v.VIEW_NAME = c.TABLE_NAME
WHERE c.OWNER = NVL(:1, SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')) ORDER BY c.OWNER, c.TABLE_NAME, c.COLUMN_ID
"""


class OracleSession(CursorSession):
    """One READ ONLY transaction: a consistent snapshot that cannot write."""

    dialect: Dialect = ORACLE
    catalogue = _CATALOGUE

    def asked(self, schema: str) -> tuple[object, ...]:
        """Values the catalogue is asked with."""
        return (schema or None,)


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
