"""A session over the cursor every standard driver has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from kpiloop.loop.collect.connectors.sql.dialects import Dialect
from kpiloop.loop.collect.connectors.sql.relations import Column, Relation, family_of
from kpiloop.loop.collect.connectors.sql.session import grouped, in_batches
from kpiloop.loop.collect.connectors.sql.statements import Statement


class CursorSession:
    """One transaction of a driver of the standard kind; nothing is ever committed.

    Shape:    a database names its dialect and its catalogue, and what the catalogue is asked with.
    """

    dialect: Dialect
    catalogue: str = ""

    def __init__(self, connection: Any) -> None:
        """Take an open connection."""
        self.connection = connection

    def asked(self, schema: str) -> tuple[object, ...]:
        """Values the catalogue is asked with."""
        return (schema,)

    def relations(self, schema: str) -> list[Relation]:
        """Tables and views the account may read."""
        rows = self._run(Statement(self.catalogue, self.asked(schema))).fetchall()
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
