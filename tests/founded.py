"""Companies founded once per process: what a founding writes to tables and home is kept and put back."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection

from kpiloop.foundation.warehouse import store

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Rows = dict[str, list[Any]]  #: rows by table, as the database gives them; the key is their first column
Files = dict[str, bytes]  #: content by path below the home directory


def founded_once(found: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Found in the open transaction; the second time in a process the same rows and files are put there.

    For foundings that always begin with the same rows: an empty installation, or what another one has put back.
    Keys, times and the answer are those of the first time; a test may change its own copy of all three.
    """
    kept: list[tuple[Rows, Rows, Files, Answer]] = []

    @functools.wraps(found)
    def found_or_put_back(*given: Given.args, **named: Given.kwargs) -> Answer:
        if not kept:
            rows, files = _rows(), _files()
            answer = found(*given, **named)
            store.close_stores()
            gone, new = _changes(rows, _rows())
            written = {name: content for name, content in _files().items() if files.get(name) != content}
            kept.append((gone, new, written, copy.deepcopy(answer)))
            return answer
        gone, new, written, answer = kept[0]
        _delete(gone)
        _insert(new)
        for name, content in written.items():
            path = Path(settings.HOME) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return copy.deepcopy(answer)

    return found_or_put_back


def _files() -> Files:
    home = Path(settings.HOME)
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def _rows() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" TO STDOUT') as lines:
                    found[table] = b"".join(lines).splitlines(keepends=True)
            else:
                found[table] = cursor.execute(f'SELECT * FROM "{table}"').fetchall()
    return found


def _changes(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    old, new = ({table: set(rows) for table, rows in side.items()} for side in (before, after))
    gone = {table: [row for row in rows if row not in new[table]] for table, rows in before.items()}
    return gone, {table: [row for row in rows if row not in old[table]] for table, rows in after.items()}


def _delete(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for table, gone in rows.items():
            if gone:
                key = connection.introspection.get_primary_key_column(cursor, table)
                keys = [row.split(b"\t", 1)[0].decode() if isinstance(row, bytes) else row[0] for row in gone]
                cursor.executemany(f'DELETE FROM "{table}" WHERE "{key}" = %s', [(value,) for value in keys])


def _insert(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for table, new in rows.items():
            if not new:
                continue
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" FROM STDIN') as lines:
                    lines.write(b"".join(new))
            else:
                places = ",".join(["%s"] * len(new[0]))
                cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', new)
