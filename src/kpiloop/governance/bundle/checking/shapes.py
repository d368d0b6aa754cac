"""Tables of facts as the bundle describes them, and as the company has them where it does not."""

from __future__ import annotations

from typing import cast

from kpiloop.engine.formula import ColumnType, DatasetShape
from kpiloop.governance.bundle.fields import Value
from kpiloop.governance.bundle.rows import Bundle, Row
from kpiloop.governance.bundle.spelling import written


def shapes(bundle: Bundle, held: Bundle) -> dict[str, DatasetShape]:
    """Every dataset there will be, by code; one whose columns cannot be read is left out."""
    found = (_shape(row) for each in (held, bundle) for row in each.rows("datasets"))
    return {shape.name: shape for shape in found if shape is not None}


def _shape(row: Row) -> DatasetShape | None:
    columns, money = row.values.get("columns"), _names(row.values.get("money_columns"))
    if not isinstance(columns, dict):
        return None
    trees = row.values.get("tree_columns")
    return DatasetShape(
        written(row.values.get("code")),
        {name: cast("ColumnType", str(kind)) for name, kind in columns.items()},
        _names(row.values.get("date_columns")),
        written(row.values.get("unit_column")) or None,
        written(row.values.get("person_column")) or None,
        _names(row.values.get("key_columns")),
        {tree: str(column) for tree, column in trees.items()} if isinstance(trees, dict) else {},
        money,
    )


def _names(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
