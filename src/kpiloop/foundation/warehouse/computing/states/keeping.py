"""Leave behind what reading the rows of a dataset month by month gives."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence

import duckdb

from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.laid_out import DAYS
from kpiloop.engine.compile.to_ibis import compile_states
from kpiloop.engine.dataflow import Scan, Window, lay_out
from kpiloop.engine.dataflow.layout import MOST_BITS
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.warehouse.computing.states.matching import Found, find_state, is_keepable, laid_out_days
from kpiloop.foundation.warehouse.computing.states.places import (
    State,
    month_days,
    month_marks,
    newest_state,
    plan_of,
    write_state,
)
from kpiloop.foundation.warehouse.engines.question import bare_table
from kpiloop.foundation.warehouse.files import READ_ONLY, checksum
from kpiloop.foundation.warehouse.paths import states_folder
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry, VersionRow
from kpiloop.foundation.warehouse.sql_text import quote
from kpiloop.foundation.warehouse.store import reading

#: Fewer rows are read again faster than a state is looked for.
LEAST_ROWS = 200_000
#: So many months may differ before a state is made anew: the running month differs every day.
MOST_STALE = 3


def keep_state(
    version: VersionRow, dataset: DatasetRow, files: Sequence[FileEntry], scan: Scan, shape: DatasetShape
) -> tuple[str, ...]:
    """Make the state of a scan anew where it is worth it.

    Shape:    -> months that were read from rows for it; empty when the state there is will do.
    Law:      months an earlier state speaks for are taken from it, which is the same.
    """
    if not is_large(files) or not is_keepable(version, dataset, files, scan):
        return ()
    marks, plan = month_marks(files), plan_of(dataset, scan)
    months = _consecutive(sorted(marks))
    held = dict(state.months) if (state := newest_state(plan)) else {}
    stale = [month for month in months if held.get(month) != marks.get(month, "")]
    if not stale or (state and len(stale) <= MOST_STALE):
        return ()
    layout = lay_out([], [Window(month, *month_days(month)) for month in months])
    found = find_state(version, dataset, files, scan, layout)
    token = secrets.token_hex(8)
    with reading(version.number, version.sha256, [(dataset, files)]) as cursor:
        cursor.register("_days", bare_table(laid_out_days(layout), DAYS))
        bring(cursor, found)
        written: dict[str, tuple[str, str]] = {}
        whole: list[str] = []
        for kind, expression in compile_states(scan, shape, is_kept=found is not None).items():
            name = f"{plan}-{token}-{kind}.parquet"
            whole += _copy(cursor, to_sql(expression), name)
            written[kind] = (name, checksum(states_folder() / name))
    write_state(plan, token, State([(month, marks.get(month, "")) for month in months], written, whole))
    return tuple(stale)


def is_large(files: Sequence[FileEntry]) -> bool:
    """Whether a dataset has so many rows that a state of it is worth its while."""
    return sum(entry.rows for entry in files) >= LEAST_ROWS


def bring(cursor: duckdb.DuckDBPyConnection, found: Found | None) -> None:
    """Give a connection the tables of a state."""
    if found is not None:
        cursor.register("_fresh", bare_table(found.fresh, DAYS))
        for name, sql in found.tables.items():
            cursor.execute(f"CREATE OR REPLACE TEMP VIEW {quote(name)} AS {sql}")


def _copy(cursor: duckdb.DuckDBPyConnection, sql: str, name: str) -> list[str]:
    """Write the answer of a query into a file; names of its columns of 128 bits, which no file can hold as they are."""
    described = cursor.execute(f"DESCRIBE {sql}").fetchall()
    whole = [str(row[0]) for row in described if row[1] == "HUGEINT"]
    columns = ", ".join(
        f"CAST({quote(column)} AS DECIMAL(38, 0)) AS {quote(column)}" if column in whole else quote(column)
        for column in (str(row[0]) for row in described)
    )
    path = states_folder() / name
    target = str(path).replace("'", "''")
    cursor.execute(f"COPY (SELECT {columns} FROM ({sql})) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    with path.open("rb") as written:
        os.fsync(written.fileno())
    path.chmod(READ_ONLY)
    return whole


def _consecutive(months: Sequence[str]) -> list[str]:
    """Every month from the first to the last that has rows, as many as have a bit."""
    found: list[str] = []
    month = months[0] if months else ""
    while month and month <= months[-1]:
        found.append(month)
        month = f"{month_days(month)[1]:%Y-%m}"
    return found[-MOST_BITS:]
