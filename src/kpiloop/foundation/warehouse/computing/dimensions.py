"""Members of a dimension in a version of the facts."""

from __future__ import annotations

from collections.abc import Callable

import ibis.expr.types as ir

from kpiloop.engine.compile.crossed import Crossed
from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.members import compile_crossed, compile_members
from kpiloop.engine.formula import DatasetShape
from kpiloop.foundation.warehouse.engine_io import shape_of, version
from kpiloop.foundation.warehouse.row_reading import files_of
from kpiloop.foundation.warehouse.store import read_records, reading


def dimension_members(version_number: int, *, dataset: str, column: str, limit: int) -> list[str]:
    """The most frequent values of a column, for computing rooms; never for doors."""
    found = _read(version_number, dataset, lambda shape: compile_members(shape, column, limit=limit))
    return [str(record["member"]) for record in found]


def crossed_members(
    version_number: int, *, dataset: str, leaf_column: str | None, crossed: Crossed
) -> dict[str, list[str]]:
    """What there is of two dimensions in the rows of each leaf, for computing rooms; never for doors."""
    held: dict[str, list[str]] = {}
    for record in _read(version_number, dataset, lambda shape: compile_crossed(shape, leaf_column, crossed)):
        held.setdefault(str(record["leaf"]), []).append(str(record["member"]))
    return held


def _read(version_number: int, dataset: str, compiled: Callable[[DatasetShape], ir.Table]) -> list[dict[str, object]]:
    stored = version(version_number)
    described, files = files_of(stored, dataset)
    with reading(stored.number, stored.sha256, [(described, files)]) as cursor:
        return read_records(cursor, to_sql(compiled(shape_of(described))))
