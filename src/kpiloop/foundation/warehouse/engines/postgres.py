"""PostgreSQL: the facts of a version as tables beside each other, one per file, and a view for each dataset."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.conf import settings
from pyarrow import csv

from kpiloop.engine.compile.dialects.postgres import kept_name, to_sql
from kpiloop.foundation.warehouse.engines.copied_files import copy_table, ensure_copies, facts_query
from kpiloop.foundation.warehouse.engines.errors import WarehouseUnreachable
from kpiloop.foundation.warehouse.engines.question import Answer, Question
from kpiloop.foundation.warehouse.errors import NumberTooLarge
from kpiloop.foundation.warehouse.sql_text import quote

if TYPE_CHECKING:
    import psycopg

SQL_TYPES = {"string": "text", "date32[day]": "date", "int32": "integer", "int64": "bigint"}
#: Scratch schemas begin so; the rest is a random name that is also the number of a lock.
SCRATCH = "kpiloop_scan_"


def answer(question: Question) -> Answer:
    """Copy the files the server does not have yet, then run the question on it; only the answer comes back."""
    import psycopg

    sql = to_sql(question.expression)
    try:
        with _connected() as connection, _scratch(connection) as cursor:
            for dataset, files in question.datasets:
                facts = facts_query(dataset, ensure_copies(cursor, dataset, files))
                cursor.execute(f"CREATE VIEW {quote(kept_name(dataset.code))} AS {facts}".encode())
            for name, table in question.given.items():
                _give(cursor, name, table)
            return Answer(sql, _read(cursor, sql, _schema(question)))
    except psycopg.errors.NumericValueOutOfRange as fault:
        raise NumberTooLarge(reason=str(fault)[:200]) from fault
    except psycopg.OperationalError as fault:
        raise WarehouseUnreachable(engine="PostgreSQL", reason=str(fault)[:200]) from fault


def greet() -> None:
    """Say hello to the server.

    Errors:   warehouse_unreachable.
    """
    import psycopg

    try:
        with _connected():
            return
    except psycopg.OperationalError as fault:
        raise WarehouseUnreachable(engine="PostgreSQL", reason=str(fault)[:200]) from fault


@contextmanager
def _connected() -> Iterator[psycopg.Connection[Any]]:
    import psycopg

    with psycopg.connect(str(settings.WAREHOUSE), autocommit=True) as connection:
        # Compiling a plan costs more than it saves in queries of a second.
        connection.execute("SET jit = off")
        connection.execute("SET timezone = 'UTC'")
        yield connection


@contextmanager
def _scratch(connection: psycopg.Connection[Any]) -> Iterator[psycopg.Cursor[Any]]:
    """A schema of one's own that others may read in parallel, unlike temporary tables; dropped afterwards.

    A killed process leaves its schema behind, but not the lock on its number: the next one sweeps it.
    """
    number = secrets.randbits(62)
    name = f"{SCRATCH}{number}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (number,))
        _sweep(cursor)
        cursor.execute(f"CREATE SCHEMA {quote(name)}".encode())
        cursor.execute(f"SET search_path = {quote(name)}".encode())
        try:
            yield cursor
        finally:
            cursor.execute(f"DROP SCHEMA {quote(name)} CASCADE".encode())
            cursor.execute("SELECT pg_advisory_unlock(%s)", (number,))


def _sweep(cursor: psycopg.Cursor[Any]) -> None:
    cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", (SCRATCH.replace("_", r"\_") + "%",))
    for (name,) in cursor.fetchall():
        number = int(str(name).removeprefix(SCRATCH))
        if cursor.execute("SELECT pg_try_advisory_lock(%s)", (number,)).fetchone() == (True,):
            cursor.execute(f"DROP SCHEMA IF EXISTS {quote(str(name))} CASCADE".encode())
            cursor.execute("SELECT pg_advisory_unlock(%s)", (number,))


def _give(cursor: psycopg.Cursor[Any], name: str, table: pa.Table) -> None:
    """Put a small table there, with statistics: plans over unknown sizes are bad ones."""
    columns = ", ".join(f"{quote(field.name)} {SQL_TYPES[str(field.type)]}" for field in table.schema)
    cursor.execute(f"CREATE UNLOGGED TABLE {quote(name)} ({columns})".encode())
    copy_table(cursor, quote(name), [table])
    cursor.execute(f"ANALYZE {quote(name)}".encode())


def _schema(question: Question) -> dict[str, pa.DataType]:
    kinds: Mapping[str, pa.DataType] = {"string": pa.string(), "int64": pa.int64(), "date": pa.date32()}
    described = question.expression.schema().items()
    return {name: kinds.get(str(kind)) or pa.decimal128(38, kind.scale) for name, kind in described}


def _read(cursor: psycopg.Cursor[Any], sql: str, kinds: Mapping[str, pa.DataType]) -> pa.Table:
    """The answer as a table: one text of it, read by the column, is many times cheaper than objects row by row."""
    held = io.BytesIO()
    with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)".encode()) as lines:
        for block in lines:
            held.write(block)
    names = list(kinds)
    if not held.tell():
        return pa.table({name: pa.array([], type=kind) for name, kind in kinds.items()})
    held.seek(0)
    read = csv.ReadOptions(column_names=names)
    convert = csv.ConvertOptions(
        column_types=kinds, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
    )
    parse = csv.ParseOptions(newlines_in_values=True)
    try:
        return csv.read_csv(held, read, parse, convert)
    except pa.ArrowInvalid as fault:
        raise NumberTooLarge(reason=str(fault)[:200]) from fault
