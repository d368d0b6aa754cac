"""Reading connections: one in-memory DuckDB per version, views over explicit file lists, never forked."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from kpiloop.engine.dataflow import Member, Window
from kpiloop.foundation.warehouse.engines.question import members_table, windows_table
from kpiloop.foundation.warehouse.errors import NumberTooLarge
from kpiloop.foundation.warehouse.files import checked_path
from kpiloop.foundation.warehouse.paths import files_folder, spill_folder, states_folder
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry
from kpiloop.foundation.warehouse.sql_text import quote, view_query

MEMORY, THREADS, OPEN_VERSIONS = "2GB", 2, 2
OWN_FOLDERS = (files_folder, spill_folder, states_folder)


@dataclass(frozen=True)
class Store:
    """An open version: the database and the views it already has."""

    database: duckdb.DuckDBPyConnection  #: in memory; holds views only
    views: dict[str, str] = field(default_factory=dict)  #: dataset -> SQL of its view
    lock: threading.Lock = field(default_factory=threading.Lock)  #: one thread makes views at a time


_lock = threading.Lock()
_open: OrderedDict[tuple[str, int, str, tuple[str, ...]], Store] = OrderedDict()
#: Databases inherited through a fork must be neither used nor closed: they are only kept from being collected.
_abandoned: list[Store] = []


@contextmanager
def reading(
    version: int, sha256: str, datasets: Sequence[tuple[DatasetRow, Sequence[FileEntry]]]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of one's own to a version, with a view for each of these datasets."""
    outside = sorted(entry.path for _, files in datasets for entry in files if entry.is_outside)
    store = _store(version, sha256, tuple(outside))
    with store.lock:
        for dataset, files in datasets:
            _ensure_view(store, dataset, files)
    cursor = store.database.cursor()
    try:
        yield cursor
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as fault:
        raise NumberTooLarge(reason=str(fault)[:200]) from fault
    finally:
        cursor.close()


def bind_tables(cursor: duckdb.DuckDBPyConnection, members: Iterable[Member], windows: Iterable[Window]) -> None:
    """Give a connection the two tables every query for rows asks for."""
    cursor.register("membership", members_table(list(members)))
    cursor.register("windows", windows_table(list(windows)))


def read_records(cursor: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> list[dict[str, object]]:
    """Run a query and give its rows by column; decimals stay exact."""
    answer = cursor.execute(sql, list(values))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, record, strict=True)) for record in answer.fetchall()]


def close_stores() -> None:
    """Let go of every open version (tests, shutdown)."""
    with _lock:
        _open.clear()


def _store(version: int, sha256: str, outside: tuple[str, ...]) -> Store:
    key = (str(files_folder()), version, sha256, outside)
    with _lock:
        store = _open.pop(key, None) or Store(open_database(outside))
        _open[key] = store
        while len(_open) > OPEN_VERSIONS:
            # Queries under way keep the database alive through their own connection.
            _open.popitem(last=False)
    return store


def open_database(outside: Sequence[str] = ()) -> duckdb.DuckDBPyConnection:
    """An empty database that may read our files, the listed ones outside and nothing else, whatever it is told."""
    database = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": THREADS})
    settings: Mapping[str, str] = {
        "temp_directory": f"'{_text(str(spill_folder()))}'",
        "allowed_directories": "[" + ", ".join(f"'{_text(str(folder()))}'" for folder in OWN_FOLDERS) + "]",
        "allowed_paths": "[" + ", ".join(f"'{_text(path)}'" for path in outside) + "]",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    for name, value in settings.items():
        database.execute(f"SET {name} = {value}")
    return database


def _text(value: str) -> str:
    return value.replace("'", "''")


def _ensure_view(store: Store, dataset: DatasetRow, files: Sequence[FileEntry]) -> None:
    sql = view_query(dataset, files, [checked_path(entry) for entry in files])
    if store.views.get(dataset.code) != sql:
        store.database.execute(f"CREATE OR REPLACE VIEW {quote(dataset.code)} AS {sql}")
        store.views[dataset.code] = sql


def _abandon_stores() -> None:
    global _lock
    _lock = threading.Lock()
    _abandoned.extend(_open.values())
    _open.clear()


os.register_at_fork(after_in_child=_abandon_stores)
