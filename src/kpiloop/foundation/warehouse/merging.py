"""Bring new rows into the months they touch: new files for these, the old files for all others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

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
    pure: tuple[FileEntry, ...] = ()  #: the written files, where they hold every row of the load and no other


def merge_rows(dataset: DatasetRow, files: Sequence[FileEntry], rows: pa.Table, load_number: int) -> Merged:
    """Build the next state of a dataset without touching a file of the present one.

    Law:  a known key replaces its row wherever that row lies, so a corrected date moves the row;
          equal content keeps the old row with its old load; nothing is ever counted twice.
    """
    with duckdb.connect(":memory:") as store:
        store.execute("SET preserve_insertion_order=false")
        incoming = _newest(store, rows)
        _compare(store, dataset, files, incoming)
        replaced, unchanged = _counts(store)
        parts = _by_month(dataset, _sorted(dataset, _changed(store, incoming, unchanged)))
        left = {row[0] for row in store.execute("SELECT DISTINCT month FROM known WHERE NOT is_same").fetchall()}
        months = sorted({*parts, *left})
        rewritten = [_rewrite(store, dataset, files, month, parts.get(month), load_number) for month in months]
    written = [entry for entry in rewritten if entry]
    new = incoming.num_rows - replaced - unchanged
    kept = [entry for entry in files if entry.month not in months]
    merged = tuple(sorted([*kept, *written], key=lambda entry: entry.month))
    if sum(entry.rows for entry in merged) != sum(entry.rows for entry in files) + new:
        raise FileDamaged(path=dataset.code, rows=sum(entry.rows for entry in merged), expected="counts")
    pure = () if {entry.month for entry in files} & set(parts) else _those_of(written, parts, rows.num_rows)
    return Merged(merged, tuple(months), new, replaced + rows.num_rows - incoming.num_rows, unchanged, pure)


def _those_of(written: Sequence[FileEntry], months: Collection[str], count: int) -> tuple[FileEntry, ...]:
    """The files of some months, where they hold so many rows: none was known, and none repeated."""
    own = tuple(entry for entry in written if entry.month in months)
    return own if sum(entry.rows for entry in own) == count else ()


def _newest(store: duckdb.DuckDBPyConnection, rows: pa.Table) -> pa.Table:
    """One row per key, the one of the last line; rows without repeats are not copied."""
    if len(rows.column("_key").unique()) == rows.num_rows:
        return rows
    store.register("handed_over", rows)
    query = (
        "SELECT * FROM handed_over QUALIFY row_number() OVER (PARTITION BY _key ORDER BY _line DESC) = 1 ORDER BY _line"
    )
    return store.execute(query).to_arrow_table().cast(rows.schema)


def _compare(
    store: duckdb.DuckDBPyConnection, dataset: DatasetRow, files: Sequence[FileEntry], incoming: pa.Table
) -> None:
    """Table `known`: keys that are stored already, the month they lie in, and whether their content is the same."""
    store.register("incoming", incoming)
    if not files:
        store.execute("CREATE TABLE known (_key VARCHAR, month VARCHAR, is_same BOOLEAN)")
        return
    same = " AND ".join(f"p.{quote(name)} IS NOT DISTINCT FROM i.{quote(name)}" for name in dataset.columns)
    store.execute(
        f"CREATE TABLE known AS SELECT _key, {_month_of(dataset, 'p.')} AS month, {same} AS is_same "
        f"FROM ({rows_query(dataset, [checked_path(entry) for entry in files])}) p JOIN incoming i USING (_key)"
    )


def _counts(store: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    query = "SELECT count(*) FILTER (WHERE NOT is_same), count(*) FILTER (WHERE is_same) FROM known"
    replaced, unchanged = store.execute(query).fetchall()[0]
    return replaced, unchanged


def _changed(store: duckdb.DuckDBPyConnection, incoming: pa.Table, unchanged: int) -> pa.Table:
    """Rows that are new or other than stored."""
    if not unchanged:
        return incoming
    query = "SELECT * FROM incoming ANTI JOIN (SELECT _key FROM known WHERE is_same) USING (_key) ORDER BY _line"
    return store.execute(query).to_arrow_table().cast(incoming.schema)


def _sorted(dataset: DatasetRow, rows: pa.Table) -> pa.Table:
    """Rows by day, so that every month is one stretch of them; rows of a day stay as they came."""
    if not dataset.date_columns:
        return rows
    return rows.combine_chunks().take(pc.sort_indices(rows.column(dataset.date_columns[0])))


def _by_month(dataset: DatasetRow, rows: pa.Table) -> dict[str, pa.Table]:
    """Sorted rows by the month they are filed under, without copies."""
    if not dataset.date_columns:
        return {"": rows} if rows.num_rows else {}
    counted = rows.column(dataset.date_columns[0]).value_counts()
    months = pc.fill_null(pc.strftime(counted.field("values"), format="%Y-%m"), "").to_pylist()
    counts: dict[str, int] = {}
    for month, count in zip(months, counted.field("counts").to_pylist(), strict=True):
        counts[month] = counts.get(month, 0) + count
    starts = accumulate(counts.values(), initial=0)
    return {month: rows.slice(start, count) for (month, count), start in zip(counts.items(), starts, strict=False)}


def _rewrite(
    store: duckdb.DuckDBPyConnection,
    dataset: DatasetRow,
    files: Sequence[FileEntry],
    month: str,
    arriving: pa.Table | None,
    load_number: int,
) -> FileEntry | None:
    """The file of a month: stored rows that stay, and those that arrive."""
    held = [checked_path(entry) for entry in files if entry.month == month]
    schema = schema_of(dataset)
    table = arriving if arriving is not None else schema.empty_table()
    if held:
        store.register("arriving", table)
        names = ", ".join(quote(name) for name in schema.names)
        first = quote(dataset.date_columns[0]) if dataset.date_columns else "_key"
        query = (
            f"SELECT {names} FROM ({rows_query(dataset, held)}) p "
            "ANTI JOIN (SELECT _key FROM known WHERE NOT is_same AND month = ?) USING (_key) "
            f"UNION ALL SELECT {names} FROM arriving ORDER BY {first}, _load, _line, _key"
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
