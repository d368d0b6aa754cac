"""Understands a staged table: plain cells by the column, all others like rows of a file, and both the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.engine.periods import shift_months
from kpiloop.loop.collect.cleaning.days import DayOrder, order_of
from kpiloop.loop.collect.cleaning.errors import DayAmbiguous
from kpiloop.loop.collect.cleaning.texts import Cell
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Reading
from kpiloop.loop.collect.connectors.sql.cells import STORED, cell_of, held_texts, kept_decimal
from kpiloop.loop.collect.connectors.sql.relations import Column
from kpiloop.loop.collect.connectors.sql.session import named
from kpiloop.loop.collect.connectors.sql.staging import Staging
from kpiloop.loop.collect.errors import DateOrderAmbiguous
from kpiloop.loop.collect.errors.tables import TooManyRejected
from kpiloop.loop.collect.reading.by_column.facts import sure_facts
from kpiloop.loop.collect.reading.by_column.typed import Typed, same_value, type_column
from kpiloop.loop.collect.reading.clocks import entity_days, is_clocked, tells_times
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.content import RejectedRow, TakenRow, plain, understand, written_texts
from kpiloop.loop.collect.reading.facts_table import stored_column
from kpiloop.loop.collect.reading.recipe import ColumnRule, Recipe
from kpiloop.loop.collect.reading.records import NAMING_KINDS
from kpiloop.loop.collect.reading.tables.disputes import disputed_rows, settled
from kpiloop.loop.collect.reading.typing import RowTyper, Value
from kpiloop.loop.collect.reading.understood import TableContent, Understood

#: A recipe with any other word in it is read row by row.
_FAST_KEYS = frozenset(
    {"table", "table_columns", "columns", "unit_codes", "person_codes", "defaults", "covers", "year", "same_key"}
)
#: So many rows in quarantine help nobody: the recipe is wrong.
MOST_REJECTED = 20_000
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class _Work:
    """What every step needs."""

    area: Staging  #: rows as texts
    columns: tuple[Column, ...]  #: of the staging area, in its order
    recipe: Recipe  #: with the order of day and month of every column
    shape: DatasetShape  #: columns of the dataset
    typer: RowTyper  #: reads one cell

    def place(self, rule: ColumnRule) -> int | None:
        """Column of the staging area a column of the dataset comes from."""
        heading = rule.heading[0] if rule.heading else None
        return next((at for at, column in enumerate(self.columns) if column.name == heading), None)


def understand_table(area: Staging, columns: Sequence[Column], recipe: Recipe, shape: DatasetShape) -> Understood:
    """Type every row, send those that cannot be taken to quarantine, and settle rows with the same key."""
    ordered = _with_orders(area, tuple(columns), recipe)
    typer = RowTyper(ordered, CodeBook(recipe.unit_codes, recipe.person_codes), {})
    work = _Work(area, tuple(columns), ordered, shape, typer)
    names = [name for name in shape.columns if name in work.typer.rules]
    content = TableContent()
    _fast_lane(work, names)
    written = _slow_lane(work, names, content)
    _settle_keys(work, names, content, written)
    _settle_disputes(work, names, content)
    if len(content.rejected) > MOST_REJECTED:
        first = content.rejected[0]
        raise TooManyRejected(
            rejected=len(content.rejected),
            read=content.read,
            reason=first.reason,
            column=first.fields.get("column", ""),
        )
    content.count = int(str(area.rows_at("SELECT count(*) FROM typed")[0][0]))
    return Understood(content, _result(work, names), _totals(work, names), _covers(work))


def _with_orders(area: Staging, columns: tuple[Column, ...], recipe: Recipe) -> Recipe:
    """The recipe with the order of day and month that whole columns of texts show."""
    orders: dict[str, DayOrder] = {}
    for rule in recipe.columns:
        place = next((at for at, column in enumerate(columns) if rule.heading and column.name == rule.heading[0]), None)
        if rule.kind != "date" or rule.order or place is None or columns[place].family in ("date", "moment"):
            continue
        spelt = area.rows_at(
            f"SELECT DISTINCT {named(place)} FROM raw WHERE {named(place)} LIKE '%_/_%' "
            f"OR {named(place)} SIMILAR TO '[0-9]+[-.][0-9]+[-.].*'"
        )
        try:
            order = order_of(str(row[0]) for row in sorted(spelt))
        except DayAmbiguous as unclear:
            raise DateOrderAmbiguous(column=rule.name, written=str(unclear.fields["written"])) from None
        if order:
            orders[rule.name] = order
    rules = tuple(replace(rule, order=orders.get(rule.name, rule.order)) for rule in recipe.columns)
    return replace(recipe, columns=rules)


def _is_simple(recipe: Recipe) -> bool:
    return recipe.says_only(_FAST_KEYS)


def _fast_lane(work: _Work, names: list[str]) -> None:
    """Table `typed`: rows all of whose cells are plain. Its own columns begin with `_`, as no dataset's do."""
    kinds = ", ".join(f'"{name}" {STORED[work.shape.columns[name]]}' for name in names)
    work.area.change(f"CREATE TABLE typed (_ord BIGINT, _line BIGINT, {kinds})")
    if not _is_simple(work.recipe) or not work.area.rows:
        return
    about = [work.place(rule) for rule in work.typer.rules.values() if rule.kind in NAMING_KINDS]
    naming = [place for place in about if place is not None]
    for part in work.area.parts():
        texts = [part.column(named(place)).combine_chunks() for place in range(len(work.columns))]
        held = [held_texts(text, column.family, "") for text, column in zip(texts, work.columns, strict=True)]
        is_taken = sure_facts(held, naming, part.num_rows)
        typed = {name: _typed_column(work, name, texts, part.num_rows) for name in names}
        _set_days(work, texts, typed)
        for each in typed.values():
            is_taken = pc.and_(is_taken, each.is_taken)
        line = part.column("line")
        values = {name: each.values for name, each in typed.items()}
        work.area.add("typed", pa.table({"_ord": line, "_line": line, **values}).filter(is_taken))


