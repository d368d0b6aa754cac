"""Months or names across: which columns become rows, and what their other heading level says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.cleaning.days import read_month
from kpiloop.loop.collect.cleaning.texts import Cell, same_name, tidy
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.guessing.columns import ColumnFacts
from kpiloop.loop.collect.reading.guessing.concepts import concept_of
from kpiloop.loop.collect.reading.guessing.layout import ANY_YEAR
from kpiloop.loop.collect.reading.guessing.matching import concept_of_column
from kpiloop.loop.collect.reading.guessing.units import names_unit

_LEAST_MONTHS = 2


@dataclass(frozen=True)
class Spread:
    """Columns that become rows."""

    columns: tuple[ColumnFacts, ...]  #: the columns
    others: tuple[str, ...]  #: other heading level, without repeats, as written
    is_months: bool  #: months stand across; else names of units
    names: tuple[str, ...]  #: the names across, none for months
    lacks_year: bool  #: some label names no year


def find_spread(facts: Sequence[ColumnFacts], labels: Sequence[Sequence[Cell]], book: CodeBook) -> Spread | None:
    """Months across, else units across; None for a table whose rows are rows already."""
    months = [column for column in facts if column.month and not column.is_total and column.kind != "date"]
    distinct = {_month_of(labels[column.place]) for column in months}
    if len(distinct) >= _LEAST_MONTHS:
        others = dict.fromkeys(other for column in months if (other := _other_level(column)))
        lacks_year = any(_lacks_year(labels[column.place]) for column in months)
        return Spread(tuple(months), tuple(others), True, (), lacks_year)
    return _units_across(facts, book)


def value_columns(spread: Spread, shape: DatasetShape, taken: set[str]) -> dict[str, str] | str:
    """Where the figures go: one column, or one per other heading level."""
    free = [name for name, kind in shape.columns.items() if kind in ("decimal", "integer") and name not in taken]
    if len(spread.others) > 1:
        found: dict[str, str] = {}
        for other in spread.others:
            name = _named(other, free, shape)
            if name and name not in found.values():
                found[other] = name
        if found:
            return found
    single = _named(spread.others[0], free, shape) if spread.others else ""
    return single or (free[0] if free else "")


def first_under(spread: Spread, other: str) -> ColumnFacts:
    """A column of one other heading: a margin beside revenue is no money, whatever the title says of 万元."""
    found = (column for column in spread.columns if other in map(tidy, column.labels))
    return next(found, spread.columns[0])


def _named(other: str, free: Sequence[str], shape: DatasetShape) -> str:
    wanted = concept_of(other)[0]
    for name in free:
        if same_name(name) == same_name(other) or (wanted and concept_of_column(name, shape) == wanted):
            return name
    return ""


def _units_across(facts: Sequence[ColumnFacts], book: CodeBook) -> Spread | None:
    columns, names, others = [], [], []
    for column in facts:
        name = next((part for part in column.path if names_unit(book, part)), "")
        if name and column.kind in ("decimal", "integer", "") and not column.is_total:
            columns.append(column)
            names.append(name)
            others += [part for part in column.path if part != name]
    if len(set(names)) < 2:
        return None
    return Spread(tuple(columns), tuple(dict.fromkeys(others)), False, tuple(dict.fromkeys(names)), False)


def _other_level(column: ColumnFacts) -> str:
    return next((tidy(part) for part in column.labels if tidy(part) and not read_month(part, year=ANY_YEAR)), "")


def _month_of(labels: Sequence[Cell]) -> object:
    return next((read for label in labels if (read := read_month(label, year=ANY_YEAR))), None)


def _lacks_year(labels: Sequence[Cell]) -> bool:
    return not any(read_month(label) for label in labels)
