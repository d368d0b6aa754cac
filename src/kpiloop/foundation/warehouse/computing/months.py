"""Month tables on disk: one small immutable file per file of facts, made once and found again by its contents.

The name of a file says what went in: the bytes of the facts and the query over them. A new version of the store
therefore makes only the files of the months it touched, and an old version still finds its own. All of them can be
deleted at any time; they are made again when somebody asks.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.months import MonthPlan, compile_months, read_months
from kpiloop.engine.dataflow import Measure, Scan, Window
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.warehouse.engine_io import shape_of, version
from kpiloop.foundation.warehouse.engines import Answer
from kpiloop.foundation.warehouse.engines.question import windows_table
from kpiloop.foundation.warehouse.files import checked_path
from kpiloop.foundation.warehouse.paths import months_folder
from kpiloop.foundation.warehouse.row_reading import files_of
from kpiloop.foundation.warehouse.rows import DatasetRow, FileEntry
from kpiloop.foundation.warehouse.sql_text import quote, view_query
from kpiloop.foundation.warehouse.store import open_database

#: A table with more rows is no small table: the dimension has too many members, pages read facts instead.
MOST_ROWS = 2_000_000
_FEW_ROWS = 20_000
_OPEN_TABLES = 8


@dataclass(frozen=True)
class MonthTable:
    """The month table of a dataset and a dimension in one version of the facts."""

    plan: MonthPlan  #: what its columns mean
    database: duckdb.DuckDBPyConnection  #: holds the rows as `months`

    def members(self, limit: int) -> list[str]:
        """The members with most rows, then by name."""
        rows = self.plan.names["row_count"]
        sql = f"SELECT member FROM months GROUP BY member ORDER BY sum({rows}) DESC, member LIMIT ?"
        found = self.database.cursor().execute(sql, [limit])
        return [str(row[0]) for row in found.fetchall()]

    def pairs(self) -> dict[str, list[str]]:
        """Every leaf with the members its rows name."""
        found = self.database.cursor().execute(
            "SELECT leaf, list(DISTINCT member ORDER BY member) FROM months GROUP BY leaf"
        )
        return dict(found.fetchall())

    def answer(self, measures: Iterable[Measure], membership: pa.Table, windows: Sequence[Window]) -> Answer:
        """The figures of whole months, like those of a scan, by subject, window and member."""
        cursor = self.database.cursor()
        try:
            cursor.register("membership", membership)
            cursor.register("windows", windows_table(windows))
            sql = read_months(self.plan, measures)
            return Answer(sql, cursor.execute(sql).to_arrow_table())
        finally:
            cursor.close()


_lock = threading.Lock()
_open: OrderedDict[tuple[str, ...], MonthTable | None] = OrderedDict()
_abandoned: list[object] = []
_plans: dict[object, tuple[MonthPlan, str]] = {}


def month_table(version_number: int, scan: Scan, dimension: str) -> MonthTable | None:
    """The month table of a scan's dataset by a dimension; None where it would be no small table."""
    stored = version(version_number)
    dataset, files = files_of(stored, scan.dataset)
    plan, query = _compiled(scan, shape_of(dataset), dimension)
    names = tuple(_file_name(dataset, entry, query) for entry in files)
    key = (str(months_folder()), *names)
    with _lock:
        if key in _open:
            _open.move_to_end(key)
            return _open[key]
    parts: list[pa.Table] = []
    for entry, name in zip(files, names, strict=True):
        parts.append(_part(dataset, entry, query, months_folder() / name))
        if sum(part.num_rows for part in parts) > MOST_ROWS or _is_no_summary(parts[-1], entry):
            parts = []
            break
    table = _table(plan, parts)
    with _lock:
        _open[key] = table
        while len(_open) > _OPEN_TABLES:
            _open.popitem(last=False)
    return table


def _compiled(scan: Scan, shape: DatasetShape, dimension: str) -> tuple[MonthPlan, str]:
    """The plan and its SQL, which take longer to make than to ask; kept for the newest shape of a dataset."""
    key = (scan, dimension, tuple(shape.columns.items()))
    if key not in _plans:
        plan = compile_months(scan, shape, dimension)
        if len(_plans) >= 4 * _OPEN_TABLES:
            _plans.clear()
        _plans[key] = plan, to_sql(plan.expression)
    return _plans[key]


def forget_months() -> None:
    """Let go of every open table (tests, shutdown)."""
    with _lock:
        _open.clear()


def _file_name(dataset: DatasetRow, entry: FileEntry, query: str) -> str:
    read = [query, entry.sha256, *sorted(f"{name}={kind}" for name, kind in dataset.columns.items())]
    read += (
        sorted(f"{mine}<{theirs}" for mine, theirs in dataset.registered.names.items()) if dataset.registered else []
    )
    return f"{dataset.code}-{hashlib.sha256(chr(31).join(read).encode()).hexdigest()[:40]}.parquet"


def _part(dataset: DatasetRow, entry: FileEntry, query: str, path: Path) -> pa.Table:
    """The month table of one file of facts; made when nobody has yet."""
    if path.exists():
        os.utime(path)  # still in use: sweeping leaves it alone
        return pq.read_table(path)
    facts = checked_path(entry)
    with open_database([entry.path] if entry.is_outside else []) as database:
        database.execute(f"CREATE VIEW {quote(dataset.code)} AS {view_query(dataset, [entry], [facts])}")
        made = database.execute(query).to_arrow_table()
    if _is_no_summary(made, entry):
        return made
    passing = path.with_suffix(f".{secrets.token_hex(4)}")
    pq.write_table(made, passing, compression="zstd")
    os.replace(passing, path)
    return made


def _is_no_summary(made: pa.Table, entry: FileEntry) -> bool:
    """Whether there is nearly a row per row of facts."""
    return bool(made.num_rows > _FEW_ROWS and made.num_rows * 2 > entry.rows)


def _table(plan: MonthPlan, parts: Sequence[pa.Table]) -> MonthTable | None:
    if not parts:
        return None
    database = open_database()
    database.register("parts", pa.concat_tables(parts))
    database.execute("CREATE TABLE months AS SELECT * FROM parts ORDER BY month, leaf, member")
    database.unregister("parts")
    return MonthTable(plan, database)


def _abandon_tables() -> None:
    global _lock
    _lock = threading.Lock()
    _abandoned.extend(_open.values())
    _open.clear()


os.register_at_fork(after_in_child=_abandon_tables)