def _typed_column(work: _Work, name: str, texts: Sequence[pa.Array], count: int) -> Typed:
    rule, stored = work.typer.rules[name], work.shape.columns[name]
    place = work.place(rule)
    if place is None:
        return same_value(count, rule, stored, work.typer.value_of)
    family = work.columns[place].family

    def ask(rule: ColumnRule, cell: Cell) -> Value:
        return work.typer.value_of(rule, cell_of(cell, family) if isinstance(cell, str) else cell)

    return type_column(held_texts(texts[place], family, rule.kind), rule, stored, ask)


def _set_days(work: _Work, texts: Sequence[pa.Array], typed: dict[str, Typed]) -> None:
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


def _slow_lane(work: _Work, names: list[str], content: TableContent) -> dict[int, dict[str, str]]:
    """Everything else, read like rows of a file; returns what was written in rows that were taken."""
    taken: dict[int, dict[str, str]] = {}
    order = work.area.rows
    for rows in _left(work):
        grid = Grid("", tuple(rows), head=tuple(column.name for column in work.columns))
        part = understand(Reading((grid,), "", ""), work.recipe, replace(work.shape, key_columns=()))
        content.rejected.extend(part.rejected)
        for why, count in part.skipped.items():
            content.skipped[why] = content.skipped.get(why, 0) + count
        orders = range(order, order + len(part.taken)) if work.recipe.unpivot else [row.line for row in part.taken]
        order += len(part.taken)
        taken |= {at: written_texts(row.written) for at, row in zip(orders, part.taken, strict=True)}
        if part.taken:
            work.area.add("typed", _typed(work, names, part.taken, orders))
    return taken


def _left(work: _Work) -> Iterable[list[GridRow]]:
    cells = ", ".join(f"r.{named(place)}" for place in range(len(work.columns)))
    work.area.change("CREATE TABLE slow AS SELECT line FROM raw ANTI JOIN typed ON raw.line = typed._line")
    last = -1
    while True:
        found = work.area.rows_at(
            f"SELECT r.line, {cells} FROM raw r SEMI JOIN slow USING (line) WHERE r.line > ? ORDER BY r.line LIMIT ?",
            [last, _ROWS_AT_ONCE],
        )
        if not found:
            return
        yield [_grid_row(work, row) for row in found]
        last = int(str(found[-1][0]))


def _grid_row(work: _Work, row: tuple[object, ...]) -> GridRow:
    texts = [None if cell is None else str(cell) for cell in row[1:]]
    cells = tuple(cell_of(text, column.family) for text, column in zip(texts, work.columns, strict=True))
    return GridRow(int(str(row[0])), cells)


