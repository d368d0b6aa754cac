"""Everything a source holds, understood: rows to take, rows to look at, and counts that add up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.engine.periods import Calendar
from kpiloop.engine.values import sum_of
from kpiloop.loop.collect.cleaning.days import DayOrder, order_of
from kpiloop.loop.collect.cleaning.errors import DayAmbiguous
from kpiloop.loop.collect.cleaning.texts import Cell, tidy
from kpiloop.loop.collect.connectors.grid import Grid, Reading
from kpiloop.loop.collect.errors import DateOrderAmbiguous
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.heads import Table, find_table, without_number
from kpiloop.loop.collect.reading.recipe import Recipe
from kpiloop.loop.collect.reading.records import Record, Skipped, records_of
from kpiloop.loop.collect.reading.regions import regions_of
from kpiloop.loop.collect.reading.typing import CellRefused, RowTyper, Value
from kpiloop.loop.collect.reading.written_year import with_written


@dataclass(frozen=True)
class TakenRow:
    """A typed row with the line it came from."""

    line: int  #: line of the source
    values: Mapping[str, Value]  #: value by column of the dataset
    written: Mapping[str, Cell]  #: cells as they were


@dataclass(frozen=True)
class RejectedRow:
    """A row a person must look at."""

    line: int  #: line of the source
    written: Mapping[str, str]  #: cells as text, by column of the dataset
    reason: str  #: code
    fields: Mapping[str, str]  #: what the sentence needs; column names the cell


@dataclass
class Content:
    """What one reading of a source brought."""

    taken: list[TakenRow] = field(default_factory=list)  #: rows to publish
    rejected: list[RejectedRow] = field(default_factory=list)  #: rows for quarantine
    skipped: dict[str, int] = field(default_factory=dict)  #: lines without a fact, by why
    repeated: int = 0  #: rows that stood in the source twice with equal content

    @property
    def kept(self) -> int:
        """How many rows are to be published."""
        return len(self.taken)

    @property
    def read(self) -> int:
        """Everything that was looked at: taken, rejected, skipped and repeated."""
        return self.kept + len(self.rejected) + sum(self.skipped.values()) + self.repeated

    def leave_out(self, lines: Collection[int], why: str) -> None:
        """Publish some rows not; they count as skipped."""
        self.taken[:] = [row for row in self.taken if row.line not in lines]
        self.skipped[why] = self.skipped.get(why, 0) + len(lines)


def understand(reading: Reading, recipe: Recipe, shape: DatasetShape) -> Content:
    """Read every sheet by the recipe; nothing is stored.

    One bad cell sends its row to quarantine and never stops the rest; a missing heading or an
    ambiguous order of day and month stops the whole file, because no row could be trusted.
    """
    content = Content()
    records: list[Record] = []
    recipe = with_written(recipe, reading)
    for table in tables_of(reading, recipe):
        for found in records_of(table, recipe):
            if isinstance(found, Skipped):
                content.skipped[found.why] = content.skipped.get(found.why, 0) + 1
            else:
                records.append(found)
    take_records(content, records, recipe, shape)
    return content


def take_records(content: Content, records: list[Record], recipe: Recipe, shape: DatasetShape) -> None:
    """Type records and sort them into taken, repeated and rejected."""
    book = CodeBook(recipe.unit_codes, recipe.person_codes)
    typer = RowTyper(recipe, book, day_orders(records, recipe))
    known: dict[tuple[Value, ...], int] = {}
    for record in records:
        try:
            row = TakenRow(record.line, typer.type_record(record), record.cells)
        except CellRefused as refused:
            content.rejected.append(rejected_row(record, refused))
            continue
        sort_in(content, known, row, shape.key_columns, recipe.same_key)


def tables_of(reading: Reading, recipe: Recipe) -> list[Table]:
    """Every part that is read, with its headings found."""
    return [table_of(part, recipe) for grid in reading.grids for part in regions_of(grid, recipe.ranges)]


def table_of(grid: Grid, recipe: Recipe) -> Table:
    """A grid with its headings found."""
    wanted = {without_number(part) for rule in recipe.columns if rule.heading for part in rule.heading}
    if recipe.unpivot:
        wanted |= set(recipe.unpivot.names)
    return find_table(
        grid, header_row=recipe.header_row, header_rows=recipe.header_rows, names=recipe.names, wanted=wanted
    )


def covered_days(
    content: Content, date_column: str | None, covers: str, calendar: Calendar
) -> tuple[date, date] | None:
    """Days the source stands for: every month of the company's calendar from its first to its last row.

    Missing:  None without dated rows, or when the recipe says it stands for none.
    """
    days = [row.values.get(date_column) for row in content.taken] if date_column and covers == "months" else []
    known = [day for day in days if isinstance(day, date)]
    return months_of(min(known), max(known), calendar) if known else None


def months_of(first: date, last: date, calendar: Calendar) -> tuple[date, date]:
    """The months of the company's calendar from one day to another, end exclusive."""
    return calendar.month(first).start, calendar.month(last).end


