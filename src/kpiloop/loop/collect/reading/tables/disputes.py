"""Rows of a table that a person has decided about or must: corrected figures, and known keys with other content."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.loop.collect.connectors.sql.staging import Staging
from kpiloop.loop.collect.reading.changes import ask_about_changes
from kpiloop.loop.collect.reading.content import Content, TakenRow
from kpiloop.loop.collect.reading.corrections import corrected_keys, lay_corrections

_SEPARATOR, _EMPTY = "chr(31)", "chr(30)"


def disputed_rows(area: Staging, shape: DatasetShape, names: list[str], *, rows: pa.Table | None) -> list[TakenRow]:
    """Rows whose key has a correction in force and, given all rows, those whose stored content is another."""
    keys = set(corrected_keys(shape.name))
    if rows is not None:
        keys |= set(facts.changed_keys(shape.name, rows))
    if not keys or not shape.key_columns:
        return []
    held = area.keep(pa.table({"key": pa.array(sorted(keys), pa.string())}))
    listed = ", ".join(f'"{name}"' for name in names)
    found = area.rows_at(
        f"SELECT _line, {listed} FROM typed SEMI JOIN {held} ON {_key(shape)} = {held}.key ORDER BY _ord"
    )
    area.change(f"DELETE FROM typed WHERE {_key(shape)} IN (SELECT key FROM {held})")
    return [TakenRow(int(str(row[0])), dict(zip(names, row[1:], strict=True)), {}) for row in found]  # type: ignore[arg-type]


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
