"""How sources are read and formulas are spelled, as the company would state them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import canonical, parse
from kpiloop.governance.bundle.fields import Nested, Value
from kpiloop.governance.bundle.rows import Bundle, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.collect.choices import PARQUET, PUSH

#: What an export states where nobody has confirmed a recipe, so that it stays unconfirmed elsewhere too.
UNCONFIRMED: dict[str, Nested] = {"unconfirmed": True}
#: Kinds that are read by the names of columns from the moment they are added, without anybody confirming it.
_BY_THEMSELVES = (PUSH, PARQUET)


def settled_formulas(bundle: Bundle) -> tuple[Row, ...]:
    """Rows of `formulas` in the one spelling there is; what cannot be read stays, the check says so."""
    return tuple(_respelled(row) for row in bundle.rows("formulas"))


def _respelled(row: Row) -> Row:
    try:
        return replace(row, values={**row.values, "text": canonical(parse(written(row.values.get("text"))))})
    except Refusal:
        return row


def settled_sources(bundle: Bundle, held: Bundle) -> tuple[Row, ...]:
    """Rows of `sources` with a recipe: one that states none keeps the one it has.

    Law: a new source without a recipe reads every column of its dataset from the heading of the same name.
    """
    recipes = {written(row.values.get("code")): row.values.get("recipe") for row in held.rows("sources")}
    columns = {
        written(row.values.get("code")): row.values.get("columns")
        for each in (held, bundle)
        for row in each.rows("datasets")
    }
    return tuple(_read(row, recipes, columns) for row in bundle.rows("sources"))


def _read(row: Row, recipes: Mapping[str, Value], columns: Mapping[str, Value]) -> Row:
    if row.values.get("recipe") == UNCONFIRMED:
        return replace(row, values={**row.values, "recipe": None})
    if row.values.get("recipe"):
        return row
    code, shape = written(row.values.get("code")), columns.get(written(row.values.get("dataset")))
    recipe = recipes.get(code)
    if code not in recipes and row.values.get("kind") not in _BY_THEMSELVES and isinstance(shape, dict):
        recipe = {"columns": {name: name for name in shape}}
    return replace(row, values={**row.values, "recipe": recipe})
