"""A recipe says how a source's columns become the dataset's; it is data, kept as a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.cleaning.days import DayOrder
from kpiloop.loop.collect.cleaning.numbers import SCALES
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.errors import RecipeInvalid

KEYS = frozenset(
    {"sheet", "header_row", "header_rows", "names", "encoding", "delimiter", "table", "table_columns", "columns"}
    | {"skip_rows_matching", "unpivot", "unit_codes", "person_codes", "defaults", "covers", "year"}
)
COLUMN_KEYS = frozenset({"from", "type", "scale", "map", "required", "fill_down", "order", "low", "high"})
UNPIVOT_KEYS = frozenset({"month_to", "value_to", "name_to", "year", "heads"})
COVERS = ("months", "none")


@dataclass(frozen=True)
class ColumnRule:
    """Where one column of the dataset comes from and how it is read."""

    name: str  #: column of the dataset
    kind: str  #: text, integer, decimal, date, boolean, unit or person
    heading: tuple[str, ...] | None  #: heading, or top and sub heading; None when unpivoted or defaulted
    scale: Decimal = Decimal(1)  #: factor of the whole column, 10000 for 万元
    words: Mapping[str, str] = field(default_factory=dict)  #: spelling in the source -> value
    is_required: bool = False  #: a row without it waits in quarantine
    fills_down: bool = False  #: written only on the first row of a block
    order: DayOrder | None = None  #: which number of 3/10/2026 is the day
    low: Decimal | None = None  #: smallest believable figure
    high: Decimal | None = None  #: largest believable figure


@dataclass(frozen=True)
class Unpivot:
    """Months across become rows."""

    month_to: str  #: column of the dataset that receives the month
    value_to: str  #: column that receives the figure, empty when several do
    measures: Mapping[str, str]  #: other heading level -> column of the dataset
    name_to: str  #: column that receives the other heading level, or empty


@dataclass(frozen=True)
class Recipe:
    """How a source is read."""

    columns: tuple[ColumnRule, ...]  #: one per column of the dataset that is filled
    header_row: int | None  #: line of the first heading row; 0 = no headings; None = found by itself
    header_rows: int  #: 1 or 2
    names: tuple[str, ...]  #: headings of a source without any
    skip_words: tuple[str, ...]  #: rows with a cell of one of these texts are left out
    unpivot: Unpivot | None  #: months across
    unit_codes: Mapping[str, str]  #: spelling in the source -> unit code
    person_codes: Mapping[str, str]  #: spelling in the source -> employee number
    defaults: Mapping[str, str]  #: values of columns the source does not have
    covers: str  #: months: every month between first and last row is complete; none
    year: int | None  #: year of labels such as 10月
    source: Mapping[str, object] = field(default_factory=dict)  #: as confirmed, for the connector

    def rule(self, column: str) -> ColumnRule | None:
        """How a column of the dataset is read."""
        return next((rule for rule in self.columns if rule.name == column), None)


def fingerprint(recipe: Mapping[str, object]) -> str:
    """Hash of a recipe, independent of the order of its keys.

    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(recipe, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def read_recipe(written: Mapping[str, Any], shape: DatasetShape) -> Recipe:
    """Understand a recipe for a dataset; anything unknown in it is refused by name."""
    _refuse_unknown("recipe", written, KEYS)
    columns = written.get("columns") or {}
    _refuse_unknown("columns", columns, frozenset(shape.columns))
    unpivot = _unpivot(written.get("unpivot"), shape)
    recipe = Recipe(
        columns=tuple(_column(name, rule, shape) for name, rule in columns.items()),
        header_row=_whole("header_row", written.get("header_row")),
        header_rows=_whole("header_rows", written.get("header_rows")) or 1,
        names=tuple(str(name) for name in written.get("names") or ()),
        skip_words=tuple(same_name(word) for word in written.get("skip_rows_matching") or ()),
        unpivot=unpivot,
        unit_codes={same_name(key): str(code) for key, code in (written.get("unit_codes") or {}).items()},
        person_codes={same_name(key): str(code) for key, code in (written.get("person_codes") or {}).items()},
        defaults={str(key): str(value) for key, value in (written.get("defaults") or {}).items()},
        covers=_covers(written.get("covers")),
        year=_whole("year", written.get("year") or (written.get("unpivot") or {}).get("year")),
        source=dict(written),
    )
    _check_filled(recipe, shape)
    return recipe


def _column(name: str, written: Any, shape: DatasetShape) -> ColumnRule:
    rule: dict[str, Any] = {"from": written} if isinstance(written, str | list) else dict(written)
    _refuse_unknown(f"columns.{name}", rule, COLUMN_KEYS)
    heading = rule.get("from")
    path = None if heading is None else (heading,) if isinstance(heading, str) else tuple(str(part) for part in heading)
    needed = name in (*shape.key_columns, shape.unit_column) or name in shape.date_columns[:1]
    return ColumnRule(
        name=name,
        kind=_kind(name, rule.get("type"), shape),
        heading=path,
        scale=_scale(name, rule.get("scale")),
        words={same_name(key): str(value) for key, value in (rule.get("map") or {}).items()},
        is_required=bool(rule.get("required", needed)),
        fills_down=bool(rule.get("fill_down", False)),
        order=_order(name, rule.get("order")),
        low=_number(f"columns.{name}.low", rule.get("low")),
        high=_number(f"columns.{name}.high", rule.get("high")),
    )


def _order(name: str, written: object) -> DayOrder | None:
    if written in (None, ""):
        return None
    if written in ("dmy", "mdy"):
        return written
    raise RecipeInvalid(field=f"columns.{name}.order", value=str(written))


def _kind(name: str, stated: object, shape: DatasetShape) -> str:
    declared = shape.columns[name]
    if name == shape.unit_column:
        declared_kind = "unit"
    elif name == shape.person_column:
        declared_kind = "person"
    else:
        declared_kind = declared
    if stated in (None, declared, declared_kind) or (stated in ("unit", "person") and declared == "text"):
        return str(stated) if stated in ("unit", "person") else declared_kind
    raise RecipeInvalid(field=f"columns.{name}.type", value=str(stated))


def _unpivot(written: Any, shape: DatasetShape) -> Unpivot | None:
    if not written:
        return None
    _refuse_unknown("unpivot", written, UNPIVOT_KEYS)
    value_to = written.get("value_to")
    measures = {same_name(key): str(column) for key, column in value_to.items()} if isinstance(value_to, dict) else {}
    single = "" if measures else str(value_to or "")
    named = [str(written.get("month_to") or ""), *measures.values()] + ([] if measures else [single])
    for column in named + ([str(written["name_to"])] if written.get("name_to") else []):
        if column not in shape.columns:
            raise RecipeInvalid(field="unpivot", value=column)
    return Unpivot(str(written["month_to"]), single, measures, str(written.get("name_to") or ""))


def _check_filled(recipe: Recipe, shape: DatasetShape) -> None:
    """Every column that makes a row what it is must come from somewhere."""
    filled = {rule.name for rule in recipe.columns if rule.heading is not None} | set(recipe.defaults)
    if recipe.unpivot:
        filled |= {recipe.unpivot.month_to, recipe.unpivot.name_to, recipe.unpivot.value_to}
        filled |= set(recipe.unpivot.measures.values())
    for name in (*shape.key_columns, *shape.date_columns[:1], *filter(None, (shape.unit_column,))):
        if name not in filled:
            raise RecipeInvalid(field=f"columns.{name}", value="")
    for name in recipe.defaults:
        if name not in shape.columns:
            raise RecipeInvalid(field="defaults", value=name)


def _scale(name: str, written: object) -> Decimal:
    if written in (None, ""):
        return Decimal(1)
    if isinstance(written, str) and written in SCALES:
        return SCALES[written]
    found = _number(f"columns.{name}.scale", written)
    if found is None or found == 0:
        raise RecipeInvalid(field=f"columns.{name}.scale", value=str(written))
    return found


def _number(place: str, written: object) -> Decimal | None:
    if written in (None, ""):
        return None
    try:
        found = Decimal(str(written))
    except InvalidOperation:
        raise RecipeInvalid(field=place, value=str(written)) from None
    if not found.is_finite():
        raise RecipeInvalid(field=place, value=str(written))
    return found


def _whole(place: str, written: object) -> int | None:
    if written in (None, ""):
        return None
    if isinstance(written, bool) or not str(written).isdigit():
        raise RecipeInvalid(field=place, value=str(written))
    return int(str(written))


def _covers(written: object) -> str:
    stated = str(written or COVERS[0])
    if stated not in COVERS:
        raise RecipeInvalid(field="covers", value=stated)
    return stated


def _refuse_unknown(place: str, written: Any, known: frozenset[str] | Sequence[str]) -> None:
    if not isinstance(written, Mapping):
        raise RecipeInvalid(field=place, value=type(written).__name__)
    for key in written:
        if key not in known:
            raise RecipeInvalid(field=place, value=str(key))
