"""A dataset for a file nobody registered one for: names from the headings, types from the cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from kpiloop.engine.formula.library import KEYWORDS
from kpiloop.engine.formula.shapes import ColumnType, DatasetShape
from kpiloop.loop.collect.cleaning.texts import tidy
from kpiloop.loop.collect.reading.guessing.columns import MANY, ColumnFacts
from kpiloop.loop.collect.reading.guessing.concepts import plain_heading
from kpiloop.loop.collect.reading.guessing.guess import NewDataset
from kpiloop.loop.collect.reading.guessing.spreading import Spread

#: Names of the tables a query brings along; a column of that name would hide them.
_RESERVED = KEYWORDS | {"membership", "windows"}
_TYPES: dict[str, ColumnType] = {"date": "date", "decimal": "decimal", "integer": "integer", "text": "text"}


def new_dataset(
    facts: Sequence[ColumnFacts], spread: Spread | None, beside: Sequence[tuple[str, str]], key: str
) -> tuple[NewDataset, dict[str, ColumnFacts]]:
    """Describe a dataset for the columns; `beside` are columns filled from title, section or sheet.

    The second answer says from which heading every column comes.
    """
    across = {column.place for column in spread.columns} if spread else set()
    kept = [column for column in facts if column.kind and column.place not in across and not column.is_total]
    columns: dict[str, ColumnType] = {}
    sources: dict[str, ColumnFacts] = {}
    for column in kept:
        name = _free(column_name(column.heading), columns)
        columns[name] = _TYPES[column.kind]
        sources[name] = column
    is_chinese = speaks_chinese(facts)
    for role, name in beside:
        columns[_free(name, columns)] = "date" if role == "date" else "text"
    unit = _role(sources, "unit") or next((name for role, name in beside if role == "unit"), "")
    person = _role(sources, "person")
    if spread:
        _add_spread(columns, spread, is_chinese)
        unit = unit or ("" if spread.is_months else ("部门" if is_chinese else "unit"))
    dates = tuple(name for name, kind in columns.items() if kind == "date")
    asked = tuple(part for part in re.split(r"[,，、\s]+", key) if part in columns)
    found = asked or _key(columns, sources, spread is not None or bool(beside))
    dimensions = tuple(
        name for name, kind in columns.items() if kind == "text" and name not in (unit, person, *found[:0])
    )
    return NewDataset(columns, found, dates, unit, person, dimensions[:6]), sources


def speaks_chinese(facts: Sequence[ColumnFacts]) -> bool:
    """Whether the names a guess must make up are Chinese: as most headings that are no months."""
    heads = [column.path[0] for column in facts if column.path and not column.month]
    return sum(1 for head in heads if not head.isascii()) * 2 > len(heads)


def shape_of(dataset: NewDataset) -> DatasetShape:
    """The shape the dataset would have."""
    return DatasetShape(
        name="new",
        columns=dataset.columns,
        date_columns=dataset.date_columns,
        unit_column=dataset.unit_column or None,
        person_column=dataset.person_column or None,
        key_columns=dataset.key_columns,
    )


def column_name(heading: str) -> str:
    """A name formulas may use.

    >>> column_name("销售额（万元）"), column_name("Order No."), column_name("2026 plan"), column_name("sum")
    ('销售额', 'order_no', 'c_2026_plan', 'sum')
    """
    bare = re.sub(r"[(（\[【][^)）\]】]*[)）\]】]", "", tidy(heading))
    plain = unicodedata.normalize("NFKC", bare).strip().casefold()
    if not plain.isascii():
        plain = re.sub(r"\s+", "", plain)
    words = re.sub(r"\W+", "_", plain).strip("_") or re.sub(r"\W+", "_", plain_heading(heading)) or "column"
    named = words if not words[0].isdigit() and words[0] != "_" else f"c_{words}"
    return named[:60] + ("_" if named in _RESERVED else "")


def _add_spread(columns: dict[str, ColumnType], spread: Spread, is_chinese: bool) -> None:
    if spread.is_months:
        columns[_free("月份" if is_chinese else "month", columns)] = "date"
    else:
        columns[_free("部门" if is_chinese else "unit", columns)] = "text"
    names = [column_name(other) for other in spread.others] or ["数值" if is_chinese else "value"]
    for name in names:
        columns[_free(name, columns)] = "decimal"


def _free(name: str, taken: dict[str, ColumnType]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _role(sources: dict[str, ColumnFacts], role: str) -> str:
    """The column of units or people: by its cells first, then by its heading."""
    shares = {name: column.units if role == "unit" else column.people for name, column in sources.items()}
    named = [name for name, share in shares.items() if share >= MANY and sources[name].kind == "text"]
    if named:
        return max(named, key=lambda name: (shares[name], sources[name].concept == role))
    return next((name for name, column in sources.items() if column.concept == role and column.sureness > 90), "")


def _key(columns: dict[str, ColumnType], sources: dict[str, ColumnFacts], is_melted: bool) -> tuple[str, ...]:
    """The fewest columns that tell the rows apart: a number, else everything that names."""
    numbers = [name for name, column in sources.items() if column.concept == "number" and _tells(sources, [name])]
    if numbers and not is_melted:
        return (numbers[0],)
    naming = [name for name, kind in columns.items() if kind in ("text", "date")]
    plain = [name for name in naming if name not in sources or sources[name].concept != "note"]
    return tuple(plain) if is_melted or _tells(sources, plain) else ()


def _tells(sources: dict[str, ColumnFacts], names: Sequence[str]) -> bool:
    held = [sources[name].cells for name in names if name in sources]
    rows = list(zip(*held, strict=True))
    return bool(rows) and len({tuple(map(tidy, row)) for row in rows}) == len(rows)