def control_totals(content: Content, shape: DatasetShape) -> dict[str, str]:
    """Sums of the figures that were taken, to compare with the source system."""
    totals: dict[str, str] = {}
    for name, kind in shape.columns.items():
        if kind in ("integer", "decimal"):
            figures = [row.values.get(name) for row in content.taken]
            known = [Decimal(figure) for figure in figures if isinstance(figure, int | Decimal)]
            if known:
                totals[name] = plain(sum_of(known))
    return totals


def plain(total: object) -> str:
    """A sum without trailing zeros.

    >>> plain(Decimal("1200.5000")), plain(Decimal("1200"))
    ('1200.5', '1200')
    """
    text = format(Decimal(str(total)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def sort_in(
    content: Content,
    known: dict[tuple[Value, ...], int],
    row: TakenRow,
    key_columns: tuple[str, ...],
    same_key: str,
) -> None:
    """Take a row, count it as repeated, or send it to a person: by its key."""
    key = tuple(row.values.get(name) for name in key_columns)
    place = known.get(key) if key else None
    if place is None:
        known[key] = len(content.taken)
        content.taken.append(row)
        return
    earlier = content.taken[place]
    if earlier.values == row.values:
        content.repeated += 1
    elif same_key == "newest":
        # The last one of a file wins; the one before is counted as repeated.
        content.repeated += 1
        content.taken[place] = row
    else:
        fields = {"key": " / ".join(tidy_value(part) for part in key), "first_line": str(earlier.line)}
        content.rejected.append(RejectedRow(row.line, written_texts(row.written), "key_conflict", fields))


def rejected_row(record: Record, refused: CellRefused) -> RejectedRow:
    """A record with the cell that could not be taken."""
    fields = {"column": refused.column, **{name: str(value) for name, value in refused.refusal.fields.items()}}
    return RejectedRow(record.line, written_texts(record.cells), refused.refusal.code, fields)


def written_texts(cells: Mapping[str, Cell]) -> dict[str, str]:
    """Cells as text, for a person to read and mend."""
    return {name: tidy(cell) for name, cell in cells.items()}


def tidy_value(value: Value) -> str:
    """A typed value as text."""
    return "" if value is None else str(value)


def day_orders(records: list[Record], recipe: Recipe) -> dict[str, DayOrder]:
    """The order of day and month of every column of days that does not state one."""
    orders: dict[str, DayOrder] = {}
    for rule in recipe.columns:
        if rule.kind != "date" or rule.order or rule.heading is None:
            continue
        try:
            order = order_of(record.cells.get(rule.name) for record in records)
        except DayAmbiguous as unclear:
            raise DateOrderAmbiguous(column=rule.name, written=str(unclear.fields["written"])) from None
        if order:
            orders[rule.name] = order
    return orders