def _typed(work: _Work, names: list[str], rows: list[TakenRow], orders: Iterable[int]) -> pa.Table:
    types = {"text": pa.string(), "integer": pa.int64(), "decimal": pa.decimal128(38, 12), "date": pa.date32()}
    table = {"_ord": pa.array(list(orders), pa.int64()), "_line": pa.array([row.line for row in rows], pa.int64())}
    for name in names:
        values = [row.values.get(name) for row in rows]
        kept = [kept_decimal(value) if isinstance(value, Decimal) else value for value in values]
        table[name] = pa.array(kept, types.get(work.shape.columns[name], pa.bool_()))
    return pa.table(table)


def _settle_keys(work: _Work, names: list[str], content: TableContent, written: dict[int, dict[str, str]]) -> None:
    """The first row of a key stays; equal ones are counted, others go to a person."""
    keys = [f'"{name}"' for name in work.shape.key_columns]
    if not keys:
        return
    listed = ", ".join(keys)
    same = " AND ".join(f't."{name}" IS NOT DISTINCT FROM f."{name}"' for name in names)
    match = " AND ".join(f"t.{key} IS NOT DISTINCT FROM f.{key}" for key in keys)
    work.area.change(
        f"CREATE TABLE firsts AS SELECT {listed}, min(_ord) AS _first FROM typed GROUP BY {listed} HAVING count(*) > 1"
    )
    work.area.change(
        f"CREATE TABLE later AS SELECT t._ord, t._line, f._line AS first_line, ({same}) AS is_same FROM typed t "
        f"JOIN firsts d ON {match.replace('f.', 'd.')} JOIN typed f ON f._ord = d._first WHERE t._ord <> d._first"
    )
    content.repeated += int(str(work.area.rows_at("SELECT count(*) FROM later WHERE is_same")[0][0]))
    parts = ", ".join(f"t.{key}" for key in keys)
    found = work.area.rows_at(
        f"SELECT l._ord, l._line, l.first_line, {parts} FROM later l JOIN typed t USING (_ord) WHERE NOT l.is_same "
        f"ORDER BY l._ord LIMIT {MOST_REJECTED + 1}"
    )
    for row in found:
        key = " / ".join("" if part is None else str(part) for part in row[3:])
        fields = {"key": key, "first_line": str(row[2])}
        texts = written.get(int(str(row[0]))) or _written(work, int(str(row[1])))
        content.rejected.append(RejectedRow(int(str(row[1])), texts, "key_conflict", fields))
    work.area.change("DELETE FROM typed WHERE _ord IN (SELECT _ord FROM later)")


def _settle_disputes(work: _Work, names: list[str], content: TableContent) -> None:
    """Figures a person corrected stay corrected; changed rows wait where the recipe asks."""
    asks = work.recipe.same_key == "ask"
    rows = disputed_rows(work.area, work.shape, names, rows=_result(work, names) if asks else None)
    if not rows:
        return
    told = [replace(row, written=_cells(work, row.line)) for row in rows]
    part = settled(told, work.shape, ask=asks)
    content.rejected.extend(part.rejected)
    if part.taken:
        work.area.add("typed", _typed(work, names, part.taken, [row.line for row in part.taken]))


def _written(work: _Work, line: int) -> dict[str, str]:
    return written_texts(_cells(work, line))


def _cells(work: _Work, line: int) -> dict[str, Cell]:
    row = work.area.rows_at("SELECT * FROM raw WHERE line = ?", [line])[0]
    cells = _grid_row(work, row).cells
    places = {rule.name: work.place(rule) for rule in work.typer.rules.values()}
    return {name: cells[place] for name, place in places.items() if place is not None}


def _result(work: _Work, names: list[str]) -> pa.Table:
    listed = ", ".join(f'"{name}"' for name in names)
    held = work.area.table(f"SELECT {listed}, _line FROM typed")
    # Arrow rounds a column of wide decimals in a tenth of the time.
    return pa.table(
        {name: stored_column(held.column(name), work.shape.columns.get(name, "")) for name in held.column_names}
    )


def _totals(work: _Work, names: list[str]) -> dict[str, str]:
    figures = [name for name in names if work.shape.columns[name] in ("integer", "decimal")]
    if not figures:
        return {}
    sums = ", ".join(f'sum("{name}")' for name in figures)
    found = work.area.rows_at(f"SELECT {sums} FROM typed")[0]
    return {name: plain(total) for name, total in zip(figures, found, strict=True) if total is not None}


def _covers(work: _Work) -> tuple[date, date] | None:
    column = next(iter(work.shape.date_columns), None)
    if column is None or work.recipe.covers != "months":
        return None
    first, last = work.area.rows_at(f'SELECT min("{column}"), max("{column}") FROM typed')[0]
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    return first.replace(day=1), shift_months(last.replace(day=1), 1)
