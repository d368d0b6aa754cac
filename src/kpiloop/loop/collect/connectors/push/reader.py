"""Reads one push: rows as JSON objects under the key the sender gave them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Reading
from kpiloop.loop.collect.errors import FileUnreadable

#: A row as a program writes it.
Pushed = Mapping[str, object]


def read_pushed(location: Path, recipe: Mapping[str, object]) -> Reading:
    """The rows of a kept push; its hash is over key and rows, so that another key is another batch."""
    content = location.read_bytes()
    try:
        kept = json.loads(content, parse_float=Decimal)
        rows = kept["rows"]
    except (ValueError, KeyError, TypeError) as fault:
        raise FileUnreadable(file=location.name, reason=str(fault)[:200]) from None
    return Reading((grid_of(rows, recipe),), hashlib.sha256(content).hexdigest(), location.name)


def grid_of(rows: Sequence[Pushed], recipe: Mapping[str, object]) -> Grid:
    """Objects as a table; a heading of the recipe that no row carries is an empty column."""
    head = tuple(dict.fromkeys([*(name for row in rows for name in row), *headings(recipe)]))
    lines = (GridRow(line, tuple(cell_of(row.get(name)) for name in head)) for line, row in enumerate(rows, start=1))
    return Grid("", tuple(lines), head=head)


def headings(recipe: Mapping[str, object]) -> Iterable[str]:
    """Names of the source a recipe asks for."""
    columns = recipe.get("columns")
    for rule in columns.values() if isinstance(columns, Mapping) else ():
        asked = rule.get("from") if isinstance(rule, Mapping) else rule
        if isinstance(asked, str):
            yield asked
        elif isinstance(asked, Sequence) and asked:
            yield str(asked[-1])


def cell_of(written: object) -> Cell:
    """A value of JSON as a cell; a list or object inside a row is shown as it was written."""
    if written is None or isinstance(written, str | bool | int | Decimal | float):
        return written
    return json.dumps(written, ensure_ascii=False, default=str)
