"""Members of a dimension in a version of the facts."""

from __future__ import annotations

from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.members import compile_members
from kpiloop.foundation.warehouse.engine_io import shape_of, version
from kpiloop.foundation.warehouse.row_reading import files_of
from kpiloop.foundation.warehouse.store import read_records, reading


def dimension_members(version_number: int, *, dataset: str, column: str, limit: int) -> list[str]:
    """The most frequent values of a column, for computing rooms; never for doors."""
    stored = version(version_number)
    described, files = files_of(stored, dataset)
    with reading(stored.number, stored.sha256, [(described, files)]) as cursor:
        found = read_records(cursor, to_sql(compile_members(shape_of(described), column, limit=limit)))
    return [str(record["member"]) for record in found]
