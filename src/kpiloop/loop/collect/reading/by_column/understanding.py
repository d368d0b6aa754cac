"""A plain sheet, understood: most rows as a table, the rest by the reader of rows, and both as if read in one way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.engine.periods import Calendar
from kpiloop.engine.values import sum_of
from kpiloop.loop.collect.cleaning.days import DayOrder
from kpiloop.loop.collect.connectors.columns import ColumnLines
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.reading.by_column.facts import sure_facts
from kpiloop.loop.collect.reading.by_column.settling import Rows, settle_disputes, settle_keys
from kpiloop.loop.collect.reading.by_column.typed import Typed, same_value, type_column
from kpiloop.loop.collect.reading.clocks import entity_days, is_clocked, tells_times
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.content import (
    TakenRow,
    day_orders,
    months_of,
    plain,
    rejected_row,
    tables_of,
)
from kpiloop.loop.collect.reading.heads import Table
from kpiloop.loop.collect.reading.recipe import Recipe
from kpiloop.loop.collect.reading.records import NAMING_KINDS, Record, Skipped, places_of, records_of
from kpiloop.loop.collect.reading.typing import CellRefused, RowTyper
from kpiloop.loop.collect.reading.understood import TableContent, Understood
from kpiloop.loop.collect.reading.written_year import with_written

#: A recipe with any other word in it is read row by row.
_KEYS = frozenset(
    {"sheet", "header_row", "header_rows", "names", "encoding", "delimiter", "quote", "columns"}
    | {"unit_codes", "person_codes", "defaults", "covers", "year", "same_key"}
)


@dataclass(frozen=True)
class _Part:
    """One table of the reading."""

    lines: ColumnLines  #: its lines
    places: dict[str, int]  #: place of every column of the dataset
    is_sure: pa.Array  #: lines that surely are facts
    others: dict[int, Record]  #: records of the other lines, by their place
    first_line: int  #: lines of earlier sheets

    def record(self, place: int) -> Record:
        """The record a line makes."""
        found = self.others.get(place)
        if found is not None:
            return found
        row = self.lines[place]
        cells = {name: row.cells[at] if at < len(row.cells) else None for name, at in self.places.items()}
        return Record(row.line + self.first_line, cells)


def understand_by_column(
    reading: Reading, recipe: Recipe, shape: DatasetShape, calendar: Calendar
) -> Understood | None:
    """Understand a reading whose sheets are held by the column.

    Shape:    as `understand` and what follows it in a load: corrections laid over, changed rows asked about.
    Law:      rows, lines, reasons, counts and totals are those of the reader of rows.
    Missing:  None when recipe or sheet is not plain; then the reader of rows does it.
    Errors:   those of `understand`.
    """
    if not recipe.says_only(_KEYS):
        return None
    recipe = with_written(recipe, reading)
    tables = tables_of(reading, recipe)
    content = TableContent()
    parts: list[_Part] = []
    for table in tables:
        if not isinstance(table.rows, ColumnLines):
            return None
        parts.append(_part(table, table.rows, recipe, content))
    typer = RowTyper(recipe, CodeBook(recipe.unit_codes, recipe.person_codes), _orders(parts, recipe))
    work = _Work(content, typer, shape, parts)
    rows = settle_keys(work.rows(), content, shape, recipe.same_key, work.reread)
    content.rejected.sort(key=lambda row: row.line)
    rows = settle_disputes(rows, content, shape, work.reread, ask=recipe.same_key == "ask")
    return _understood(rows, content, shape, recipe, calendar)


def _part(table: Table, lines: ColumnLines, recipe: Recipe, content: TableContent) -> _Part:
    """Sort out what carries no fact; only doubtful lines become rows."""
    places = places_of(table, recipe)
    naming = [places[rule.name] for rule in recipe.columns if rule.kind in NAMING_KINDS and rule.name in places]
    heads = table.above[-1].cells if table.above else ()
    is_sure = sure_facts(lines.columns, naming, len(lines), width=len(table.paths), heads=heads)
    doubtful = pc.indices_nonzero(pc.invert(is_sure))
    others: dict[int, Record] = {}
    # Recipes of this kind make one record or none of every line.
    found = records_of(replace(table, rows=lines.at(doubtful)), recipe)
    for place, each in zip(doubtful.to_pylist(), found, strict=True):
        if isinstance(each, Skipped):
            content.skipped[each.why] = content.skipped.get(each.why, 0) + 1
        else:
            others[place] = each
    return _Part(lines, places, is_sure, others, table.first_line)


def _orders(parts: Sequence[_Part], recipe: Recipe) -> dict[str, DayOrder]:
    """The order of day and month each column of days shows, by its different texts in their order."""
    spelt: list[Record] = []
    for part in parts:
        for rule in recipe.columns:
            place = part.places.get(rule.name)
            texts = part.lines.columns[place].parts.get("text") if place is not None and rule.kind == "date" else None
            if texts is not None:
                shown = texts.filter(_are_records(part)).drop_null().unique().to_pylist()
                spelt += [Record(0, {rule.name: text}) for text in shown]
    return day_orders(spelt, recipe)


def _are_records(part: _Part) -> pa.Array:
    places = pa.arange(0, len(part.lines))
    return pc.or_(part.is_sure, pc.is_in(places, value_set=pa.array(list(part.others), pa.int64())))


@dataclass
class _Work:
    """Types the lines of every part."""

    content: TableContent  #: counts and rejected rows
    typer: RowTyper  #: reads one record
    shape: DatasetShape  #: columns of the dataset
    parts: Sequence[_Part]  #: tables of the reading

    @cached_property
    def names(self) -> list[str]:
        """Columns of the dataset that are filled."""
        return [name for name in self.shape.columns if name in self.typer.rules]

    def rows(self) -> Rows:
        """Every row that can be taken."""
        fast: list[pa.Table] = []
        slow: list[TakenRow] = []
        for part in self.parts:
            table, others = self._typed(part)
            fast.append(table)
            slow += others
        return Rows(pa.concat_tables(fast), slow)

    def reread(self, line: int) -> TakenRow:
        """A row that was taken by the column, as the reader of rows sees it."""
        for part in self.parts:
            at = line - part.first_line
            place = part.lines.place_of(at)
            if place is not None:
                record = part.record(place)
                return TakenRow(record.line, self.typer.type_record(record), record.cells)
        raise KeyError(line)

    def _typed(self, part: _Part) -> tuple[pa.Table, list[TakenRow]]:
        columns = {name: self._column(part, name) for name in self.names}
        self._set_days(part, columns)
        is_taken = part.is_sure
        for typed in columns.values():
            is_taken = pc.and_(is_taken, typed.is_taken)
        lines = pc.add(part.lines.numbers(), part.first_line)
        table = pa.table({**{name: typed.values for name, typed in columns.items()}, "_line": lines}).filter(is_taken)
        left = {*pc.indices_nonzero(pc.and_not(part.is_sure, is_taken)).to_pylist(), *part.others}
        return table, self._row_by_row(part, sorted(left))

    def _column(self, part: _Part, name: str) -> Typed:
        rule, stored, place = self.typer.rules[name], self.shape.columns[name], part.places.get(name)
        if place is None or place >= len(part.lines.columns):
            return same_value(len(part.lines), rule, stored, self.typer.value_of)
        return type_column(part.lines.columns[place], rule, stored, self.typer.value_of)

    def _set_days(self, part: _Part, columns: dict[str, Typed]) -> None:
        """Moments fall on days of the legal entity their row belongs to."""
        owners = columns.get(self.typer.owner)
        for name in self.names if self.typer.clocks else ():
            place = part.places.get(name)
            if self.typer.clocks is None or place is None or place >= len(part.lines.columns):
                continue
            column, typed = part.lines.columns[place], columns[name]
            if is_clocked(self.typer.rules[name]) and tells_times(column):
                codes = owners.values if owners else None
                days = entity_days(self.typer.clocks, codes, typed.values, column.cells())
                columns[name] = replace(typed, values=days)

    def _row_by_row(self, part: _Part, places: Sequence[int]) -> list[TakenRow]:
        taken = []
        for place in places:
            record = part.record(place)
            try:
                taken.append(TakenRow(record.line, self.typer.type_record(record), record.cells))
            except CellRefused as refused:
                self.content.rejected.append(rejected_row(record, refused))
        return taken


def _understood(
    rows: Rows, content: TableContent, shape: DatasetShape, recipe: Recipe, calendar: Calendar
) -> Understood:
    content.count = len(rows)
    facts = rows.facts(shape)
    days = facts.column(shape.date_columns[0]) if shape.date_columns and recipe.covers == "months" else None
    ends = pc.min_max(days) if days is not None and days.null_count < len(days) else None
    covers = months_of(ends["min"].as_py(), ends["max"].as_py(), calendar) if ends is not None else None
    return Understood(content, facts, _totals(rows, shape), covers)


def _totals(rows: Rows, shape: DatasetShape) -> dict[str, str]:
    totals: dict[str, str] = {}
    for name in rows.fast.column_names:
        if shape.columns.get(name) in ("integer", "decimal"):
            column = rows.fast.column(name)
            # Sums of many whole numbers pass 64 bits without a word.
            whole = pc.sum(column.cast(pa.decimal128(38, 0)) if pa.types.is_integer(column.type) else column).as_py()
            single = [Decimal(value) for row in rows.slow if isinstance(value := row.values.get(name), int | Decimal)]
            known = [*single, *([] if whole is None else [whole])]
            if known:
                totals[name] = plain(sum_of(known))
    return totals
