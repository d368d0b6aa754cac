"""A look at a source before anything is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.loop.collect.cleaning.texts import means_nothing, tidy
from kpiloop.loop.collect.connectors.databases import DRIVERS
from kpiloop.loop.collect.connectors.grid import Grid, Reading
from kpiloop.loop.collect.connectors.opening import REMOTE, Asked, open_source
from kpiloop.loop.collect.connectors.registry import read_source
from kpiloop.loop.collect.locations import resolve_location
from kpiloop.loop.collect.models import Source
from kpiloop.loop.collect.reading.content import (
    Content,
    RejectedRow,
    TakenRow,
    control_totals,
    tables_of,
    tidy_value,
    understand,
)
from kpiloop.loop.collect.reading.recipe import read_recipe
from kpiloop.loop.collect.reading.suspects import suspects_of
from kpiloop.loop.collect.reading.tables.arriving import look, target_of
from kpiloop.loop.collect.rows import Preview, PreviewCell, PreviewRow
from kpiloop.loop.collect.source_reading import shape_of, source_by_code

_RAW_LINES = 15
#: Rows of a database that are fetched for a look.
_MOST_LOOKED = 200


def preview(
    viewer: Actor,
    *,
    source: str | None = None,
    kind: str = "",
    location: str = "",
    recipe: Mapping[str, object] | None = None,
    dataset: str = "",
    rows: int = 50,
) -> Preview:
    """Show what a source holds and how it would be understood; nothing is stored.

    Shape:    a known source, or kind, location and dataset; without a recipe the first lines as they
              stand, to find the headings in.
    Errors:   those of reading, so that a missing sheet or an ambiguous day shows before confirming.
    """
    require(viewer, "sources.edit")
    held = None
    if source is not None:
        held = source_by_code(source)
        current = held.mappings.filter(is_current=True).first()
        kind, dataset = kind or held.kind, dataset or held.dataset
        location = location or held.location
        recipe = recipe if recipe is not None else (current.recipe if current else {})
    stated = recipe or {}
    if kind in DRIVERS:
        held = held or Source(code="", kind=kind, location=location)
        reading = look(target_of(held, stated, location), min(rows, _MOST_LOOKED))
    elif held is not None and kind in REMOTE:
        reading = open_source(held, stated, None, Asked(is_look=True))
    else:
        reading = read_source(kind, resolve_location(location), stated)
    if not stated.get("columns"):
        return _raw(reading, rows)
    shape = shape_of(dataset)
    return look_of(reading, stated, shape, rows)


def _raw(reading: Reading, most: int) -> Preview:
    """Lines as they stand, headings counted by place."""
    grid = reading.grids[0] if reading.grids else Grid("", ())
    width = max((len(row.cells) for row in grid.rows), default=0)
    columns = grid.head or tuple(str(place + 1) for place in range(width))
    shown = [row for row in grid.rows if not all(means_nothing(cell) for cell in row.cells)][: min(most, _RAW_LINES)]
    rows = tuple(
        PreviewRow(
            row.line,
            tuple(
                PreviewCell(column, tidy(cell), tidy(cell), "")
                for column, cell in zip(columns, row.cells, strict=False)
            ),
            "",
        )
        for row in shown
    )
    heads = tuple((name,) for name in grid.head or ())
    counts = {"read": len(grid.rows), "kept": 0, "skipped": 0, "repeated": 0, "quarantined": 0}
    return Preview(tuple(columns), heads, rows, (), counts, {}, _notes(reading.grids))


def look_of(reading: Reading, stated: Mapping[str, object], shape: DatasetShape, most: int) -> Preview:
    """What a recipe makes of a reading: rows written and understood, counts, sums and oddities.

    Shape:    at most `most` rows, the ones that would wait among them.
    """
    recipe = read_recipe(stated, shape)
    content = understand(reading, recipe, shape)
    tables = tables_of(reading, recipe)
    columns = tuple(name for name in shape.columns if _is_filled(name, content))
    mixed: list[TakenRow | RejectedRow] = [*content.taken[:most], *content.rejected[:most]]
    mixed.sort(key=lambda row: row.line)
    return Preview(
        columns=columns,
        headings=tables[0].paths if tables else (),
        rows=tuple(_row(row, columns) for row in mixed[:most]),
        suspects=tuple(suspects_of(content, shape)),
        counts={
            "read": content.read,
            "kept": len(content.taken),
            "skipped": sum(content.skipped.values()),
            "repeated": content.repeated,
            "quarantined": len(content.rejected),
        },
        totals=control_totals(content, shape),
        notes=_notes(reading.grids),
    )


def _row(row: TakenRow | RejectedRow, columns: Iterable[str]) -> PreviewRow:
    if isinstance(row, TakenRow):
        cells = tuple(
            PreviewCell(name, tidy(row.written.get(name)), tidy_value(row.values.get(name)), "") for name in columns
        )
        return PreviewRow(row.line, cells, "")
    wrong = row.fields.get("column", "")
    cells = tuple(
        PreviewCell(name, row.written.get(name, ""), "", row.reason if name == wrong else "") for name in columns
    )
    return PreviewRow(row.line, cells, row.reason, dict(row.fields))


def _is_filled(name: str, content: Content) -> bool:
    return any(name in row.values for row in content.taken[:1]) or any(
        name in row.written for row in content.rejected[:1]
    )


def _notes(grids: Iterable[Grid]) -> dict[str, str]:
    notes: dict[str, str] = {}
    for grid in grids:
        notes.update(grid.notes)
        if grid.name:
            notes["sheet"] = f"{notes['sheet']}, {grid.name}" if "sheet" in notes else grid.name
    return notes
