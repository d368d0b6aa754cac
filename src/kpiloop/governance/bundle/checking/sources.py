"""What sources may not say: recipes for columns that are not there, settings no kind of source has."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import DatasetShape
from kpiloop.governance.bundle.checking.shapes import shapes
from kpiloop.governance.bundle.fields import Nested
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.collect.connectors.kinds import check_settings
from kpiloop.loop.collect.reading.recipe import Recipe, read_recipe
from kpiloop.loop.collect.roster.shapes import ROSTERS


def source_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Settings and recipes that are written correctly and that an import, or the first load, would refuse."""
    known = shapes(bundle, held) | ROSTERS
    for row in bundle.rows("sources"):
        yield from _settings(row)
        shape, recipe = known.get(written(row.values.get("dataset"))), row.values.get("recipe")
        if shape is not None and isinstance(recipe, dict) and recipe:
            yield from _recipe(row, recipe, shape, known)


def _settings(row: Row) -> Iterator[Fault]:
    kind, settings = row.values.get("kind"), row.values.get("settings")
    if not isinstance(kind, str) or not isinstance(settings, dict):
        return
    try:
        check_settings(kind, settings)
    except Refusal as refusal:
        yield Fault(refusal.code, row.place("settings"), refusal.fields)


def _recipe(
    row: Row, recipe: Mapping[str, Nested], shape: DatasetShape, known: Mapping[str, DatasetShape]
) -> Iterator[Fault]:
    try:
        read = read_recipe(recipe, shape)
    except Refusal as refusal:
        if refusal.fields.get("field") == "columns" and isinstance(recipe.get("columns"), dict):
            yield _no_column(row, shape, str(refusal.fields["value"]), "columns")
        elif str(refusal.fields.get("field", "")).startswith("columns.") and not refusal.fields.get("value"):
            column = str(refusal.fields["field"]).partition(".")[2]
            yield Fault("recipe_invalid_empty", row.place("recipe"), {"column": column, "dataset": shape.name})
        else:
            yield Fault(refusal.code, row.place("recipe"), refusal.fields)
        return
    yield from _lookups(row, read, known)


def _lookups(row: Row, recipe: Recipe, known: Mapping[str, DatasetShape]) -> Iterator[Fault]:
    """Chains of other datasets: each there, with both columns; the first broken step of a column is told."""
    for rule in recipe.columns:
        for step in rule.lookup:
            field = f"columns.{rule.name}.lookup"
            if step.dataset not in known:
                yield Fault("recipe_invalid", row.place("recipe"), {"field": field, "value": step.dataset})
                break
            lacking = [name for name in (step.match, step.give) if name not in known[step.dataset].columns]
            if lacking:
                yield _no_column(row, known[step.dataset], lacking[0], field)
                break


def _no_column(row: Row, shape: DatasetShape, name: str, field: str) -> Fault:
    near = difflib.get_close_matches(name, list(shape.columns), n=1)
    fields = {"field": field, "value": name, "dataset": shape.name, "known": ", ".join(near or shape.columns)}
    return Fault("recipe_invalid_column", row.place("recipe"), fields)
