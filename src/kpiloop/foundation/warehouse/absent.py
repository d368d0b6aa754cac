"""Rows that loads brought earlier and that a whole new reading of their source no longer holds."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from kpiloop.foundation.warehouse.engine_io import files_of, version
from kpiloop.foundation.warehouse.files import checked_path
from kpiloop.foundation.warehouse.landing import EMPTY, SEPARATOR, prepare_rows
from kpiloop.foundation.warehouse.sql_text import rows_query


def absent_keys(
    version_number: int, *, dataset: str, loads: Sequence[int], rows: pa.Table, most: int
) -> tuple[int, list[str]]:
    """How many business keys of earlier loads are missing among new rows, and the first of them in words."""
    described, files = files_of(version(version_number), dataset)
    if not described.key_columns or not files:
        return 0, []
    present = prepare_rows(described, rows, 0).select(["_key"])
    with duckdb.connect(":memory:") as store:
        store.register("present", present)
        store.register("loads", pa.table({"_load": pa.array(list(loads), pa.int64())}))
        stored = rows_query(described, [checked_path(entry) for entry in files])
        absent = f"SELECT s._key FROM ({stored}) s SEMI JOIN loads USING (_load) ANTI JOIN present USING (_key)"
        count = store.execute(f"SELECT count(*) FROM ({absent})").fetchall()[0][0]
        found = store.execute(f"SELECT _key FROM ({absent}) ORDER BY _key LIMIT ?", [most]).fetchall()
    return int(count), [" / ".join(_words(str(row[0]))) for row in found]


def _words(key: str) -> list[str]:
    return ["" if part == EMPTY else part for part in key.split(SEPARATOR)]
