"""Trying a connection: whether the source answers, and what is there."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.collect.connectors.databases import DRIVERS
from kpiloop.loop.collect.errors import KindUnknown
from kpiloop.loop.collect.reading.tables.arriving import LOOK_SECONDS, columns_of, target_of
from kpiloop.loop.collect.rows import TriedRow
from kpiloop.loop.collect.source_reading import source_by_code


def test_source(actor: Actor, *, source: str) -> TriedRow:
    """Sign in, look for the table, and say how it went; nothing is read and nothing is stored.

    Shape:    -> tables in sight and columns of the chosen one; a refusal becomes code and fields.
    Errors:   source_unknown, connector_unknown for a source that is no database.
    """
    require(actor, "sources.edit")
    held = source_by_code(source)
    if held.kind not in DRIVERS:
        raise KindUnknown(kind=held.kind, kinds=", ".join(DRIVERS))
    current = held.mappings.filter(is_current=True).first()
    try:
        target = target_of(held, current.recipe if current else {})
        with target.open(LOOK_SECONDS) as opened:
            tables = len(opened.relations(target.wanted.schema))
            named = bool(target.wanted.table or target.wanted.query)
            columns = columns_of(opened, target.wanted) if named else ()
    except Refusal as refusal:
        return TriedRow(code=refusal.code, fields={name: str(value) for name, value in refusal.fields.items()})
    return TriedRow(tables=tables, columns=tuple(column.name for column in columns))
