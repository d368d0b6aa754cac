"""Cells of a record in the types of the dataset; what cannot be understood is a reason, not a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import EXACT
from kpiloop.foundation.org.clocks import entity_clocks
from kpiloop.loop.collect.cleaning.days import DayOrder, read_day
from kpiloop.loop.collect.cleaning.errors import NumberUnreadable
from kpiloop.loop.collect.cleaning.numbers import SCALES, read_number
from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, same_name, tidy
from kpiloop.loop.collect.cleaning.truths import read_truth
from kpiloop.loop.collect.reading.clocks import entity_day, is_clocked, owner_of
from kpiloop.loop.collect.reading.codes import CodeBook, PersonAmbiguous
from kpiloop.loop.collect.reading.lookups import LookupBook
from kpiloop.loop.collect.reading.recipe import ColumnRule, Recipe
from kpiloop.loop.collect.reading.records import UNIT_BESIDE, Record
from kpiloop.loop.collect.reading.units_of_measure import factor_of

#: Where shares and points stand in one column, a figure above this means points: 96.4 is 96.4 %.
LARGEST_FRACTION = Decimal("1.5")

#: A value as the dataset stores it.
Value: TypeAlias = str | int | Decimal | date | bool | None

#: Integers are stored in 64 bits, decimals in 38 digits of which six are decimals.
_LARGEST_WHOLE = 2**63 - 1
_LARGEST = Decimal(10) ** 32


class ValueMissing(Refusal):
    """A cell that makes the row what it is holds no value: column."""

    code = "value_missing"


class ValueOutOfRange(Refusal):
    """The figure is not believable: column, written, low, high."""

    code = "value_out_of_range"


class MeasureUnitUnknown(Refusal):
    """The unit beside a figure is not known: written."""

    code = "measure_unit_unknown"


class CellRefused(Exception):
    """A cell with the column it stood in and why it was refused."""

    def __init__(self, column: str, refusal: Refusal) -> None:
        """Keep where and why."""
        self.column = column
        self.refusal = refusal
        super().__init__(column, refusal.code)


class RowTyper:
    """Types the records of one load."""

    def __init__(self, recipe: Recipe, book: CodeBook, orders: Mapping[str, DayOrder]) -> None:
        """Prepare one reader per column that is filled."""
        self.rules = {rule.name: rule for rule in recipe.columns}
        self.defaults = recipe.defaults
        self.book = book
        self.lookups = LookupBook()
        self.clocks = entity_clocks()
        self.owner = owner_of(recipe.columns)
        self.readers: dict[str, Callable[[ColumnRule, Cell], Value]] = {
            "text": lambda rule, cell: tidy(cell) or None,
            "integer": _whole,
            "decimal": _figure,
            "date": lambda rule, cell: read_day(cell, order=rule.order or orders.get(rule.name), year=recipe.year),
            "boolean": lambda rule, cell: read_truth(cell),
            "unit": lambda rule, cell: book.unit(cell),
            "person": lambda rule, cell: book.person(cell),
        }

    def type_record(self, record: Record) -> dict[str, Value]:
        """The row of the dataset; CellRefused names the first cell that cannot be taken."""
        cells = record.cells
        row: dict[str, Value] = {}
        for name, rule in self.rules.items():
            try:
                used = rule if rule.unit_from is None else self._scaled(rule, record)
                row[name] = self._value(used, cells.get(name))
            except CellRefused as refused:
                if not isinstance(refused.refusal, PersonAmbiguous):
                    raise
                row[name] = self._person_of_row(rule, record)
        self._set_days(row, record)
        return row

    def _set_days(self, row: dict[str, Value], record: Record) -> None:
        """A moment falls on a day of the legal entity the row belongs to."""
        for name, rule in self.rules.items() if self.clocks else ():
            day = row[name]
            if self.clocks and isinstance(day, date) and is_clocked(rule):
                row[name] = entity_day(self.clocks, row.get(self.owner), day, record.cells.get(name))

    def _person_of_row(self, rule: ColumnRule, record: Record) -> Value:
        """Several people share the name: the unit of the row tells, else a person must."""
        unit_rule = next((each for each in self.rules.values() if each.kind == "unit"), None)
        day_rule = next((each for each in self.rules.values() if each.kind == "date"), None)
        unit = self._value(unit_rule, record.cells.get(unit_rule.name)) if unit_rule else None
        day = self._value(day_rule, record.cells.get(day_rule.name)) if day_rule else None
        try:
            on = day if isinstance(day, date) else None
            return self.book.person_within(record.cells.get(rule.name), str(unit or ""), on)
        except PersonAmbiguous as unclear:
            raise CellRefused(rule.name, unclear) from None

    def _scaled(self, rule: ColumnRule, record: Record) -> ColumnRule:
        """The rule with the scale of the unit that stands in the same row."""
        written = record.cells.get(UNIT_BESIDE.format(rule.name))
        factor = factor_of(written)
        if factor is None:
            raise CellRefused(rule.name, MeasureUnitUnknown(written=tidy(written)))
        return rule if factor == rule.scale else replace(rule, scale=factor)

    def value_of(self, rule: ColumnRule, cell: Cell) -> Value:
        """One cell by its rule; CellRefused says why it cannot be taken."""
        return self._value(rule, cell)

    def _value(self, rule: ColumnRule, cell: Cell) -> Value:
        is_nothing = means_nothing(cell)
        if is_nothing and rule.name in self.defaults:
            cell, is_nothing = self.defaults[rule.name], False
        if rule.words:
            cell = rule.words.get(same_name(cell), cell)
            is_nothing = means_nothing(cell)
        try:
            if rule.lookup and not is_nothing:
                cell = self.lookups.follow(cell, rule.lookup)
            if is_nothing and rule.kind != "boolean":
                value: Value = None
            else:
                value = self.readers[rule.kind](rule, cell)
            if value is None and rule.is_required:
                raise ValueMissing(column=rule.name)
            return value
        except Refusal as refusal:
            raise CellRefused(rule.name, refusal) from None


def _figure(rule: ColumnRule, cell: Cell) -> Value:
    read = read_number(cell, decimal="," if rule.has_decimal_comma else ".")
    if read is None:
        return None
    # 3,600万 in a column of 万元 is not multiplied twice, nor 96% in a column of percent.
    is_done = read.is_scaled or (read.is_percent and rule.scale == SCALES["percent"])
    value = read.value if is_done else EXACT.multiply(read.value, rule.scale)
    if rule.is_percent_mixed and not read.is_percent and abs(value) > LARGEST_FRACTION:
        value = EXACT.multiply(value, SCALES["percent"])
    if (rule.low is not None and value < rule.low) or (rule.high is not None and value > rule.high):
        raise ValueOutOfRange(column=rule.name, written=tidy(cell), low=str(rule.low), high=str(rule.high))
    if abs(value) >= _LARGEST:
        raise NumberUnreadable(written=tidy(cell))
    return value


def _whole(rule: ColumnRule, cell: Cell) -> Value:
    value = _figure(rule, cell)
    if value is None:
        return None
    assert isinstance(value, Decimal)
    if value != value.to_integral_value() or abs(value) > _LARGEST_WHOLE:
        raise NumberUnreadable(written=tidy(cell))
    return int(value)
