"""Values at constant exchange rates: the change without that of currencies. Computed, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kpiloop.engine.formula import Aggregate, KpiReference, Node, canonical, evaluate, parse
from kpiloop.engine.values import Figure, Missing, from_fraction
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import currencies
from kpiloop.loop.measure.choices import CONSTANT
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.money.rates import RateBook, read_rates
from kpiloop.loop.measure.rows import ValueRow

_DEPTH = 20  # KPIs over KPIs are never so deep


def has_foreign_amounts(viewer: Actor) -> bool:
    """Whether legal entities differ in their currency: only then figures differ at constant rates."""
    require(viewer, "values.view")
    return currencies.is_mixed()


def constant_values(viewer: Actor, values: Sequence[ValueRow], *, at: str) -> dict[int, Figure]:
    """Values once more, every amount converted at the constant rates of one month, by key.

    Shape:    values the viewer may see; at is the code of the month whose rates hold for all of them, so that a
              year ago is converted as today is.
    Law:      only values that rest on amounts of another currency are there; they are worked out from the native
              amounts each value keeps, so a closed month is counted as it was reported.
    Missing:  rate_missing where no constant rate was recorded up to that month.
    """
    require(viewer, "values.view")
    if not values:
        return {}
    book = _Book.read(values, calendar.period(viewer, at))
    found = {row.id: book.value(book.by_id[row.id], 0) for row in values if row.id in book.by_id}
    return {key: figure for key, (figure, is_foreign) in found.items() if is_foreign}


class _Book:
    """The values asked for and those they name, with the rates of a month."""

    def __init__(self, held: Sequence[Value], rates: RateBook, month: PeriodRow) -> None:
        self.by_id = {row.pk: row for row in held}
        self._by_place = {
            (row.kpi.code, row.subject_id, row.period.code, row.window): row for row in held if row.is_current
        }
        self._rates, self._month = rates, month
        self._nodes: dict[int, Node] = {}

    @classmethod
    def read(cls, values: Sequence[ValueRow], month: PeriodRow) -> _Book:
        """Read them in one go; a formula may name any KPI of the same subject."""
        subjects = {part.subject_id or row.subject_id for row in values for part in row.parts}
        subjects |= {row.subject_id for row in values}
        named = {part.period for row in values for part in row.parts if part.period}
        periods = {row.period_code for row in values} | named
        beside = Value.objects.filter(subject_id__in=subjects, period__code__in=periods, is_current=True)
        rows = list(beside.select_related("kpi", "period", "formula"))
        known = {row.pk for row in rows}
        missing = [row.id for row in values if row.id not in known]
        rows += list(Value.objects.filter(pk__in=missing).select_related("kpi", "period", "formula"))
        return cls(rows, read_rates(), month)

    def value(self, row: Value, depth: int) -> tuple[Figure, bool]:
        """A value at constant rates, and whether a currency was converted for it."""
        as_it_is: Figure = Missing(row.reason or "no_value") if row.actual is None else row.actual
        if row.formula is None or depth > _DEPTH:
            return as_it_is, False
        parts: Mapping[str, Mapping[str, Any]] = {part["name"]: part for part in row.parts}
        foreign: list[bool] = []

        def cell(aggregate: Aggregate) -> Figure:
            figure, is_foreign = self._part(parts.get(canonical(aggregate)), row)
            foreign.append(is_foreign)
            return figure

        def reference(asked: KpiReference) -> Figure:
            part = parts.get(canonical(asked), {})
            window = part.get("window") or row.window  # a stock carried to date is that of its month
            whose = part.get("subject", row.subject_id)
            named = self._by_place.get((asked.code, whose, part.get("period") or row.period.code, window))
            if named is None:
                return _figure(part)
            figure, is_foreign = self.value(named, depth + 1)
            foreign.append(is_foreign)
            return figure

        figure = evaluate(self._node(row), cell, reference)
        return (figure, True) if any(foreign) else (as_it_is, False)

    def _part(self, part: Mapping[str, Any] | None, row: Value) -> tuple[Figure, bool]:
        lines = part.get("native") if part else None
        if not lines or all(line["currency"] == line["into"] for line in lines):
            return _figure(part or {}, row.reason), False
        total = Fraction(0)
        for line in lines:
            used = self._rates.find(line["currency"], line["into"], CONSTANT, self._month)
            if used is None:
                return Missing("rate_missing"), True
            total += Fraction(line["amount"]) * Fraction(used.rate)
        return from_fraction(total), True

    def _node(self, row: Value) -> Node:
        assert row.formula is not None
        if row.formula.pk not in self._nodes:
            self._nodes[row.formula.pk] = parse(row.formula.text)
        return self._nodes[row.formula.pk]


def _figure(part: Mapping[str, Any], reason: str = "") -> Figure:
    written = part.get("figure")
    return Missing(reason or "no_rows") if written is None else Decimal(str(written))
