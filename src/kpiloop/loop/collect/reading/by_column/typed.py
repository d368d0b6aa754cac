"""A column in the type of the dataset: plain cells as a whole, every other spelling by the reader of rows, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.columns import Column, told_apart
from kpiloop.loop.collect.reading.by_column.figures import FIGURES, limited, places_of, whole_numbers
from kpiloop.loop.collect.reading.by_column.spellings import is_plain
from kpiloop.loop.collect.reading.recipe import ColumnRule
from kpiloop.loop.collect.reading.typing import CellRefused, Value

#: Reads one cell; CellRefused says why it cannot be taken.
Ask = Callable[[ColumnRule, Cell], Value]


@dataclass(frozen=True)
class Typed:
    """A column, understood."""

    values: pa.Array  #: values in the type of the dataset; figures with all their decimals
    is_taken: pa.Array  #: False where the reader of rows has to look


def type_column(column: Column, rule: ColumnRule, stored: str, ask: Ask) -> Typed:
    """Understand every cell of a column by its rule.

    Shape:    stored is the type of the dataset; `ask` reads one cell as the reader of rows does.
    Law:      a value that is taken is the one `ask` gives for the cell.
    """
    kind = _kind(rule, stored)
    parts = [(name, part, _part(name, part, column, rule, kind, ask)) for name, part in column.parts.items()]
    if len(parts) == 1 and not parts[0][1].null_count:
        return parts[0][2]
    empty = _asked(pa.nulls(1), rule, kind, ask)
    values = pa.nulls(column.count, kind) if not parts else None
    is_held = is_taken = pa.repeat(pa.scalar(value=False), column.count)
    for _, part, found in parts:
        held = pc.is_valid(part)
        values = found.values if values is None else pc.if_else(held, found.values, values)
        is_taken = pc.if_else(held, found.is_taken, is_taken)
        is_held = pc.or_(is_held, held)
    assert values is not None
    return Typed(pc.if_else(is_held, values, empty.values[0]), pc.if_else(is_held, is_taken, empty.is_taken[0]))


def same_value(count: int, rule: ColumnRule, stored: str, ask: Ask) -> Typed:
    """A column the source does not have: what a blank cell means, on every line."""
    return type_column(Column({}, count), rule, stored, ask)


def _part(name: str, part: pa.Array, column: Column, rule: ColumnRule, kind: pa.DataType, ask: Ask) -> Typed:
    """Cells of one kind: those that are plain at once, the others by their spellings."""
    direct = None if rule.words else _direct(name, part, column, rule, kind)
    if direct is None:
        known = column.spelt if name == "text" else None
        spelt = known if known is not None and known.places is not None else told_apart(part)
        found = _asked(spelt.texts, rule, kind, ask)
        return Typed(spelt.spread(found.values), spelt.spread(found.is_taken))
    values, is_plain_here = direct
    if (pc.sum(is_plain_here).as_py() or 0) == len(part) - part.null_count:
        return Typed(values, is_plain_here)
    spelt = told_apart(pc.if_else(is_plain_here, pa.scalar(None, part.type), part))
    found = _asked(spelt.texts, rule, kind, ask)
    return Typed(
        pc.if_else(is_plain_here, values, spelt.spread(found.values)),
        pc.if_else(is_plain_here, is_plain_here, spelt.spread(found.is_taken)),
    )


def _direct(
    name: str, part: pa.Array, column: Column, rule: ColumnRule, kind: pa.DataType
) -> tuple[pa.Array, pa.Array] | None:
    """Values of the cells that can only be read in one way, and which cells these are."""
    if rule.kind in ("decimal", "integer") and name in FIGURES:
        is_bare = rule.kind == "integer" and rule.scale == 1 and rule.low is None and rule.high is None
        if name == "whole" and is_bare:
            return part, pc.is_valid(part)
        figures = FIGURES[name](part, rule.scale)
        wide = pa.decimal128(38, 6 + places_of(rule.scale))
        if figures is None or not all(_fits(limit, wide) for limit in (rule.low, rule.high) if limit is not None):
            return None
        values, fits = limited(figures.cast(wide), rule.low, rule.high)
        return whole_numbers(values, fits) if rule.kind == "integer" else (values, fits)
    if rule.kind == "date" and name in ("day", "moment"):
        days = part if name == "day" else pc.floor_temporal(part, unit="day").cast(pa.date32())
        return days, pc.is_valid(part)
    if rule.kind == "text" and name == "text":
        return part, pc.fill_null(column.spelt.spread(is_plain(column.spelt.texts)), fill_value=False)
    return None


def _kind(rule: ColumnRule, stored: str) -> pa.DataType:
    if stored == "decimal":
        return pa.decimal128(38, 6 + places_of(rule.scale))
    return {"integer": pa.int64(), "date": pa.date32(), "boolean": pa.bool_()}.get(stored, pa.string())


def _asked(cells: pa.Array, rule: ColumnRule, kind: pa.DataType, ask: Ask) -> Typed:
    values: list[Value] = []
    taken: list[bool] = []
    for cell in cells.to_pylist():
        try:
            value = ask(rule, cell)
        except CellRefused:
            value, is_taken = None, False
        else:
            is_taken = _fits(value, kind)
        values.append(value if is_taken else None)
        taken.append(is_taken)
    return Typed(pa.array(values, kind), pa.array(taken, pa.bool_()))


def _fits(value: Value, kind: pa.DataType) -> bool:
    """Whether a figure is held without losing a decimal; other values always are."""
    if not isinstance(value, Decimal):
        return not isinstance(value, date) or pa.types.is_date32(kind)
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= kind.scale and value.adjusted() < kind.precision - kind.scale
