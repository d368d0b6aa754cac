"""Columns in memory: tables of whole numbers that are computed with by the column and never written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from kpiloop.foundation.warehouse.errors import NumberTooLarge
from kpiloop.foundation.warehouse.store import open_database


@dataclass(frozen=True)
class ColumnBook:
    """Tables of one computation; gone when it is done."""

    database: duckdb.DuckDBPyConnection  #: in memory, reads no file

    def add(self, name: str, columns: Mapping[str, Sequence[int | None]] | pa.Table) -> None:
        """Give the computation a table: 64 bit whole numbers, or a table that exists already."""
        if not isinstance(columns, pa.Table):
            columns = pa.table({key: pa.array(held, type=pa.int64()) for key, held in columns.items()})
        self.database.register(name, columns)

    def keep(self, name: str, sql: str) -> None:
        """Keep the rows of a query as a table.

        Errors: NumberTooLarge when a number leaves 64 bits.
        """
        try:
            self.database.execute(f"CREATE TABLE {name} AS {sql}")
        except (duckdb.OutOfRangeException, duckdb.ConversionException) as fault:
            raise NumberTooLarge(reason=str(fault)[:200]) from fault

    def change(self, sql: str, values: Sequence[int]) -> None:
        """Change rows of a kept table."""
        self.database.execute(sql, list(values))

    def rows(self, sql: str) -> list[tuple[int | None, ...]]:
        """The rows of a query."""
        return self.database.execute(sql).fetchall()


@contextmanager
def column_book() -> Iterator[ColumnBook]:
    """An empty book, for one computation."""
    database = open_database()
    try:
        yield ColumnBook(database)
    finally:
        database.close()
