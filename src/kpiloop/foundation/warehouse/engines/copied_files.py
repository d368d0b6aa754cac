"""Files of a version as tables of a PostgreSQL server: each immutable file is copied once, whoever asks first."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from pyarrow import csv

from kpiloop.engine.compile.dialects.postgres import kept_name
from kpiloop.engine.formula import ColumnType
from kpiloop.foundation.warehouse.errors import FileDamaged
from kpiloop.foundation.warehouse.files import checked_path
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry
from kpiloop.foundation.warehouse.sql_text import quote, view_query

if TYPE_CHECKING:
    import psycopg

SCHEMA = "kpiloop_facts"
SQL_TYPES: dict[ColumnType, str] = {
    "text": "text", "integer": "bigint", "decimal": "numeric(38,6)", "date": "date", "boolean": "boolean",
}  # fmt: skip
BATCH = 100_000
DAYS_UNUSED = 90


def ensure_copies(cursor: psycopg.Cursor[Any], dataset: DatasetRow, files: Sequence[FileEntry]) -> list[str]:
    """Have every file of a dataset as a table; gives the names of the tables in the order of the files.

    Law:      a table is there whole or not at all, and holds as many rows as its manifest says.
    """
    named = {copy_name(dataset, entry): entry for entry in files}
    _prepare(cursor)
    used = f"UPDATE {SCHEMA}.files SET used_on = current_date WHERE name = ANY(%s) RETURNING name"
    present = {str(name) for (name,) in cursor.execute(used.encode(), (list(named),)).fetchall()}
    for name in named.keys() - present:
        with cursor.connection.transaction():
            _copy(cursor, name, dataset, named[name])
    if named.keys() - present:
        _forget_unused(cursor)
    return list(named)


def copy_table(cursor: psycopg.Cursor[Any], name: str, tables: Iterator[pa.Table] | list[pa.Table]) -> int:
    """Copy rows into a table; gives how many."""
    with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv)".encode()) as lines:
        for table in tables:
            written = io.BytesIO()
            csv.write_csv(table, written, csv.WriteOptions(include_header=False))
            lines.write(written.getvalue())
    return cursor.rowcount


def copy_name(dataset: DatasetRow, entry: FileEntry) -> str:
    """Name of the table that holds a file: another content or other columns have another name."""
    names = dict(dataset.registered.names) if dataset.registered else {}
    described = [entry.sha256, entry.rows, entry.load, list(dataset.columns.items()), sorted(names.items())]
    return "f" + hashlib.sha256(json.dumps(described).encode()).hexdigest()[:40]


def facts_query(dataset: DatasetRow, tables: Sequence[str]) -> str:
    """All rows of a dataset from the tables of its files; no file at all gives no rows."""
    kinds = _columns(dataset)
    if not tables:
        return "SELECT " + ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in kinds.items()) + " WHERE FALSE"
    names = ", ".join(kinds)
    return " UNION ALL ".join(f"SELECT {names} FROM {SCHEMA}.{table}" for table in tables)


def _columns(dataset: DatasetRow) -> dict[str, str]:
    """Types by quoted name: what formulas may ask for, and the load."""
    kinds = {quote(kept_name(name)): SQL_TYPES[kind] for name, kind in dataset.columns.items()}
    return kinds | {'"_load"': "bigint"}


def _prepare(cursor: psycopg.Cursor[Any]) -> None:
    if cursor.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.files",)).fetchone() != (None,):
        return
    with cursor.connection.transaction():
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (SCHEMA,))
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {SCHEMA}.files "
            "(name text PRIMARY KEY, dataset text, path text, rows bigint, used_on date DEFAULT current_date)".encode()
        )


def _copy(cursor: psycopg.Cursor[Any], name: str, dataset: DatasetRow, entry: FileEntry) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (name,))
    if cursor.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.{name}",)).fetchone() != (None,):
        return  # somebody else was faster
    columns = ", ".join(f"{column} {kind}" for column, kind in _columns(dataset).items())
    cursor.execute(f"CREATE TABLE {SCHEMA}.{name} ({columns})".encode())
    rows = copy_table(cursor, f"{SCHEMA}.{name}", _batches(dataset, entry))
    if rows != entry.rows:
        raise FileDamaged(path=entry.path, rows=rows, expected=entry.rows)
    cursor.execute(
        f"INSERT INTO {SCHEMA}.files (name, dataset, path, rows) VALUES (%s, %s, %s, %s)".encode(),
        (name, dataset.code, entry.path, rows),
    )
    cursor.execute(f"ANALYZE {SCHEMA}.{name}".encode())


def _forget_unused(cursor: psycopg.Cursor[Any]) -> None:
    """Drop copies nobody asked for in a while; who asks for an old version again copies its files again."""
    condition = f"used_on < current_date - {DAYS_UNUSED:d}"
    found = cursor.execute(f"SELECT name FROM {SCHEMA}.files WHERE {condition}".encode()).fetchall()
    for (name,) in found:
        with cursor.connection.transaction():
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (name,))
            gone = cursor.execute(f"DELETE FROM {SCHEMA}.files WHERE name = %s AND {condition}".encode(), (name,))
            if gone.rowcount:
                cursor.execute(f"DROP TABLE IF EXISTS {SCHEMA}.{quote(str(name))}".encode())


def _batches(dataset: DatasetRow, entry: FileEntry) -> Iterator[pa.Table]:
    names = ", ".join(map(quote, (*dataset.columns, "_load")))
    with duckdb.connect(":memory:", config={"threads": 1}) as store:
        found = store.execute(f"SELECT {names} FROM ({view_query(dataset, [entry], [checked_path(entry)])})")
        for batch in found.to_arrow_reader(BATCH):
            yield pa.Table.from_batches([batch])
