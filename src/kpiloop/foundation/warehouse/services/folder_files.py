"""Files of a registered folder: what they hold, whether they fit, and copies of the rows a close used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kpiloop.engine.formula import ColumnType
from kpiloop.foundation.warehouse.errors import FolderColumns, FolderKeyRepeated, FolderUnreadable
from kpiloop.foundation.warehouse.files import checked_path, checksum, stamp_of, write_file
from kpiloop.foundation.warehouse.landing import schema_of
from kpiloop.foundation.warehouse.row_reading import begun_before
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry, Registered
from kpiloop.foundation.warehouse.sql_text import outside_query, quote, view_query


def list_files(dataset: DatasetRow, known: Sequence[FileEntry], load: int) -> tuple[FileEntry, ...]:
    """Look at every file of a folder with size, hash, rows and months.

    Shape:    files known before -> files now; one that did not change is not read again.
    Errors:   registered_folder_unreadable, registered_folder_columns.
    """
    registered = _registered(dataset)
    folder = Path(registered.folder)
    if not folder.is_dir():
        raise FolderUnreadable(dataset=dataset.code, path=str(folder), reason="missing")
    before = {entry.path: entry for entry in known if entry.is_outside}
    return tuple(_entry(dataset, path, before, load) for path in sorted(folder.rglob("*.parquet")) if path.is_file())


def check_grain(dataset: DatasetRow, files: Sequence[FileEntry]) -> None:
    """Make sure that the business key is one: else amounts would count twice without a word.

    Errors:   registered_folder_key_repeated.
    """
    if not dataset.key_columns or not files:
        return
    source = outside_query(dataset, files, [checked_path(entry) for entry in files])
    with duckdb.connect(":memory:") as store:
        rows, keys = store.execute(f"SELECT count(*), count(DISTINCT _key) FROM ({source})").fetchall()[0]
    if rows != keys:
        raise FolderKeyRepeated(dataset=dataset.code, rows=rows, keys=keys)


def months_between(before: Sequence[FileEntry], after: Sequence[FileEntry]) -> tuple[str, ...]:
    """Name the months whose rows may have changed.

    Shape:    files before and after -> months of every file that came, went or was written to.
    """
    old, new = {(entry.path, entry.sha256): entry for entry in before}, {(e.path, e.sha256): e for e in after}
    changed = [entry for key, entry in (old | new).items() if (key in old) != (key in new)]
    return tuple(sorted({month for entry in changed for month in entry.month.split(",") if month}))


def copy_rows(dataset: DatasetRow, files: Sequence[FileEntry], until: date, version: int) -> tuple[FileEntry, ...]:
    """Copy rows with a date before a day, or without one, into a file of our own.

    Law:      a file all of whose rows are of later days is not asked: it may change.
    Errors:   registered_file_changed.
    """
    schema = schema_of(dataset)
    names = ", ".join(quote(name) for name in schema.names)
    dates = " OR ".join(f"{quote(name)} < ? OR {quote(name)} IS NULL" for name in dataset.date_columns) or "TRUE"
    needed = begun_before(files, until)
    source = view_query(dataset, needed, [checked_path(entry) for entry in needed])
    with duckdb.connect(":memory:") as store:
        values = [until] * len(dataset.date_columns)
        query = f"SELECT {names} FROM ({source}) WHERE {dates} ORDER BY _key"
        table: pa.Table = store.execute(query, values).to_arrow_table().cast(schema)
    for entry in needed:
        checked_path(entry)  # a file that changed while it was copied is no copy of what was noted
    return (write_file(table, folder=f"facts/{dataset.code}", stem=f"pinned-{until:%Y-%m-%d}-version{version}"),)


def _entry(dataset: DatasetRow, path: Path, before: Mapping[str, FileEntry], load: int) -> FileEntry:
    stamp = stamp_of(path)
    known = before.get(str(path))
    if known is not None and known.stamp == stamp:
        return FileEntry(known.path, known.rows, known.sha256, known.month, stamp, load, known.since)
    sha256 = checksum(path)
    try:
        _check_columns(dataset, path)
        rows = pq.read_metadata(path).num_rows
        months, since = _months(dataset, path), _since(dataset, path)
    except (pa.ArrowException, OSError, duckdb.Error) as fault:
        raise FolderUnreadable(dataset=dataset.code, path=path.name, reason=str(fault)[:160]) from None
    if stamp_of(path) != stamp:
        raise FolderUnreadable(dataset=dataset.code, path=path.name, reason="changing")
    return FileEntry(str(path), rows, sha256, months, stamp, load, since)


def _check_columns(dataset: DatasetRow, path: Path) -> None:
    """Text is never turned into figures here: a column of another type is reported, not swallowed."""
    held = pq.read_schema(path)
    names = _registered(dataset).names
    for name, kind in dataset.columns.items():
        column = names.get(name, name)
        place = held.get_field_index(column)
        found = held.field(place).type if place >= 0 else None
        if found is None or not _fits(found, kind):
            raise FolderColumns(dataset=dataset.code, path=path.name, column=column, found=str(found or ""))


def _fits(found: pa.DataType, kind: ColumnType) -> bool:
    tests: dict[ColumnType, bool] = {
        "text": pa.types.is_string(found) or pa.types.is_large_string(found) or pa.types.is_integer(found),
        "integer": pa.types.is_integer(found),
        "decimal": pa.types.is_integer(found) or pa.types.is_decimal(found) or pa.types.is_floating(found),
        "date": pa.types.is_date(found) or (pa.types.is_timestamp(found) and found.tz is None),
        "boolean": pa.types.is_boolean(found),
    }
    return tests[kind]


def _months(dataset: DatasetRow, path: Path) -> str:
    if not dataset.date_columns:
        return ""
    column = quote(_registered(dataset).names.get(dataset.date_columns[0], dataset.date_columns[0]))
    with duckdb.connect(":memory:") as store:
        found = store.execute(
            f"SELECT DISTINCT strftime({column}, '%Y-%m') AS month FROM read_parquet(?) "
            f"WHERE {column} IS NOT NULL ORDER BY month",
            [str(path)],
        ).fetchall()
    return ",".join(row[0] for row in found)


def _since(dataset: DatasetRow, path: Path) -> str:
    """The earliest day of any date of any row; empty where some row lacks one, because such rows are of every month."""
    columns = [quote(_registered(dataset).names.get(name, name)) for name in dataset.date_columns]
    if not columns:
        return ""
    days = ", ".join(f"CAST({column} AS DATE)" for column in columns)
    undated = " OR ".join(f"{column} IS NULL" for column in columns)
    with duckdb.connect(":memory:") as store:
        found = store.execute(
            f"SELECT min(least({days})), bool_or({undated}) FROM read_parquet(?)", [str(path)]
        ).fetchall()[0]
    return "" if found[0] is None or found[1] else str(found[0])


def _registered(dataset: DatasetRow) -> Registered:
    assert dataset.registered is not None, dataset.code
    return dataset.registered
