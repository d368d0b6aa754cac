"""MySQL and MariaDB: one consistent read-only snapshot, streamed from the server row by row."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pymysql
from django.conf import settings
from pymysql.constants import ER, FIELD_TYPE
from pymysql.converters import encoders
from pymysql.cursors import Cursor, SSCursor

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.sql.dialects import MYSQL, Dialect
from kpiloop.loop.collect.connectors.sql.relations import Column, Relation, family_of
from kpiloop.loop.collect.connectors.sql.session import grouped, in_batches
from kpiloop.loop.collect.connectors.sql.settings import Place
from kpiloop.loop.collect.connectors.sql.statements import Statement
from kpiloop.loop.collect.errors.databases import (
    ConnectionLost,
    DatabaseMissing,
    DatabaseRefused,
    DatabaseSlow,
    DatabaseUnreachable,
    ReadRefused,
    SignInRefused,
)

_CONNECT_SECONDS = 10
_TYPE_NAMES = {
    value: name.lower()
    for name, value in vars(FIELD_TYPE).items()
    if isinstance(value, int) and name not in ("CHAR", "INTERVAL")
}
#: Types of the protocol in the words of the language.
_WORDS = {
    "newdecimal": "decimal",
    "long": "int",
    "longlong": "bigint",
    "short": "smallint",
    "tiny": "tinyint",
    "int24": "mediumint",
    "var_string": "varchar",
    "string": "char",
    "blob": "text",
}
_SIGN_IN = {ER.ACCESS_DENIED_ERROR, 1698, 1045}
_DENIED = {ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR, 1792}
_SLOW = {1969, 3024}
_LOST = {2006, 2013, 2014, 2055, 1927, 1053, 0}
_CATALOGUE = """
SELECT c.TABLE_SCHEMA, c.TABLE_NAME, IF(t.TABLE_TYPE LIKE '%%VIEW', 'view', 'table'), c.COLUMN_NAME, c.COLUMN_TYPE
FROM information_schema.COLUMNS c
JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE c.TABLE_SCHEMA = IF(%s = '', DATABASE(), %s) ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION
"""


class MysqlSession:
    """One consistent snapshot in a read-only transaction."""

    dialect: Dialect = MYSQL

    def __init__(self, connection: pymysql.connections.Connection[Cursor]) -> None:
        """Take an open connection."""
        self.connection = connection

    def relations(self, schema: str) -> list[Relation]:
        """Tables and views the account may read."""
        with self.connection.cursor() as cursor:
            cursor.execute(_CATALOGUE, (schema, schema))
            rows = cursor.fetchall()
        found = grouped([tuple(map(str, row)) for row in rows], family_of)  # type: ignore[misc]
        return [Relation("" if not schema else row.schema, row.name, row.kind, row.columns) for row in found]

    def head(self, statement: Statement) -> tuple[Column, ...]:
        """Columns with the types of the protocol."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement.text, statement.values or None)
            described = [(str(found[0]), _type_name(int(found[1]))) for found in cursor.description or ()]
        return tuple(Column(name, kind, family_of(kind)) for name, kind in described)

    def row(self, statement: Statement) -> tuple[object, ...]:
        """The one row."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement.text, statement.values or None)
            found = cursor.fetchone()
        assert found is not None
        return tuple(found)

    def batches(self, statement: Statement, width: int) -> Iterator[pa.Table]:
        """All rows, never more than one batch in memory."""
        with self.connection.cursor(SSCursor) as cursor:
            cursor.execute(statement.text, statement.values or None)
            yield from in_batches(cursor.fetchmany, width)


@contextmanager
def open_session(place: Place, secret: Secret | None) -> Iterator[MysqlSession]:
    """Open a snapshot that cannot write; every fault becomes a refusal without the secret."""
    connection = _connect(place, secret)
    try:
        with connection.cursor() as cursor:
            _begin(cursor, place)
        yield MysqlSession(connection)
    except pymysql.Error as fault:
        raise _reading(fault, place, secret) from None
    finally:
        # A cursor that still streams would read on to the end before it closes politely.
        connection._force_close()  # type: ignore[attr-defined]


def _connect(place: Place, secret: Secret | None) -> pymysql.connections.Connection[Cursor]:
    try:
        return pymysql.connect(
            host=place.host,
            port=place.port,
            database=place.database,
            user=place.user,
            # The driver itself would encode a password as Latin-1.
            password=secret.reveal().encode() if secret else b"",
            charset="utf8mb4",
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=place.timeout + _CONNECT_SECONDS,
            local_infile=False,
            autocommit=False,
            ssl=_encrypted() if place.encrypt else None,
            # Without decoders every value comes as the server wrote it.
            conv=dict(encoders.items()),
        )
    except pymysql.Error as fault:
        raise _connecting(fault, place, secret) from None


def _encrypted() -> ssl.SSLContext:
    """Encrypted, without a check of who answers: servers inside a company sign their own certificates."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _begin(cursor: Cursor, place: Place) -> None:
    cursor.execute("SELECT VERSION(), UTC_TIMESTAMP()")
    version, moment = map(str, cursor.fetchone() or ("", ""))
    # Names of zones are unknown to a server without their tables, so the offset of today is said.
    utc = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    offset = utc.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%z")
    cursor.execute("SET SESSION time_zone = %s", (f"{offset[:3]}:{offset[3:]}",))
    if "mariadb" in version.lower():
        cursor.execute("SET SESSION max_statement_time = %s", (place.timeout,))
    else:
        cursor.execute("SET SESSION max_execution_time = %s", (place.timeout * 1000,))
    cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")


def _type_name(code: int) -> str:
    name = _TYPE_NAMES.get(code, "text")
    return _WORDS.get(name, name)


def _connecting(fault: pymysql.Error, place: Place, secret: Secret | None) -> Exception:
    number = _number(fault)
    if number == ER.BAD_DB_ERROR or number == ER.DBACCESS_DENIED_ERROR:
        return DatabaseMissing(place=place, database=place.database)
    if number in _SIGN_IN:
        return SignInRefused(place=place, user=place.user)
    return DatabaseUnreachable(place=place, reason=_said(fault, secret))


def _reading(fault: pymysql.Error, place: Place, secret: Secret | None) -> Exception:
    number, said = _number(fault), _said(fault, secret)
    if number in _SLOW or "timed out" in said:
        return DatabaseSlow(place=place, seconds=place.timeout)
    if number in _DENIED:
        return ReadRefused(place=place, reason=said)
    if number in _LOST:
        return ConnectionLost(place=place, reason=said)
    return DatabaseRefused(place=place, reason=said)


def _number(fault: pymysql.Error) -> int:
    return int(fault.args[0]) if fault.args and isinstance(fault.args[0], int) else 0


def _said(fault: pymysql.Error, secret: Secret | None) -> str:
    said = str(fault.args[1] if len(fault.args) > 1 else fault)[:300]
    return secret.hide_in(said) if secret else said
