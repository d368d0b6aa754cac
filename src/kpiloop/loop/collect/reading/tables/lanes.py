"""Two lanes: plain rows of a staged table by the column, all others like rows of a file, and both the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.columns import Column as Held
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Reading
from kpiloop.loop.collect.connectors.sql.cells import cell_of, held_texts
from kpiloop.loop.collect.connectors.sql.relations import Column, Family
from kpiloop.loop.collect.connectors.sql.staging import Staging
from kpiloop.loop.collect.reading.by_column.facts import sure_facts
from kpiloop.loop.collect.reading.by_column.typed import Typed, same_value, type_column
from kpiloop.loop.collect.reading.clocks import entity_days, is_clocked, tells_times
from kpiloop.loop.collect.reading.content import understand, written_texts
from kpiloop.loop.collect.reading.recipe import ColumnRule, Recipe
from kpiloop.loop.collect.reading.records import NAMING_KINDS
from kpiloop.loop.collect.reading.tables.typed_rows import typed_table, types_of
from kpiloop.loop.collect.reading.typing import RowTyper, Value
from kpiloop.loop.collect.reading.understood import TableContent

_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class Work:
    """What every step needs."""

    area: Staging  #: rows as texts
    columns: tuple[Column, ...]  #: of the staging area, in its order
    recipe: Recipe  #: with the order of day and month of every column
    shape: DatasetShape  #: columns of the dataset
    typer: RowTyper  #: reads one cell

    @property
    def names(self) -> list[str]:
        """Columns of the dataset that are filled."""
        return [name for name in self.shape.columns if name in self.typer.rules]

    def place(self, rule: ColumnRule) -> int | None:
        """Column of the staging area a column of the dataset comes from."""
        heading = rule.heading[0] if rule.heading else None
        return next((at for at, column in enumerate(self.columns) if column.name == heading), None)

    def grid_row(self, line: int, texts: Sequence[str | None]) -> GridRow:
        """A row as a connector of files would hand it over."""
        cells = tuple(cell_of(text, column.family) for text, column in zip(texts, self.columns, strict=True))
        return GridRow(line, cells)

    def cells(self, line: int) -> dict[str, Cell]:
        """What stands in a row, by column of the dataset."""
        cells = self.grid_row(line, self.area.cells(line)).cells
        places = {rule.name: self.place(rule) for rule in self.typer.rules.values()}
        return {name: cells[place] for name, place in places.items() if place is not None}


def fast_lane(work: Work, *, is_simple: bool) -> tuple[pa.Table, pa.Table]:
    """Rows all of whose cells are plain, typed; and the texts of all others, with their lines."""
    about = [work.place(rule) for rule in work.typer.rules.values() if rule.kind in NAMING_KINDS]
    naming = [place for place in about if place is not None]
    typed: list[pa.Table] = []
    left: list[pa.Table] = []
    for before, part in work.area.parts():
        lines = pa.arange(before + 1, before + part.num_rows + 1)
        texts = pa.table([lines, *part.columns], names=["_line", *part.schema.names])
        if not is_simple:
            left.append(texts)
            continue
        looks = [held_texts(text, column.family, "") for text, column in zip(part.columns, work.columns, strict=True)]
        columns = {name: _typed_column(work, name, part, looks) for name in work.names}
        _set_days(work, part.columns, columns)
        is_taken = sure_facts(looks, naming, part.num_rows)
        for each in columns.values():
            is_taken = pc.and_(is_taken, each.is_taken)
        values = {name: each.values for name, each in columns.items()}
        table = pa.table({"_ord": lines, "_line": lines, **values})
        if pc.all(is_taken).as_py():
            typed.append(table)
            continue
        typed.append(table.filter(is_taken))
        left.append(texts.filter(pc.invert(is_taken)))
    nothing = types_of(work.shape, work.names).empty_table()
    return pa.concat_tables(typed) if typed else nothing, pa.concat_tables(left) if left else nothing


def slow_lane(work: Work, left: pa.Table, content: TableContent) -> tuple[pa.Table, dict[int, dict[str, str]]]:
    """Everything else, read like rows of a file; and what was written in rows that were taken, by their order."""
    schema = types_of(work.shape, work.names)
    taken, written = [schema.empty_table()], dict[int, dict[str, str]]()
    order = work.area.rows
    for rows in _grid_rows(work, left):
        grid = Grid("", tuple(rows), head=tuple(column.name for column in work.columns))
        part = understand(Reading((grid,), "", ""), work.recipe, replace(work.shape, key_columns=()))
        content.rejected.extend(part.rejected)
        for why, count in part.skipped.items():
            content.skipped[why] = content.skipped.get(why, 0) + count
        # Months across make several rows of one line.
        orders = range(order, order + len(part.taken)) if work.recipe.unpivot else [row.line for row in part.taken]
        order += len(part.taken)
        written |= {at: written_texts(row.written) for at, row in zip(orders, part.taken, strict=True)}
        taken.append(typed_table(schema, part.taken, orders))
    return pa.concat_tables(taken), written


def _typed_column(work: Work, name: str, part: pa.RecordBatch, looks: Sequence[Held]) -> Typed:
    rule, stored = work.typer.rules[name], work.shape.columns[name]
    place = work.place(rule)
    if place is None:
        return same_value(part.num_rows, rule, stored, work.typer.value_of)
    family = work.columns[place].family

    def ask(rule: ColumnRule, cell: Cell) -> Value:
        return work.typer.value_of(rule, cell_of(cell, family) if isinstance(cell, str) else cell)

    return type_column(_held(looks[place], part.column(place), family, rule), rule, stored, ask)


def _held(look: Held, texts: pa.Array, family: Family, rule: ColumnRule) -> Held:
    """A column for a rule; what was made of it to look for blanks serves again where it is the same."""
    if rule.words and family in ("integer", "decimal"):
        # Words of a recipe are compared with what was written.
        return held_texts(texts, family, "text")
    is_same = family == "text" or rule.kind in ("integer", "decimal")
    return look if is_same else held_texts(texts, family, rule.kind)


def _set_days(work: Work, texts: Sequence[pa.Array], typed: dict[str, Typed]) -> None:
    """Moments fall on days of the legal entity their row belongs to."""
    clocks, owners = work.typer.clocks, typed.get(work.typer.owner)
    for name, each in list(typed.items()) if clocks else ():
        place = work.place(work.typer.rules[name])
        if clocks is None or place is None or not is_clocked(work.typer.rules[name]):
            continue
        family, part = work.columns[place].family, texts[place]
        if tells_times(held_texts(part, family, "")):
            cells = (cell_of(text, family) for text in part.to_pylist())
            codes = owners.values if owners else None
            typed[name] = replace(each, values=entity_days(clocks, codes, each.values, cells))


def _grid_rows(work: Work, left: pa.Table) -> Iterator[list[GridRow]]:
    for start in range(0, left.num_rows, _ROWS_AT_ONCE):
        lines, *cells = (column.to_pylist() for column in left.slice(start, _ROWS_AT_ONCE).columns)
        yield [work.grid_row(line, texts) for line, texts in zip(lines, zip(*cells, strict=True), strict=True)]
