"""What only a person can say about a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.cleaning.days import order_of
from kpiloop.loop.collect.cleaning.errors import DayAmbiguous
from kpiloop.loop.collect.cleaning.texts import tidy
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.reading.guessing.columns import ColumnFacts
from kpiloop.loop.collect.reading.guessing.guess import Question
from kpiloop.loop.collect.reading.guessing.layout import Layout
from kpiloop.loop.collect.reading.written_year import year_above

_DAY_OF_YEAR = re.compile(r"\d{1,2}月(\d{1,2}日)?")
DAY_ORDERS = ("dmy", "mdy")
DECIMALS = ("point", "comma")
PERCENTS = ("mixed", "points", "shares")


def names_question(facts: Sequence[ColumnFacts]) -> Question:
    """A file without headings: the columns want names."""
    shown = " | ".join(column.samples[0] if column.samples else "" for column in facts)
    return Question("names", "", shown, (), "", True)


def column_questions(
    name: str, column: ColumnFacts, shape: DatasetShape, delimiter: str, answers: Mapping[str, str]
) -> list[Question]:
    """What one column leaves open; a semicolon between cells says that commas may be inside figures."""
    found: list[Question] = []
    kind = shape.columns[name]
    if kind == "date" and (written := _unclear_day(column)):
        found.append(_question("day_order", name, written, DAY_ORDERS, answers))
    if kind in ("decimal", "integer") and column.is_comma_open and delimiter == ";":
        found.append(_question("decimal", name, column.samples[0], DECIMALS, answers))
    if kind == "decimal" and column.is_percent_mixed:
        found.append(_question("percent", name, ", ".join(column.samples[:3]), PERCENTS, answers))
    return found


def same_name_question(name: str, same: Sequence[ColumnFacts], answers: Mapping[str, str]) -> Question:
    """Several columns carry the heading of one: only a person knows which is meant."""
    shown = " | ".join(f"#{number} {', '.join(column.samples[:3])}" for number, column in enumerate(same, 1))
    return _question("same_name", name, shown, tuple(f"#{number}" for number in range(1, len(same) + 1)), answers)


def year_question(reading: Reading, layout: Layout, answers: Mapping[str, str], shown: str = "") -> Question:
    """Months without a year take the one in the title, on the sheet or in the file's name, else it is asked.

    `shown` is a month as it is written; without one the first heading stands for it.
    """
    found = year_above(layout.grid, reading.file_name)
    answer = answers.get("year") or (str(found) if found else "")
    shown = shown or next((path[0] for path in layout.table.paths if path), "")
    return Question("year", "", shown, (), answer, not found)


def day_without_year(column: ColumnFacts) -> str:
    """The first day of the column that names no year, such as 10月20日; empty where all do."""
    found = (cell for cell in column.cells if isinstance(cell, str) and _DAY_OF_YEAR.fullmatch(tidy(cell)))
    return next(found, "")


def _question(code: str, about: str, written: str, choices: tuple[str, ...], answers: Mapping[str, str]) -> Question:
    given = answers.get(f"{code}:{about}", "") or answers.get(code, "")
    return Question(code, about, written, choices, given if given in choices else "", True)


def _unclear_day(column: ColumnFacts) -> str:
    try:
        order_of(column.cells)
    except DayAmbiguous as unclear:
        return str(unclear.fields["written"])
    return ""
