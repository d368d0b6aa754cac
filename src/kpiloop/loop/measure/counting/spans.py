"""Days some formulas look at besides those of their window: rolling months, the year or the quarter up to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from kpiloop.engine.dataflow import Window
from kpiloop.engine.formula import Shift
from kpiloop.engine.formula.nodes import KpiReference
from kpiloop.engine.formula.spans import rolling_months
from kpiloop.engine.periods import Calendar, Since
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.calendar.selectors import engine_period
from kpiloop.foundation.org import fiscal_years
from kpiloop.loop.measure.binding import Bindings, Bound
from kpiloop.loop.measure.choices import HTD, MONTH, QTD, YTD, of_own
from kpiloop.loop.measure.scanning import window_code

#: The stretch of a calendar each window to date is of.
SPAN_OF = {YTD: "year", HTD: "half", QTD: "quarter"}
Shifter = Callable[[PeriodRow, Shift, str], PeriodRow | None]


def span_days(calendar: Calendar, month: PeriodRow, span: str) -> tuple[date, date]:
    """First day and day after of a span that ends with a month, on any calendar; the year where none is named."""
    months = rolling_months(span)
    if months is not None:
        return calendar.rolling(engine_period(month), months)[0].start, month.ends_before
    since: Since = "quarter" if span == "quarter" else "half" if span == "half" else "year"
    return calendar.to_date(engine_period(month), since)


@dataclass
class SpansAsked:
    """Which months are looked at through which spans, by the formulas of some months and all they name."""

    bindings: Bindings  #: formulas
    codes: Mapping[str, int]  #: KPI code -> key
    shift: Shifter  #: the period a reference means
    found: dict[tuple[str, str], PeriodRow] = field(default_factory=dict)  #: (month code, span) -> month
    _seen: set[tuple[int, str, str]] = field(default_factory=set)  #: (KPI, month code, span) looked at already

    def visit(self, kpi_id: int, month: PeriodRow, span: str = "") -> None:
        """Follow the formulas of a KPI, looked at in a month through a span, or through its windows."""
        waiting = [(kpi_id, month, span)]
        while waiting:
            key, at, through = waiting.pop()
            if (key, at.code, through) in self._seen:
                continue
            self._seen.add((key, at.code, through))
            for bound in self.bindings.versions.get(key, ()):
                waiting += self._read(bound, at, through)

    def _read(self, bound: Bound, month: PeriodRow, span: str) -> list[tuple[int, PeriodRow, str]]:
        for aggregate in bound.aggregates:
            self._note(month, aggregate.span or span)
        named = [
            (part, self.shift(month, part.shift, part.span or span or MONTH), part.span or span)
            for part in bound.references
        ]
        for _part, at, through in named:
            if at is not None:
                self._note(at, through)
        return [
            (self.codes[part.code], at, through)
            for part, at, through in named
            if at is not None and part.taken == "value" and _is_computed(part, through) and part.code in self.codes
        ]

    def _note(self, month: PeriodRow, span: str) -> None:
        if span:
            self.found[month.code, span] = month


def _is_computed(part: KpiReference, span: str) -> bool:
    """Windows of other months are read as they were stored; a span is computed wherever it is asked for."""
    return bool(span) or part.shift == "none"


def spans_asked(
    bindings: Bindings, codes: Mapping[str, int], months: Sequence[PeriodRow], shift: Shifter
) -> dict[tuple[str, str], PeriodRow]:
    """(month code, span) -> month, for everything the formulas of some months look at."""
    if not any(bound.spans for bound in bindings.everything()):
        return {}
    asked = SpansAsked(bindings, codes, shift)
    for month in months:
        for kpi_id in bindings.versions:
            asked.visit(kpi_id, month)
    return asked.found


def span_windows(calendar: Calendar, asked: Mapping[tuple[str, str], PeriodRow]) -> list[Window]:
    """The windows of spans; days before the first load are covered by none, and what looks at them is partial."""
    return [Window(window_code(*key), *span_days(calendar, month, key[1])) for key, month in asked.items()]


def months_in(calendar: Calendar, every: Sequence[PeriodRow]) -> Callable[[PeriodRow, str], tuple[PeriodRow, ...]]:
    """Look up the months of a window or span that ends with a month.

    Missing: no months where the calendar of the company does not reach back so far: a part of them is something else.
    """

    @cache
    def found(month: PeriodRow, window: str) -> tuple[PeriodRow, ...]:
        if window == MONTH:
            return (month,)
        named, start = of_own(window) or (window, calendar.fiscal_start_month)
        own = fiscal_years.own_calendar(calendar, start)
        starts, ends = span_days(own, month, SPAN_OF.get(named, named))
        inside = tuple(row for row in every if starts <= row.starts_on and row.ends_before <= ends)
        return inside if inside and inside[0].starts_on == starts else ()

    return found


def month_shifter(group: Calendar, every: Sequence[PeriodRow]) -> Shifter:
    """The month a reference in a window means: a quarter is compared with the quarter before, to its end."""
    by_place = {(row.fiscal_year, row.number): row for row in every}
    by_end = {row.ends_before: row for row in every}

    def shift(period: PeriodRow, how: Shift, window: str) -> PeriodRow | None:
        if how != "prior_period":
            return by_place.get((period.fiscal_year - 1, period.number)) if how == "prior_year" else period
        named, start = of_own(window) or (window, group.fiscal_start_month)
        if named != QTD:
            return by_end.get(period.starts_on)
        return by_end.get(fiscal_years.own_calendar(group, start).quarter(period.starts_on).start)

    return shift


def years_of(group: Calendar, months: Sequence[PeriodRow]) -> dict[str, dict[int, int]]:
    """By month, whose legal entity counts a year of its own, and the month that begins in."""
    return {row.code: fiscal_years.own_starts(group, row.ends_before - timedelta(days=1)) for row in months}
