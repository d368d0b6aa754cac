"""Understands a staged table: plain cells by the column, all others like rows of a file, and both the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pyarrow.compute as pc

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.engine.periods import shift_months
from kpiloop.loop.collect.cleaning.days import DayOrder, order_of
from kpiloop.loop.collect.cleaning.errors import DayAmbiguous
from kpiloop.loop.collect.connectors.sql.relations import Column
from kpiloop.loop.collect.connectors.sql.session import named
from kpiloop.loop.collect.connectors.sql.staging import Staging
from kpiloop.loop.collect.errors import DateOrderAmbiguous
from kpiloop.loop.collect.errors.tables import TooManyRejected
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.content import RejectedRow, plain, written_texts
from kpiloop.loop.collect.reading.recipe import Recipe
from kpiloop.loop.collect.reading.tables.disputes import disputed_rows, settled
from kpiloop.loop.collect.reading.tables.lanes import Work, fast_lane, slow_lane
from kpiloop.loop.collect.reading.tables.typed_rows import TypedRows, typed_table, types_of
from kpiloop.loop.collect.reading.typing import RowTyper
from kpiloop.loop.collect.reading.understood import TableContent, Understood

#: A recipe with any other word in it is read row by row.
_FAST_KEYS = frozenset(
    {"table", "table_columns", "columns", "unit_codes", "person_codes", "defaults", "covers", "year", "same_key"}
)
#: So many rows in quarantine help nobody: the recipe is wrong.
MOST_REJECTED = 20_000


def understand_table(area: Staging, columns: Sequence[Column], recipe: Recipe, shape: DatasetShape) -> Understood:
    """Type every row, send those that cannot be taken to quarantine, and settle rows with the same key."""
    ordered = _with_orders(area, tuple(columns), recipe)
    typer = RowTyper(ordered, CodeBook(recipe.unit_codes, recipe.person_codes), {})
    work = Work(area, tuple(columns), ordered, shape, typer)
    content = TableContent()
    fast, left = fast_lane(work, is_simple=_is_simple(ordered))
    slow, written = slow_lane(work, left, content)
    rows = _settle_keys(work, TypedRows(fast, slow), content, written)
    rows = _settle_disputes(work, rows, content)
    if len(content.rejected) > MOST_REJECTED:
        first = content.rejected[0]
        raise TooManyRejected(
            rejected=len(content.rejected),
            read=content.read,
            reason=first.reason,
            column=first.fields.get("column", ""),
        )
    content.count = len(rows)
    return Understood(content, rows.facts(shape), _totals(work, rows), _covers(work, rows))


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


def _settle_keys(
    work: Work, rows: TypedRows, content: TableContent, written: Mapping[int, dict[str, str]]
) -> TypedRows:
    """The first row of a key stays; equal ones are counted, others go to a person."""
    keys = list(work.shape.key_columns)
    if not keys or not rows.repeats(keys):
        return rows
    with work.area.lent(typed=rows.alike):
        later = work.area.table(_later(keys, work.names))
    content.repeated += pc.sum(later.column("_is_same")).as_py() or 0
    others = later.filter(pc.invert(later.column("_is_same"))).drop_columns("_is_same").slice(0, MOST_REJECTED + 1)
    for order, line, first, *parts in zip(*(column.to_pylist() for column in others.columns), strict=True):
        key = " / ".join("" if part is None else str(part) for part in parts)
        texts = written.get(order) or written_texts(work.cells(line))
        content.rejected.append(RejectedRow(line, texts, "key_conflict", {"key": key, "first_line": str(first)}))
    return rows.without(later.column("_ord"))


def _later(keys: Sequence[str], names: Sequence[str]) -> str:
    """SQL of the rows whose key an earlier row has: their order and line, the line of the first, and their key."""
    listed = ", ".join(f'"{key}"' for key in keys)
    parts = ", ".join(f't."{key}" AS _key{place}' for place, key in enumerate(keys))
    same = " AND ".join(f't."{name}" IS NOT DISTINCT FROM f."{name}"' for name in names)
    match = " AND ".join(f't."{key}" IS NOT DISTINCT FROM d."{key}"' for key in keys)
    return (
        f"WITH d AS (SELECT {listed}, min(_ord) AS _first FROM typed GROUP BY {listed} HAVING count(*) > 1) "
        f"SELECT t._ord, t._line, f._line AS _first_line, {parts}, ({same}) AS _is_same FROM typed t "
        f"JOIN d ON {match} JOIN typed f ON f._ord = d._first WHERE t._ord <> d._first ORDER BY t._ord"
    )


def _settle_disputes(work: Work, rows: TypedRows, content: TableContent) -> TypedRows:
    """Figures a person corrected stay corrected; changed rows wait where the recipe asks."""
    asks = work.recipe.same_key == "ask"
    disputed, left = disputed_rows(work.area, work.shape, work.names, rows, ask=asks)
    if not disputed:
        return rows
    told = [replace(row, written=work.cells(row.line)) for row in disputed]
    part = settled(told, work.shape, ask=asks)
    content.rejected.extend(part.rejected)
    schema = types_of(work.shape, work.names)
    return left.with_slow(typed_table(schema, part.taken, [row.line for row in part.taken]))


def _totals(work: Work, rows: TypedRows) -> dict[str, str]:
    figures = [name for name in work.names if work.shape.columns[name] in ("integer", "decimal")]
    totals = {name: rows.total(name) for name in figures}
    return {name: plain(total) for name, total in totals.items() if total is not None}


def _covers(work: Work, rows: TypedRows) -> tuple[date, date] | None:
    column = next(iter(work.shape.date_columns), None)
    ends = rows.ends(column) if column in work.names and work.recipe.covers == "months" else None
    return (ends[0].replace(day=1), shift_months(ends[1].replace(day=1), 1)) if ends else None
