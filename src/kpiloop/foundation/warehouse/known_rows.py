"""What is stored under the keys of rows at hand: one row, pairs of columns, and rows that would change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from kpiloop.foundation.warehouse.errors import RowsDoNotFit
from kpiloop.foundation.warehouse.files import checked_path
from kpiloop.foundation.warehouse.landing import prepare_rows
from kpiloop.foundation.warehouse.models import Dataset, Pointer
from kpiloop.foundation.warehouse.row_reading import dataset_row, read_manifest
from kpiloop.foundation.warehouse.rows import DatasetRow
from kpiloop.foundation.warehouse.sql_text import quote, view_query


def changed_keys(code: str, rows: pa.Table) -> set[str]:
    """Keys of rows that are stored already with other content."""
    dataset, query = _stored(code)
    if query is None or not dataset.key_columns:
        return set()
    same = " AND ".join(f"p.{quote(name)} IS NOT DISTINCT FROM i.{quote(name)}" for name in dataset.columns)
    with duckdb.connect(":memory:") as store:
        store.register("incoming", prepare_rows(dataset, rows, 0))
        found = store.execute(f"SELECT _key FROM incoming i JOIN ({query}) p USING (_key) WHERE NOT ({same})")
        return {str(key) for (key,) in found.fetchall()}


@dataclass(frozen=True)
class Contested:
    """One key under which something else is stored than comes in now."""

    key: str  #: business key
    load: int  #: load that brought the stored row
    line: int  #: line of the stored row
    incoming_line: int  #: line of the row that comes in
    stored: Mapping[str, object]  #: columns that differ, as they are stored
    incoming: Mapping[str, object]  #: the same columns, as they come in


def contested_rows(code: str, rows: pa.Table) -> list[Contested]:
    """Rows that are stored already with other content, beside what comes in under the same key."""
    dataset, query = _stored(code)
    if query is None or not dataset.key_columns or not rows.num_rows:
        return []
    names = list(dataset.columns)
    same = " AND ".join(f"p.{quote(name)} IS NOT DISTINCT FROM i.{quote(name)}" for name in names)
    both = ", ".join(f"p.{quote(name)}, i.{quote(name)}" for name in names)
    with duckdb.connect(":memory:") as store:
        store.register("incoming", prepare_rows(dataset, rows, 0))
        found = store.execute(
            f"SELECT i._key, p._load, p._line, i._line, {both} FROM incoming i JOIN ({query}) p USING (_key) "
            f"WHERE NOT ({same}) ORDER BY i._line"
        ).fetchall()
    return [_contested(row, names) for row in found]


def _contested(row: Sequence[Any], names: Sequence[str]) -> Contested:
    key, load, line, incoming_line, *cells = row
    pairs = {name: (cells[2 * place], cells[2 * place + 1]) for place, name in enumerate(names)}
    other = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    stored, incoming = ({name: pair[side] for name, pair in other.items()} for side in (0, 1))
    return Contested(str(key), int(load), int(line), int(incoming_line), stored, incoming)


def row_by_key(code: str, key: str) -> Mapping[str, object] | None:
    """The stored row of a business key, with load and line."""
    _, query = _stored(code)
    if query is None:
        return None
    with duckdb.connect(":memory:") as store:
        found = store.execute(f"SELECT * FROM ({query}) WHERE _key = ?", [key])
        names = [column[0] for column in found.description]
        row = found.fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def rows_by_keys(code: str, keys: Collection[str]) -> dict[str, Mapping[str, object]]:
    """The stored rows of some business keys, by key; keys that are not stored are left out."""
    _, query = _stored(code)
    if query is None or not keys:
        return {}
    with duckdb.connect(":memory:") as store:
        found = store.execute(f"SELECT * FROM ({query}) WHERE list_contains(?, _key)", [list(keys)])
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {str(row["_key"]): row for row in rows}


def column_pairs(code: str, match: str, give: str) -> list[tuple[str, str]]:
    """What stands beside each other in two columns, without repeats and gaps, as text."""
    dataset, query = _stored(code)
    for name in (match, give):
        if name not in dataset.columns:
            raise RowsDoNotFit(dataset=code, column=name, reason="unknown_column")
    if query is None:
        return []
    columns = f"CAST({quote(match)} AS VARCHAR) AS a, CAST({quote(give)} AS VARCHAR) AS b"
    with duckdb.connect(":memory:") as store:
        found = store.execute(f"SELECT DISTINCT {columns} FROM ({query}) WHERE a IS NOT NULL AND b IS NOT NULL")
        return [(str(left), str(right)) for left, right in found.fetchall()]


def _stored(code: str) -> tuple[DatasetRow, str | None]:
    """A dataset with the query of its rows now; None while nothing was loaded."""
    dataset = dataset_row(Dataset.objects.get(code=code))
    pointer = Pointer.objects.select_related("version").first()
    files = read_manifest(pointer.version.manifest).get(code, ()) if pointer and pointer.version else ()
    return dataset, view_query(dataset, files, [checked_path(entry) for entry in files]) if files else None
