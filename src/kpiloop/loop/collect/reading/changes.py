"""Rows whose key is stored with other content: a person is asked where the recipe says so."""

from __future__ import annotations

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.loop.collect.reading.content import Content, RejectedRow, TakenRow, written_texts
from kpiloop.loop.collect.reading.corrections import row_key, shown_key
from kpiloop.loop.collect.reading.facts_table import facts_table


def ask_about_changes(content: Content, shape: DatasetShape) -> None:
    """Rows that would replace other content wait; new and equal ones go on."""
    if not content.taken or not shape.key_columns:
        return
    changed = facts.changed_keys(shape.name, facts_table(content.taken, shape))
    if not changed:
        return
    kept: list[TakenRow] = []
    for row in content.taken:
        key = row_key(row.values, shape)
        if key in changed:
            fields = {"key": shown_key(key)}
            content.rejected.append(RejectedRow(row.line, written_texts(row.written), "key_changed", fields))
        else:
            kept.append(row)
    content.taken[:] = kept
