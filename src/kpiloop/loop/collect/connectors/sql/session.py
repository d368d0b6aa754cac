"""What every database driver offers: a read-only session that lists, answers one row, and streams batches of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from typing import Protocol

import pyarrow as pa

from kpiloop.foundation.vault import Secret
from kpiloop.loop.collect.connectors.sql.dialects import Dialect
from kpiloop.loop.collect.connectors.sql.relations import Column, Relation
from kpiloop.loop.collect.connectors.sql.settings import Place
from kpiloop.loop.collect.connectors.sql.statements import Statement
from kpiloop.loop.collect.errors.databases import DriverMissing

#: Rows held in memory at a time while a table is read.
BATCH_ROWS = 50_000


class Session(Protocol):
    """One read-only transaction in a database."""

    @property
    def dialect(self) -> Dialect:
        """How names are written."""

    def relations(self, schema: str) -> list[Relation]:
        """Tables and views a person may choose from."""

    def head(self, statement: Statement) -> tuple[Column, ...]:
        """Columns of a statement that gives no or few rows."""

    def row(self, statement: Statement) -> tuple[object, ...]:
        """The one row of a statement."""

    def batches(self, statement: Statement, width: int) -> Iterator[pa.Table]:
        """All rows as tables of texts, a bounded number at a time."""


Opener = Callable[[Place, Secret | None], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Driver:
    """One kind of database."""

    kind: str  #: kind of source, and the room of its driver
    port: int  #: usual port; 0 for a file
    dialect: Dialect  #: how it writes names

    def opener(self) -> Opener:
        """What opens a session; the library behind it is loaded now and not before."""
        try:
            found = import_module(f"kpiloop.loop.collect.connectors.{self.kind}.driver")
        except ImportError:
            raise DriverMissing(kind=self.kind, extra=f"kpiloop[{self.kind}]") from None
        opener: Opener = found.open_session
        return opener


def named(position: int) -> str:
    """Name of a column in the staging area: by place, so that no name of a source is ever lost or changed."""
    return f"c{position}"


def texts_table(rows: Sequence[Sequence[object]], width: int) -> pa.Table:
    """Rows of a driver as columns of texts."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    arrays = [pa.array([written(cell) for cell in column], type=pa.string()) for column in columns]
    return pa.table(arrays, names=[named(place) for place in range(width)])


def in_batches(fetch: Callable[[int], Sequence[Sequence[object]]], width: int) -> Iterator[pa.Table]:
    """Batches of a cursor until it gives no more."""
    while rows := fetch(BATCH_ROWS):
        yield texts_table(rows, width)


def written(cell: object) -> str | None:
    """A value of a driver as text, exact and the same for every driver."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bytes | bytearray | memoryview):
        return bytes(cell).decode("utf-8", errors="replace")
    return str(cell)


def grouped(rows: Iterable[tuple[str, str, str, str, str]], family: Callable[[str], str]) -> list[Relation]:
    """Rows of a catalogue (schema, table, kind, column, type) as relations."""
    found: dict[tuple[str, str, str], list[Column]] = {}
    for schema, table, kind, column, kind_of_column in rows:
        column_family = family(kind_of_column)
        found.setdefault((schema, table, kind), []).append(
            Column(column, kind_of_column, column_family)  # type: ignore[arg-type]
        )
    return [Relation(schema, name, kind, tuple(columns)) for (schema, name, kind), columns in found.items()]
