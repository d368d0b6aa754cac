"""From cells to figures: what a KPI is for one subject, period and window, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kpiloop.engine.compile.cells import ScanCell
from kpiloop.engine.formula import Aggregate, Shift, canonical, evaluate
from kpiloop.engine.formula.nodes import KpiReference
from kpiloop.engine.incentive.rounding import round_half_up
from kpiloop.engine.values import EXACT, Figure, Missing
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.binding import Bindings, Bound
from kpiloop.loop.measure.choices import COMPLETE, MISSING, PARTIAL, STORED_PLACES, YTD
from kpiloop.loop.measure.coverage import Coverage
from kpiloop.loop.measure.money.converting import Converted, Money
from kpiloop.loop.measure.scanning import Cells, window_code
from kpiloop.loop.plan.rows import KpiRow

Part = dict[str, object]
Slot = tuple[int, int, str, str]  # (KPI, subject, period code, window)


@dataclass(frozen=True)
class Computed:
    """One figure with what it rests on."""

    figure: Figure  #: rounded once to the stored places
    is_partial: bool  #: some input was not complete
    parts: tuple[Part, ...]  #: inputs in formula order
    row_count: int  #: rows in scope, whatever the conditions
    datasets: frozenset[str]  #: datasets read
    bound: Bound | None = None  #: formula version; None for submitted values
    submission_id: int | None = None  #: submission it repeats

    @property
    def state(self) -> str:
        """complete, partial or missing."""
        if isinstance(self.figure, Missing):
            return MISSING
        return PARTIAL if self.is_partial else COMPLETE


@dataclass
class Sheet:
    """Everything a run knows while it computes; figures are remembered because KPIs name each other."""

    bindings: Bindings  #: formulas
    months: Mapping[str, PeriodRow]  #: months of the run and those they look back to, by code
    shift: Callable[[PeriodRow, Shift], PeriodRow | None]  #: the period a reference means
    windows: Mapping[str, tuple[date, date]]  #: window code -> days
    cells: Mapping[str, Cells]  #: subject kind -> cells
    kinds: Mapping[int, str]  #: subject -> unit, position or person
    coverage: Coverage  #: which days each dataset is complete for
    definitions: Mapping[str, Mapping[int, KpiRow]]  #: period code -> KPI -> definition in force
    codes: Mapping[str, int]  #: KPI code -> key
    has_target: Callable[[int, int, int], bool]  #: (KPI, subject, period) -> a target stands
    submitted: Callable[[Slot], Computed | None]  #: value reported directly
    stored: Callable[[Slot], Computed | None]  #: value of an earlier run, for periods outside this one
    money: Money | None = None  #: amounts by currency, where legal entities differ in it
    known: dict[Slot, Computed] = field(default_factory=dict)  #: what was computed already

    def compute(self, slot: Slot) -> Computed:
        """The figure of a slot, computed once."""
        if slot not in self.known:
            self.known[slot] = self._compute(slot)
        return self.known[slot]

    def forget(self, *, all_but: str) -> None:
        """Let go of the figures of other months: what looks back further is computed again from its cells."""
        self.known = {slot: found for slot, found in self.known.items() if slot[2] == all_but}

    def _compute(self, slot: Slot) -> Computed:
        kpi_id, subject_id, period_code, window = slot
        period = self.months.get(period_code)
        code = window_code(period_code, window)
        if period is None or code not in self.windows:
            return self.stored(slot) or absent("not_loaded")
        bound = self.bindings.in_force(kpi_id, period.starts_on)
        if bound is None:
            return self.submitted(slot) or absent("no_value")
        cells = self.cells[self.kinds[subject_id]]
        if not cells.has(bound):
            return absent("input_missing", bound)
        return self._evaluate(bound, cells, slot, period)

    def _evaluate(self, bound: Bound, cells: Cells, slot: Slot, period: PeriodRow) -> Computed:
        _kpi_id, subject_id, period_code, window = slot
        code = window_code(period_code, window)
        days = self.windows[code]
        parts: dict[str, Part] = {}
        found: dict[Aggregate, ScanCell | None] = {}
        partial = [not self.coverage.is_complete(a.dataset, *days) for a in bound.aggregates]
        references: list[Computed] = []

        def cell(aggregate: Aggregate) -> Figure:
            here = cells.find(bound, aggregate, subject_id, code)
            found[aggregate] = here
            figure, rows = self._aggregate(aggregate, here, cells.place(bound, aggregate)[1], days)
            converted = self._converted(bound, aggregate, slot)
            figure, rows = (figure, rows) if converted is None else (converted.figure, converted.rows)
            part = _part(aggregate, figure, rows, cells.place(bound, aggregate)[0])
            parts[canonical(aggregate)] = part if converted is None else {**part, "native": list(converted.native)}
            return figure

        def kpi(name: str, shift: Shift) -> Figure:
            target = self.shift(period, shift)
            other = absent("not_loaded")
            if target is not None:
                other = self.compute((self.codes[name], subject_id, target.code, window))
            references.append(other)
            text = canonical(KpiReference(name, shift))
            parts[text] = _reference_part(text, name, other, target)
            return other.figure

        figure = evaluate(bound.node, cell, kpi)
        rows = sum({id(here): here.row_count for here in found.values() if here is not None}.values())
        if found and rows == 0 and not references:
            figure = self._nothing(bound, slot, period, is_covered=not any(partial))
        return Computed(
            figure if isinstance(figure, Missing) else round_half_up(figure, STORED_PLACES),
            any(partial) or any(other.is_partial for other in references),
            tuple(parts.values()),
            rows + sum(other.row_count for other in references),
            frozenset(a.dataset for a in bound.aggregates).union(*(other.datasets for other in references)),
            bound,
        )

    def _converted(self, bound: Bound, aggregate: Aggregate, slot: Slot) -> Converted | None:
        """Money of several currencies in the currency of the KPI; None where there is nothing to convert."""
        if self.money is None:
            return None
        kpi_id, subject_id, period_code, window = slot
        unit = self.definitions[period_code][kpi_id].measurement_unit
        place = (subject_id, window_code(period_code, window))
        return self.money.convert(self.kinds[subject_id], bound, aggregate, place, unit)

    def _aggregate(
        self, aggregate: Aggregate, cell: ScanCell | None, measure: str, days: tuple[date, date]
    ) -> tuple[Figure, int]:
        if cell is not None:
            return cell.measures[measure].figure, cell.measures[measure].values
        if not self.coverage.is_complete(aggregate.dataset, *days):
            return Missing("not_loaded"), 0
        is_additive = aggregate.function in ("sum", "count", "count_distinct")
        return (Decimal(0), 0) if is_additive else (Missing("no_rows"), 0)

    def _nothing(self, bound: Bound, slot: Slot, period: PeriodRow, *, is_covered: bool) -> Figure:
        """Convention B1: nothing happened is 0 only for a loaded additive KPI that has a target."""
        kpi_id, subject_id, period_code, _window = slot
        if not is_covered:
            return Missing("not_loaded")
        definition = self.definitions[period_code][kpi_id]
        if definition.empty_means == "zero":
            return Decimal(0)
        is_flow = definition.time_kind == "flow" and definition.empty_means == "default"
        if is_flow and self.has_target(kpi_id, subject_id, period.id):
            return Decimal(0)
        return Missing("no_rows")


def absent(reason: str, bound: Bound | None = None) -> Computed:
    """A figure that is not there, with the reason."""
    return Computed(Missing(reason), False, (), 0, frozenset(), bound)


def year_to_date_of(monthly: list[Computed], time_kind: str) -> Computed:
    """The year to date of values that were reported month by month.

    A flow adds up, a stock is its last value; of a reported ratio the parts are unknown, so its
    year to date is missing rather than a mean of ratios.
    """
    if time_kind == "stock" and monthly:
        return monthly[-1]
    if time_kind != "flow":
        return absent("input_missing")
    total = Decimal(0)
    for month in monthly:
        if isinstance(month.figure, Missing):
            return absent(month.figure.reason)
        total += month.figure
    parts = tuple(part for month in monthly for part in month.parts)
    return Computed(total, any(m.is_partial for m in monthly), parts, sum(m.row_count for m in monthly), frozenset())


def _part(aggregate: Aggregate, figure: Figure, rows: int, scan: str) -> Part:
    shown = None if isinstance(figure, Missing) else str(figure)
    return {"name": canonical(aggregate), "figure": shown, "rows": rows, "scan": scan}


def _reference_part(text: str, code: str, other: Computed, period: PeriodRow | None) -> Part:
    """The same figure has the same text, whether it was computed in this run or kept by an earlier one."""
    shown = None if isinstance(other.figure, Missing) else f"{other.figure.normalize(EXACT):f}"
    where = period.code if period else ""
    return {"name": text, "figure": shown, "rows": other.row_count, "scan": "", "kpi": code, "period": where}


__all__ = ["YTD", "Computed", "Sheet", "Slot", "absent", "year_to_date_of"]
