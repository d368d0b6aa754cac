"""Amounts of several currencies in one: native sums of each period at its rate, and only then added (R39).

A flow is converted period by period at average rates, a stock at the closing rate of the period it stands in: the last
one of a window, or the first one for what stood at its beginning. What cannot be converted is missing; amounts of
different currencies are never added as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kpiloop.engine.dataflow import Member, Window, merge_members
from kpiloop.engine.formula import Aggregate, DatasetShape, Node
from kpiloop.engine.formula.library import COUNTS_VALUES
from kpiloop.engine.formula.nodes import Arithmetic, Column, Negative
from kpiloop.engine.values import Figure, Missing, from_fraction
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import currencies, further
from kpiloop.loop.measure.binding import Bound
from kpiloop.loop.measure.choices import AVERAGE, CLOSING, MONTH
from kpiloop.loop.measure.money.rates import RateBook, UsedRate
from kpiloop.loop.measure.scanning import Cells, window_code

Native = dict[str, str]
Stretch = tuple[str, date, date]  # (currency, first day, day after the last one)
#: Functions that read a stock: at one end of a window, not period by period.
STOCKS = ("first", "last")
#: Behind the code of a month whose days a window has only in part, before the code of the window.
PART_OF = "/"


def is_money(aggregate: Aggregate, shapes: Mapping[str, DatasetShape]) -> bool:
    """Whether an aggregate adds up amounts of money rather than counting something."""
    if aggregate.argument is None or aggregate.function in ("count", *COUNTS_VALUES):
        return False
    money = shapes[aggregate.dataset].money_columns
    return any(name in money for name in _columns(aggregate.argument))


def _columns(node: Node) -> Iterator[str]:
    """Columns a number of one row is made of."""
    if isinstance(node, Column):
        yield node.name
    elif isinstance(node, Negative):
        yield from _columns(node.operand)
    elif isinstance(node, Arithmetic):
        yield from _columns(node.left)
        yield from _columns(node.right)


def is_currency(unit: str) -> bool:
    """Whether a measurement unit is a currency code."""
    return len(unit) == 3 and unit.isascii() and unit.isalpha() and unit.isupper()


def split_members(members: Sequence[Member], starts_on: date, ends_before: date) -> list[Member]:
    """Who counts for whom, told apart by the currency of the rows: subjects become `key|CUR`."""
    held: dict[str, list[Stretch]] = {}
    for row in currencies.currency_stretches(starts_on, ends_before):
        held.setdefault(row.leaf_code, []).append((row.currency, row.valid_from, row.valid_to))
    nobody = [(currencies.company_currency(starts_on), starts_on, ends_before)]
    ended = {code: [("", starts_on, ends_before)] for code in further.spelled_codes()}
    lasting = {leaf: _without_gaps(stretches, starts_on, ends_before) for leaf, stretches in held.items()}
    stretches = {**ended, **lasting}
    return merge_members(
        Member(member.leaf, f"{member.subject}|{currency}", max(first, member.valid_from), min(last, member.valid_to))
        for member in members
        for currency, first, last in stretches.get(member.leaf, nobody)
    )


def _without_gaps(stretches: list[Stretch], starts_on: date, ends_before: date) -> list[Stretch]:
    """On days a unit did not belong to the company its rows are in the currency they were in before, else after."""
    ordered = sorted(stretches, key=lambda row: row[1])
    starts = [starts_on, *(first for _currency, first, _last in ordered[1:])]
    ends = [*starts[1:], ends_before]
    return [(row[0], start, end) for row, start, end in zip(ordered, starts, ends, strict=True)]


def monthly_windows(windows: Sequence[Window], months: Mapping[str, Sequence[PeriodRow]]) -> list[Window]:
    """The windows and every month inside them: amounts are converted month by month."""
    inside = {row.code: row for rows in months.values() for row in rows}
    found = {window.window: window for window in windows}
    for row in inside.values():
        code = window_code(row.code, MONTH)
        found.setdefault(code, Window(code, row.starts_on, row.ends_before))
    return list(found.values())


@dataclass(frozen=True)
class Converted:
    """A figure with the native amounts it was made of."""

    figure: Figure  #: in one currency
    rows: int  #: rows with a value
    native: tuple[Native, ...]  #: amount, currency, rate, rate type, version and period of each part


@dataclass(frozen=True)
class Money:
    """Native figures of a run, and the rates that turn them into one currency."""

    cells: Mapping[str, Cells]  #: subject kind -> cells by `key|CUR`
    currencies: tuple[str, ...]  #: currencies of legal entities
    rates: RateBook  #: rates in force
    months: Mapping[str, Sequence[PeriodRow]]  #: window code -> months inside, in order
    shapes: Mapping[str, DatasetShape]  #: what columns hold money
    company: str  #: currency of the group

    def convert(
        self, kind: str, bound: Bound, aggregate: Aggregate, place: tuple[int, str], unit: str
    ) -> Converted | None:
        """The figure of an aggregate in the currency of a KPI; None when it is no money or has no row, and when
        a figure that does not add up rests on that currency alone: it is what the rows say.

        Shape:    place is (subject, window code); unit is the measurement unit of the KPI.
        Missing:  rate_missing without a rate; currency_mixed for an average, smallest or largest amount over
                  several currencies or months.
        """
        if kind not in self.cells or not is_money(aggregate, self.shapes):
            return None
        into = unit if is_currency(unit) else self.company
        found = list(self._parts(kind, bound, aggregate, place))
        is_sum = aggregate.function in ("sum", *STOCKS)
        if not found or (not is_sum and all(currency == into for currency, *_rest in found)):
            return None
        total, native, rows = Fraction(0), [], 0
        missing = ""
        for currency, month, amount, count in found:
            used = self.rates.find(currency, into, CLOSING if aggregate.function in STOCKS else AVERAGE, month)
            native.append({**_native(currency, into, month, amount, used), "rows": str(count)})
            rows += count
            if used is None:
                missing = "rate_missing"
            else:
                total += Fraction(amount) * Fraction(used.rate)
        if len(found) > 1 and not is_sum:
            missing = missing or "currency_mixed"
        return Converted(Missing(missing) if missing else from_fraction(total), rows, tuple(native))

    def _parts(
        self, kind: str, bound: Bound, aggregate: Aggregate, place: tuple[int, str]
    ) -> Iterator[tuple[str, PeriodRow, Decimal, int]]:
        """(currency, month of the rate, native amount, rows with a value)."""
        subject, window = place
        months = self.months[window]
        wanted = [(window_code(row.code, MONTH), row) for row in months]
        if aggregate.function in STOCKS:
            wanted = [(window, months[0 if aggregate.function == "first" else -1])]
        cells = self.cells[kind]
        found = cells.plan.places[bound.key, aggregate]
        for code, month in wanted:
            for currency in self.currencies:
                cell = cells.answers[found.scan].get((f"{subject}|{currency}", code))
                measure = cell.measures[found.measure] if cell else None
                if measure is not None and measure.values and not isinstance(measure.figure, Missing):
                    yield currency, month, measure.figure, measure.values


def _native(currency: str, into: str, month: PeriodRow, amount: Decimal, used: UsedRate | None) -> Native:
    line = {
        "currency": currency,
        "into": into,
        "month": month.code.partition(PART_OF)[0],
        "amount": format(amount, "f"),
    }
    if used is None:
        return line
    named = {"rate_type": used.rate_type, "period": used.period, "version": str(used.version)}
    return {**line, **named, "rate": format(used.rate, "f")}
