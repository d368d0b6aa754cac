"""Rows of a table that a person has decided about or must: corrected figures, and known keys with other content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.loop.collect.connectors.sql.staging import Staging
from kpiloop.loop.collect.reading.changes import ask_about_changes
from kpiloop.loop.collect.reading.content import Content, TakenRow
from kpiloop.loop.collect.reading.corrections import corrected_keys, lay_corrections
from kpiloop.loop.collect.reading.tables.typed_rows import TypedRows

_SEPARATOR, _EMPTY = "chr(31)", "chr(30)"


def disputed_rows(
    area: Staging, shape: DatasetShape, names: Sequence[str], rows: TypedRows, *, ask: bool
) -> tuple[list[TakenRow], TypedRows]:
    """Rows whose key has a correction in force or, where asked, other content in the store; and the rest."""
    keys = set(corrected_keys(shape.name))
    if ask and len(rows):
        keys |= set(facts.changed_keys(shape.name, rows.facts(shape)))
    if not keys or not shape.key_columns:
        return [], rows
    listed = ", ".join(f'"{name}"' for name in names)
    with area.lent(typed=rows.alike, disputed=pa.table({"_key": pa.array(sorted(keys), pa.string())})):
        found = area.table(
            f"SELECT _ord, _line, {listed} FROM typed SEMI JOIN disputed ON {_key(shape)} = disputed._key ORDER BY _ord"
        )
    values = [column.to_pylist() for column in found.columns[2:]]
    taken = [
        TakenRow(line, dict(zip(names, row, strict=True)), {})
        for line, row in zip(found.column("_line").to_pylist(), zip(*values, strict=True), strict=True)
    ]
    return taken, rows.without(found.column("_ord"))


def settled(rows: Iterable[TakenRow], shape: DatasetShape, *, ask: bool) -> Content:
    """The same rows after corrections and questions: those to take, and those that wait."""
    content = Content(taken=list(rows))
    lay_corrections(content, shape)
    if ask:
        ask_about_changes(content, shape)
    return content


def _key(shape: DatasetShape) -> str:
    """SQL of the business key as the fact store writes it."""
    parts = []
    for name in shape.key_columns:
        column = f'CAST("{name}" AS DECIMAL(38, 6))' if shape.columns[name] == "decimal" else f'"{name}"'
        parts.append(f"coalesce(CAST({column} AS VARCHAR), {_EMPTY})")
    return f"concat_ws({_SEPARATOR}, {', '.join(parts)})"
