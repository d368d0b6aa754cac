"""The fast lane: cells that can only be understood in one way are typed by the column, all others one by one.

A cell is in the fast lane when its spelling is plain, or when it is one of few different ones that were asked about
before. Everything else, and every row with such a cell, is read like a row of a file; so both lanes always agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import pyarrow as pa

from kpiloop.engine.values import EXACT
from kpiloop.loop.collect.cleaning.texts import MISSING_WORDS, Cell
from kpiloop.loop.collect.connectors.sql.relations import Family
from kpiloop.loop.collect.connectors.sql.session import named
from kpiloop.loop.collect.connectors.sql.staging import Staging, exact
from kpiloop.loop.collect.reading.recipe import ColumnRule

#: Different spellings of one column that are asked about; a column with more is read row by row.
MOST_SPELLINGS = 20_000
#: Letters and signs that stay as they are when a text is tidied.
PLAIN = "^[!-~\\x{4e00}-\\x{9fff}]+( [!-~\\x{4e00}-\\x{9fff}]+)*$"
TOTAL = "(?i)total|小计|合计|总计|共计|汇总"
NOTE = "^[\\pL ]+[0-9]*\\s*[:：.、]"
FIGURE = "^-?[0-9]{1,18}(\\.[0-9]{1,6}0*)?$"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]"
STORED = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DECIMAL(38, 12)", "date": "DATE", "boolean": "BOOLEAN"}
_SCALE_LIMIT = Decimal(10) ** 8

#: Asks how a cell is understood: whether it can be taken, and its value.
Ask = Callable[[Cell], tuple[bool, object]]


@dataclass(frozen=True)
class Lane:
    """How one column of the dataset is made of a column of the staging area."""

    name: str  #: column of the dataset
    value: str  #: SQL of the value
    is_fast: str  #: SQL of whether the value may be trusted
    join: str = ""  #: SQL that brings the spellings asked about


def lane_of(area: Staging, rule: ColumnRule, stored: str, place: int | None, family: Family, ask: Ask) -> Lane:
    """Build the lane of a column; `stored` is the type of the dataset."""
    kind = STORED[stored]
    empty_ok, empty = ask(None)
    empty_value = f"CAST({literal(empty)} AS {kind})"
    if place is None:
        return Lane(rule.name, empty_value, str(empty_ok).upper())
    cell = f"r.{named(place)}"
    plain, value, fits = _direct(rule, cell, family)
    spellings = _asked(area, cell, plain, family, ask)
    table = area.keep(spellings)
    return Lane(
        rule.name,
        f"CASE WHEN {cell} IS NULL THEN {empty_value} WHEN {plain} THEN TRY_CAST({value} AS {kind}) "
        f"ELSE TRY_CAST({table}.value AS {kind}) END",
        f"CASE WHEN {cell} IS NULL THEN {str(empty_ok).upper()} WHEN {plain} THEN {fits} "
        f"ELSE {table}.written IS NOT NULL END",
        f" LEFT JOIN {table} ON {table}.written = {cell}",
    )


def _direct(rule: ColumnRule, cell: str, family: Family) -> tuple[str, str, str]:
    """Which spellings are plain, their value, and whether the value is believable."""
    if rule.words:
        return "FALSE", "NULL", "FALSE"
    if rule.kind in ("decimal", "integer") and abs(rule.scale) < _SCALE_LIMIT and _places(rule.scale) <= 6:
        figure = exact(cell)
        if rule.scale != 1:
            figure = f"(CAST({figure} AS DECIMAL(24, 6)) * CAST({literal(rule.scale)} AS DECIMAL(14, 6)))"
        tests = [f"{figure} {sign} {literal(limit)}::DECIMAL(38, 12)" for sign, limit in _limits(rule)]
        if rule.kind == "integer":
            tests.append(f"{figure} = round({figure})")
        return _matches(cell, FIGURE), figure, " AND ".join(tests) or "TRUE"
    if rule.kind == "date":
        day = f"TRY_CAST(left({cell}, 10) AS DATE)"
        plain = _matches(cell, MOMENT if family == "moment" else DAY)
        return f"({plain} AND {day} IS NOT NULL)", day, "TRUE"
    if rule.kind == "text":
        return is_plain(cell), cell, "TRUE"
    return "FALSE", "NULL", "FALSE"


def is_plain(cell: str) -> str:
    """SQL of whether a text is taken as it stands and names neither nothing nor a total."""
    return f"({_matches(cell, PLAIN)} AND {names_something(cell)} AND NOT {_matches(cell, TOTAL)})"


def names_something(cell: str) -> str:
    """SQL of whether a plain text is none of the words for no value."""
    return f"lower(replace({cell}, ' ', '')) NOT IN ({', '.join(map(literal, sorted(MISSING_WORDS)))})"


def first_is_plain(cells: list[str]) -> str:
    """SQL of whether the first cell of a row shows that it is no total, note or blank line."""
    first = f"coalesce({', '.join(cells)})"
    return (
        f"({first} IS NOT NULL AND trim({first}) <> '' AND {names_something(first)} "
        f"AND NOT {_matches(first, TOTAL)} AND NOT {_matches(first, NOTE)})"
    )


def _asked(area: Staging, cell: str, plain: str, family: Family, ask: Ask) -> pa.Table:
    """Spellings that are not plain, each with what it means; those that cannot be taken are left out."""
    query = f"SELECT DISTINCT {cell} FROM raw r WHERE {cell} IS NOT NULL AND NOT {plain} LIMIT {MOST_SPELLINGS + 1}"
    found = [str(row[0]) for row in area.rows_at(query)]
    written: list[str] = []
    values: list[str | None] = []
    for text in found if len(found) <= MOST_SPELLINGS else []:
        is_taken, value = ask(cell_of(text, family))
        if is_taken:
            written.append(text)
            values.append(None if value is None else stored_text(value))
    return pa.table({"written": pa.array(written, pa.string()), "value": pa.array(values, pa.string())})


def cell_of(text: str | None, family: Family) -> Cell:
    """A text of the staging area as the cell the database meant."""
    if text is None:
        return None
    try:
        if family in ("integer", "decimal"):
            return Decimal(text)
        if family == "float":
            return float(text)
        if family == "date":
            return date.fromisoformat(text)
        if family == "moment":
            return datetime.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return text
    if family == "boolean" and text in ("t", "f", "true", "false", "1", "0"):
        return text in ("t", "true", "1")
    return text


def stored_text(value: object) -> str:
    """A typed value as the staging area takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(kept_decimal(value), "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def kept_decimal(value: Decimal) -> Decimal:
    """A figure with the twelve decimals of the staging area; one with more is rounded to the six of the store."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -12:
        return value
    return value.quantize(Decimal("0.000001"), ROUND_HALF_UP, context=EXACT)


def literal(value: object) -> str:
    """A value of our own as SQL."""
    if value is None:
        return "NULL"
    return "'" + stored_text(value).replace("'", "''") + "'"


def _matches(cell: str, pattern: str) -> str:
    return f"regexp_matches({cell}, {literal(pattern)})"


def _limits(rule: ColumnRule) -> list[tuple[str, Decimal]]:
    return [(sign, limit) for sign, limit in ((">=", rule.low), ("<=", rule.high)) if limit is not None]


def _places(scale: Decimal) -> int:
    exponent = scale.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 99
