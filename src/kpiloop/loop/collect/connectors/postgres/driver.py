"""PostgreSQL: one read-only snapshot; rows leave by COPY, so no value becomes a Python object on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pyarrow as pa
from django.conf import settings
from psycopg import errors, sql
from pyarrow import csv

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.sql.dialects import POSTGRES, Dialect
from kpiloop.loop.collect.connectors.sql.relations import Column, Relation, family_of
from kpiloop.loop.collect.connectors.sql.session import grouped, named
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
_BLOCK = 8 << 20
_CATALOGUE = """
SELECT n.nspname, c.relname, CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END, a.attname,
       format_type(a.atttypid, a.atttypmod)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg_toast%%' AND (%s = '' OR n.nspname = %s) AND has_table_privilege(c.oid, 'SELECT')
ORDER BY 1, 2, a.attnum
"""


class PostgresSession:
    """One REPEATABLE READ, READ ONLY transaction."""

    dialect: Dialect = POSTGRES

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        """Take an open connection."""
        self.connection = connection

    def relations(self, schema: str) -> list[Relation]:
        """Tables and views the account may read."""
        found = self.connection.execute(_CATALOGUE, (schema, schema)).fetchall()
        return grouped([tuple(map(str, row)) for row in found], family_of)  # type: ignore[misc]

    def head(self, statement: Statement) -> tuple[Column, ...]:
        """Columns with the types the server names."""
        cursor = self.connection.execute(_sql(statement.text), statement.values or None)
        return tuple(self._column(found) for found in cursor.description or ())

    def row(self, statement: Statement) -> tuple[object, ...]:
        """The one row."""
        found = self.connection.execute(_sql(statement.text), statement.values or None).fetchone()
        assert found is not None
        return found

    def batches(self, statement: Statement, width: int) -> Iterator[pa.Table]:
        """All rows, some megabytes of CSV at a time."""
        names = [named(place) for place in range(width)]
        copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(_sql(statement.text))
        with self.connection.cursor() as cursor, cursor.copy(copy, statement.values or None) as rows:
            for text in _texts(iter(rows)):
                yield csv.read_csv(
                    pa.py_buffer(text),
                    # One block, because a value may hold the ends of lines.
                    read_options=csv.ReadOptions(column_names=names, block_size=len(text) + 1, use_threads=False),
                    parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
                    convert_options=csv.ConvertOptions(
                        column_types={name: pa.string() for name in names},
                        # COPY writes nothing for NULL and "" for an empty text.
                        null_values=[""],
                        strings_can_be_null=True,
                        quoted_strings_can_be_null=False,
                    ),
                )

    def _column(self, found: psycopg.Column) -> Column:
        kind = found.type_display
        return Column(found.name, kind, family_of(kind))


def _texts(rows: Iterator[bytes | bytearray | memoryview]) -> Iterator[bytearray]:
    """What COPY sends row by row, some megabytes of whole rows at a time."""
    held = bytearray()
    for row in rows:
        held += row
        if len(held) >= _BLOCK:
            yield held
            held = bytearray()
    if held:
        yield held


@contextmanager
def open_session(place: Place, secret: Secret | None) -> Iterator[PostgresSession]:
    """Open a snapshot that cannot write; every fault becomes a refusal without the secret."""
    try:
        connection = psycopg.connect(
            host=place.host,
            port=place.port,
            dbname=place.database,
            user=place.user,
            password=secret.reveal() if secret else None,
            sslmode="require" if place.encrypt else "prefer",
            connect_timeout=_CONNECT_SECONDS,
            application_name="kpiloop",
            options="-c default_transaction_read_only=on -c datestyle=ISO -c client_encoding=UTF8 "
            f"-c statement_timeout={place.timeout * 1000} -c timezone={settings.TIME_ZONE}",
        )
    except psycopg.OperationalError as fault:
        raise _connecting(fault, place, secret) from None
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    try:
        yield PostgresSession(connection)
    except psycopg.Error as fault:
        raise _reading(fault, place, secret) from None
    finally:
        connection.close()


def _sql(text: str) -> sql.SQL:
    return sql.SQL(text)


def _connecting(fault: psycopg.OperationalError, place: Place, secret: Secret | None) -> Exception:
    said = _said(fault, secret)
    if "does not exist" in said and "database" in said:
        return DatabaseMissing(place=place, database=place.database)
    if "authentication" in said or "password" in said or "role" in said:
        return SignInRefused(place=place, user=place.user)
    return DatabaseUnreachable(place=place, reason=said)


def _reading(fault: psycopg.Error, place: Place, secret: Secret | None) -> Exception:
    said = _said(fault, secret)
    if isinstance(fault, errors.QueryCanceled):
        return DatabaseSlow(place=place, seconds=place.timeout)
    if isinstance(fault, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
        return ReadRefused(place=place, reason=said)
    if isinstance(fault, psycopg.OperationalError):
        return ConnectionLost(place=place, reason=said)
    return DatabaseRefused(place=place, reason=said)


def _said(fault: BaseException, secret: Secret | None) -> str:
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()]
    said = lines[0][:300] if lines else type(fault).__name__
    return secret.hide_in(said) if secret else said
