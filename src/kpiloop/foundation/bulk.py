"""Many rows into one table at once, past the object layer; names come from the model, values are always bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

Column: TypeAlias = str | int | bool | None


@transaction.atomic
def insert_lines(model: type[models.Model], columns: Sequence[str], lines: Sequence[Sequence[Column]]) -> None:
    """Write rows that are already encoded as their columns are stored.

    Shape:    names of columns, values of each row in the same order; JSON as text.
    Law:      PostgreSQL takes a stream, every other database one statement for all rows.
    """
    quote = connection.ops.quote_name
    names, table = ", ".join(map(quote, columns)), quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _stream(cursor, f"COPY {table} ({names}) FROM STDIN", lines)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", lines)


def _stream(cursor: CursorWrapper, statement: str, lines: Sequence[Sequence[Column]]) -> None:
    with cursor.copy(statement) as copy:
        for line in lines:
            copy.write_row(line)
