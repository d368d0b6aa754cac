"""A recipe says how a source's columns become the dataset's; it is data, kept as a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.cleaning.days import DayOrder
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.errors import RecipeInvalid
from kpiloop.loop.collect.reading.recipe_values import (
    day_order,
    heading_path,
    listed,
    number,
    one_of,
    pairs,
    refuse_unknown,
    scale,
    spellings,
    whole,
)
from kpiloop.loop.collect.reading.regions import CellRange, read_range

KEYS = frozenset(
    {"sheet", "header_row", "header_rows", "names", "encoding", "delimiter", "table", "table_columns", "columns"}
    | {"skip_rows_matching", "unpivot", "unit_codes", "person_codes", "defaults", "covers", "year", "captured_to"}
    | {"range", "title_to", "section_to", "sheet_to", "month_to", "same_key", "quote"}
)
#: Keys that name a column filled from beside the rows.
BESIDE_KEYS = ("title_to", "section_to", "sheet_to", "month_to")
COLUMN_KEYS = frozenset(
    {"from", "type", "scale", "map", "required", "fill_down", "order", "low", "high"}
    | {"decimal", "percent", "unit_from", "lookup"}
)
#: Words of a column that are answered by its own cells alone.
_BY_COLUMN = frozenset({"from", "type", "scale", "map", "required", "order", "low", "high"})
UNPIVOT_KEYS = frozenset({"month_to", "value_to", "name_to", "year", "heads", "names"})
LOOKUP_KEYS = ("dataset", "match", "give")
COVERS = ("months", "none")
#: Same key, other content: ask a person; or the newest wins, within a file and against what is stored.
SAME_KEY = ("", "ask", "newest")
#: The year stands in the title, the sheet's or the file's name, and is looked up at every reading.
YEAR_WRITTEN = "written"


@dataclass(frozen=True)
class Lookup:
    """One step of a chain: a row of another dataset found by one column gives another."""

    dataset: str  #: dataset looked into
    match: str  #: its column that holds what is written
    give: str  #: its column that holds the answer


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
    has_decimal_comma: bool = False  #: 1.234,56 is a good thousand
    is_percent_mixed: bool = False  #: 98.7 and 0.987 stand in one column and mean the same
    unit_from: tuple[str, ...] | None = None  #: heading of the cell that names the unit of this figure
    lookup: tuple[Lookup, ...] = ()  #: other datasets that lead from what is written to what is meant


@dataclass(frozen=True)
class Unpivot:
    """Months across become rows."""

    month_to: str  #: column of the dataset that receives the month, empty when none stands across
    value_to: str  #: column that receives the figure, empty when several do
    measures: Mapping[str, str]  #: other heading level -> column of the dataset
    name_to: str  #: column that receives the other heading level, or empty
    names: tuple[str, ...] = ()  #: the headings across when they are names, none for months


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
    is_year_written: bool = False  #: the year is looked up in title, sheet and file name
    ranges: tuple[CellRange, ...] = ()  #: parts of the sheet that are read, none for all of it
    title_to: str = ""  #: column that receives the title above the block
    section_to: str = ""  #: column that receives the lone text above a group of rows
    sheet_to: str = ""  #: column that receives the name of the sheet
    month_to: str = ""  #: column that receives the month of title, sheet or file
    month: date | None = None  #: that month, once looked up
    same_key: str = ""  #: what happens to a known key with other content: ask or newest
    captured_to: str = ""  #: date column that receives the day of the load: a table without history builds one
    source: Mapping[str, object] = field(default_factory=dict)  #: as confirmed, for the connector

    def rule(self, column: str) -> ColumnRule | None:
        """How a column of the dataset is read."""
        return next((rule for rule in self.columns if rule.name == column), None)

    def says_only(self, keys: Collection[str]) -> bool:
        """Whether a recipe has no other word than these and reads each column for itself, cell by cell."""
        columns = self.source.get("columns")
        rules = columns.values() if isinstance(columns, dict) else ()
        return set(self.source) <= set(keys) and all(
            isinstance(rule, str) or (isinstance(rule, dict) and set(rule) <= _BY_COLUMN) for rule in rules
        )


def fingerprint(recipe: Mapping[str, object]) -> str:
    """Hash of a recipe, independent of the order of its keys.

    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(recipe, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def plain_recipe(shape: DatasetShape) -> dict[str, object]:
    """The recipe of a source that already speaks the names of the dataset and declares no month complete."""
    return {"columns": {name: name for name in shape.columns}, "covers": "none"}


def read_recipe(written: Mapping[str, Any], shape: DatasetShape) -> Recipe:
    """Understand a recipe for a dataset; anything unknown in it is refused by name."""
    refuse_unknown("recipe", written, KEYS)
    columns = written.get("columns") or {}
    refuse_unknown("columns", columns, frozenset(shape.columns))
    unpivot = _unpivot(written.get("unpivot"), shape)
    year = written.get("year") or pairs("unpivot", written.get("unpivot")).get("year")
    stated = [_column(name, rule, shape) for name, rule in columns.items()]
    recipe = Recipe(
        columns=(*stated, *_implied(written, unpivot, shape, set(columns))),
        header_row=whole("header_row", written.get("header_row")),
        header_rows=whole("header_rows", written.get("header_rows")) or 1,
        names=tuple(str(name) for name in listed("names", written.get("names"))),
        skip_words=tuple(same_name(word) for word in listed("skip_rows_matching", written.get("skip_rows_matching"))),
        unpivot=unpivot,
        unit_codes=spellings("unit_codes", written.get("unit_codes")),
        person_codes=spellings("person_codes", written.get("person_codes")),
        defaults={str(key): str(value) for key, value in pairs("defaults", written.get("defaults")).items()},
        covers=one_of("covers", written.get("covers") or COVERS[0], COVERS),
        year=None if year == YEAR_WRITTEN else whole("year", year),
        is_year_written=year == YEAR_WRITTEN,
        ranges=_ranges(written.get("range")),
        **_beside_columns(written, shape),
        same_key=one_of("same_key", written.get("same_key"), SAME_KEY),
        captured_to=_captured(written.get("captured_to"), shape),
        source=dict(written),
    )
    _check_filled(recipe, shape)
    return recipe


def _column(name: str, written: Any, shape: DatasetShape) -> ColumnRule:
    rule: Mapping[str, Any] = {"from": written} if isinstance(written, str | list) else written
    refuse_unknown(f"columns.{name}", rule, COLUMN_KEYS)
    needed = name in (*shape.key_columns, shape.unit_column) or name in shape.date_columns[:1]
    return ColumnRule(
        name=name,
        kind=_kind(name, rule.get("type"), shape),
        heading=heading_path(rule.get("from")),
        scale=scale(name, rule.get("scale")),
        words=spellings(f"columns.{name}.map", rule.get("map")),
        is_required=bool(rule.get("required", needed)),
        fills_down=bool(rule.get("fill_down", False)),
        order=day_order(name, rule.get("order")),
        low=number(f"columns.{name}.low", rule.get("low")),
        high=number(f"columns.{name}.high", rule.get("high")),
        has_decimal_comma=one_of(f"columns.{name}.decimal", rule.get("decimal"), ("", ".", ",")) == ",",
        is_percent_mixed=one_of(f"columns.{name}.percent", rule.get("percent"), ("", "mixed")) == "mixed",
        unit_from=heading_path(rule.get("unit_from")),
        lookup=_lookup(name, rule.get("lookup")),
    )


def _implied(
    written: Mapping[str, Any], unpivot: Unpivot | None, shape: DatasetShape, stated: set[str]
) -> list[ColumnRule]:
    """Plain rules for what comes from defaults, months across, titles or sheets without a rule of its own."""
    names = [str(name) for name in (*(written.get("defaults") or ()), written.get("captured_to") or "")]
    names += [str(written.get(key) or "") for key in BESIDE_KEYS]
    if unpivot:
        names += [unpivot.month_to, unpivot.name_to, unpivot.value_to, *unpivot.measures.values()]
    found = dict.fromkeys(name for name in names if name and name not in stated)
    return [_column(name, {}, shape) for name in found if name in shape.columns]


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
    refuse_unknown("unpivot", written, UNPIVOT_KEYS)
    value_to = written.get("value_to")
    measures = {same_name(key): str(column) for key, column in value_to.items()} if isinstance(value_to, dict) else {}
    single = "" if measures else str(value_to or "")
    month_to, name_to = str(written.get("month_to") or ""), str(written.get("name_to") or "")
    names = tuple(same_name(name) for name in listed("unpivot.names", written.get("names")))
    needed = name_to if names else month_to
    for column in (needed, *measures.values(), *([] if measures else [single]), *filter(None, (month_to, name_to))):
        if column not in shape.columns:
            raise RecipeInvalid(field="unpivot", value=column)
    return Unpivot(month_to, single, measures, name_to, names)


def _check_filled(recipe: Recipe, shape: DatasetShape) -> None:
    """Every column that makes a row what it is must come from somewhere."""
    filled = (
        {rule.name for rule in recipe.columns if rule.heading is not None} | set(recipe.defaults) | {recipe.captured_to}
    )
    if recipe.unpivot:
        filled |= {recipe.unpivot.month_to, recipe.unpivot.name_to, recipe.unpivot.value_to}
        filled |= set(recipe.unpivot.measures.values())
    filled |= {recipe.title_to, recipe.section_to, recipe.sheet_to, recipe.month_to}
    for name in (*shape.key_columns, *shape.date_columns[:1], *filter(None, (shape.unit_column,))):
        if name not in filled:
            raise RecipeInvalid(field=f"columns.{name}", value="")
    for name in recipe.defaults:
        if name not in shape.columns:
            raise RecipeInvalid(field="defaults", value=name)


def _captured(written: object, shape: DatasetShape) -> str:
    """The day of a capture must be part of the business key, or the next capture would replace the history."""
    name = str(written or "")
    if name and (name not in shape.date_columns or name not in shape.key_columns):
        raise RecipeInvalid(field="captured_to", value=name)
    return name


def _ranges(written: object) -> tuple[CellRange, ...]:
    if not written:
        return ()
    listed = written if isinstance(written, list) else [written]
    return tuple(read_range(str(part)) for part in listed)


def _beside_columns(written: Mapping[str, Any], shape: DatasetShape) -> dict[str, Any]:
    return {key: _column_named(key, written, shape) for key in BESIDE_KEYS}


def _column_named(place: str, written: Mapping[str, Any], shape: DatasetShape) -> str:
    name = str(written.get(place) or "")
    if name and name not in shape.columns:
        raise RecipeInvalid(field=place, value=name)
    return name


def _lookup(name: str, written: Any) -> tuple[Lookup, ...]:
    steps = written if isinstance(written, list) else [written] if written else []
    for step in steps:
        refuse_unknown(f"columns.{name}.lookup", step, LOOKUP_KEYS)
        lacking = next((key for key in LOOKUP_KEYS if not step.get(key)), None)
        if lacking:
            raise RecipeInvalid(field=f"columns.{name}.lookup", value=lacking)
    return tuple(Lookup(*(str(step[key]) for key in LOOKUP_KEYS)) for step in steps)
