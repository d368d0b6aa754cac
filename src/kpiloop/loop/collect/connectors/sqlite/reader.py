"""Reads one table or view of a SQLite database; the database is opened read-only and takes no SQL from people."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Reading
from kpiloop.loop.collect.errors import ColumnsMissing, FileUnreadable, TableMissing

#: Steps of the database machine between two looks at whether a query runs away.
_STEPS = 1_000_000
_MOST_LOOKS = 20_000


def read_sqlite(location: Path, recipe: Mapping[str, object]) -> Reading:
    """Rows of the table a recipe names; the hash is that of the rows, because the file may carry a log beside it."""
    table = str(recipe.get("table") or "")
    asked = recipe.get("table_columns")
    columns = [str(name) for name in asked] if isinstance(asked, Sequence) and not isinstance(asked, str) else []
    try:
        with closing(_open(location)) as connection:
            return _read(connection, table, columns, location.name)
    except sqlite3.Error as fault:
        raise FileUnreadable(file=location.name, reason=str(fault)[:200]) from None


def tables_of(location: Path) -> dict[str, tuple[str, ...]]:
    """Tables and views with their columns, for choosing one."""
    try:
        with closing(_open(location)) as connection:
            return {name: _columns(connection, name) for name in _tables(connection)}
    except sqlite3.Error as fault:
        raise FileUnreadable(file=location.name, reason=str(fault)[:200]) from None


def _open(location: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(location))}?mode=ro", uri=True, timeout=20)
    connection.execute("PRAGMA query_only = ON")
    # A view of a strange database must not reach functions with side effects.
    connection.execute("PRAGMA trusted_schema = OFF")
    looks = iter(range(_MOST_LOOKS))
    connection.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
    return connection


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [row[0] for row in found]


def _columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)))


def _read(connection: sqlite3.Connection, table: str, asked: list[str], name: str) -> Reading:
    tables = _tables(connection)
    if table not in tables:
        raise TableMissing(table=table, tables=", ".join(tables))
    known = _columns(connection, table)
    missing = [column for column in asked if column not in known]
    if missing:
        raise ColumnsMissing(missing=", ".join(missing), found=", ".join(known))
    head = tuple(asked or known)
    # Both names come from the catalogue of the database, never from what a person typed.
    listed = ", ".join(_quoted(column) for column in head)
    digest = hashlib.sha256("\x1f".join((table, *head)).encode())
    rows: list[GridRow] = []
    for line, cells in enumerate(connection.execute(f"SELECT {listed} FROM {_quoted(table)}"), start=1):
        digest.update(repr(cells).encode())
        rows.append(GridRow(line, tuple(_cell(cell) for cell in cells)))
    return Reading((Grid(table, tuple(rows), head=head),), digest.hexdigest(), name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _cell(cell: object) -> Cell:
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace")
    return cell if isinstance(cell, str | int | float) else None
