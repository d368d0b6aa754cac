"""Bring new rows into the months they touch: new files for these, the old files for all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from kpiloop.foundation.warehouse.errors import FileDamaged
from kpiloop.foundation.warehouse.files import checked_path, write_file
from kpiloop.foundation.warehouse.landing import schema_of
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry
from kpiloop.foundation.warehouse.sql_text import quote, rows_query


@dataclass(frozen=True)
class Merged:
    """The files of a dataset after a load, and what the load did."""

    files: tuple[FileEntry, ...]  #: all files of the dataset, untouched ones unchanged
    months: tuple[str, ...]  #: months that were rewritten
    rows_new: int  #: keys seen for the first time
    rows_replaced: int  #: known keys with other content, or repeated within the load
    rows_unchanged: int  #: known keys with the same content


def merge_rows(dataset: DatasetRow, files: Sequence[FileEntry], rows: pa.Table, load_number: int) -> Merged:
    """Build the next state of a dataset without touching a file of the present one.

    Law:  a known key replaces its row wherever that row lies, so a corrected date moves the row;
          equal content keeps the old row with its old load; nothing is ever counted twice.
    """
    with duckdb.connect(":memory:") as store:
        _compare(store, dataset, files, rows)
        new, replaced, unchanged = _counts(store, rows.num_rows)
        months = [row[0] for row in store.execute("SELECT month FROM touched ORDER BY month").fetchall()]
        rewritten = [_rewrite(store, dataset, files, month, load_number) for month in months]
    kept = [entry for entry in files if entry.month not in months]
    merged = tuple(sorted([*kept, *(entry for entry in rewritten if entry)], key=lambda entry: entry.month))
    if sum(entry.rows for entry in merged) != sum(entry.rows for entry in files) + new:
        raise FileDamaged(path=dataset.code, rows=sum(entry.rows for entry in merged), expected="counts")
    return Merged(merged, tuple(months), new, replaced, unchanged)


def _compare(store: duckdb.DuckDBPyConnection, dataset: DatasetRow, files: Sequence[FileEntry], rows: pa.Table) -> None:
    month = _month_of(dataset)
    store.execute("SET preserve_insertion_order=false")
    store.register("handed_over", rows)
    store.execute(f"CREATE VIEW present AS {rows_query(dataset, [checked_path(entry) for entry in files])}")
    store.execute(
        "CREATE TABLE incoming AS SELECT *, "
        f"{month} AS month FROM handed_over QUALIFY row_number() OVER (PARTITION BY _key ORDER BY _line DESC) = 1"
    )
    same = " AND ".join(f"p.{quote(name)} IS NOT DISTINCT FROM i.{quote(name)}" for name in dataset.columns)
    store.execute(
        f"CREATE TABLE known AS SELECT _key, {_month_of(dataset, 'p.')} AS old_month, {same} AS is_same "
        "FROM present p JOIN incoming i USING (_key)"
    )
    store.execute(
        "CREATE TABLE changed AS SELECT i.* FROM incoming i LEFT JOIN known k USING (_key) "
        "WHERE k.is_same IS NULL OR NOT k.is_same"
    )
    store.execute(
        "CREATE TABLE touched AS SELECT month FROM changed UNION SELECT old_month FROM known WHERE NOT is_same"
    )


def _counts(store: duckdb.DuckDBPyConnection, handed_over: int) -> tuple[int, int, int]:
    query = (
        "SELECT (SELECT count(*) FROM incoming), (SELECT count(*) FROM known WHERE NOT is_same), "
        "(SELECT count(*) FROM known WHERE is_same)"
    )
    incoming, changed, unchanged = store.execute(query).fetchall()[0]
    return incoming - changed - unchanged, changed + handed_over - incoming, unchanged


def _rewrite(
    store: duckdb.DuckDBPyConnection, dataset: DatasetRow, files: Sequence[FileEntry], month: str, load_number: int
) -> FileEntry | None:
    schema = schema_of(dataset)
    names = ", ".join(quote(name) for name in schema.names)
    first = quote(dataset.date_columns[0]) if dataset.date_columns else "_key"
    stored = rows_query(dataset, [checked_path(entry) for entry in files if entry.month == month])
    query = (
        f"SELECT {names} FROM ({stored}) p WHERE NOT EXISTS (SELECT 1 FROM changed c WHERE c._key = p._key) "
        f"UNION ALL SELECT {names} FROM changed WHERE month = ? ORDER BY {first}, _key"
    )
    table = store.execute(query, [month]).to_arrow_table().cast(schema)
    if table.num_rows == 0:
        return None
    stem = f"{month or 'undated'}-load{load_number}"
    return write_file(table, folder=f"facts/{dataset.code}", stem=stem, month=month)


def _month_of(dataset: DatasetRow, prefix: str = "") -> str:
    """SQL of the month a row is filed under: that of its first date, empty without one."""
    if not dataset.date_columns:
        return "''"
    return f"coalesce(strftime({prefix}{quote(dataset.date_columns[0])}, '%Y-%m'), '')"
