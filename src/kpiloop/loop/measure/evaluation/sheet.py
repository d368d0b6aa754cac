"""From cells to figures: what a KPI is for one subject, period and window, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.formula import Aggregate, KpiReference, Shift, evaluate, time_kind
from kpiloop.engine.values import Figure, Missing, is_missing
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure.binding import Bindings, Bound
from kpiloop.loop.measure.choices import MONTH, is_window
from kpiloop.loop.measure.evaluation.aims import Aims
from kpiloop.loop.measure.evaluation.carrying import last_known
from kpiloop.loop.measure.evaluation.computed import Computed, Part, Slot, absent, aggregate_part, settled
from kpiloop.loop.measure.evaluation.coverage import Coverage
from kpiloop.loop.measure.evaluation.inputs import Input, Inputs, inputs_of
from kpiloop.loop.measure.evaluation.overriding import Overrides, system_figure, with_overrides
from kpiloop.loop.measure.evaluation.references import mean_of, of_target, reference_part
from kpiloop.loop.measure.money.converting import Converted, Money
from kpiloop.loop.measure.scanning import Cells, window_code
from kpiloop.loop.plan.rows import KpiRow

_NOT_LOADED = absent("not_loaded")


@dataclass
class Sheet:
    """Everything a run knows while it computes; figures are remembered because KPIs name each other."""

    bindings: Bindings  #: formulas
    months: Mapping[str, PeriodRow]  #: months of the run and those they look back to, by code
    shift: Callable[[PeriodRow, Shift, str], PeriodRow | None]  #: the period a reference in a window means
    windows: Mapping[str, tuple[date, date]]  #: window code -> days
    cells: Mapping[str, Cells]  #: subject kind -> cells
    kinds: Mapping[int, str]  #: subject -> unit, position or person
    coverage: Coverage  #: which days each dataset is complete for
    definitions: Mapping[str, Mapping[int, KpiRow]]  #: period code -> KPI -> definition in force
    codes: Mapping[str, int]  #: KPI code -> key
    has_target: Callable[[int, int, int], bool]  #: (KPI, subject, period) -> a target stands
    submitted: Callable[[Slot], Computed | None]  #: value reported directly
    stored: Callable[[Slot], Computed | None]  #: value of an earlier run, for periods outside this one
    months_in: Callable[[PeriodRow, str], Sequence[PeriodRow]]  #: months of a window or span that ends with a month
    aims: Aims  #: targets formulas name
    company: Callable[[PeriodRow], int | None]  #: the root of the tree in a month
    money: Money | None = None  #: amounts by currency, where legal entities differ in it
    overrides: Overrides = field(default_factory=Overrides)  #: figures that persons decided
    standing: frozenset[str] = frozenset()  #: codes of months whose kept values are taken as they stand
    known: dict[Slot, Computed] = field(default_factory=dict)  #: what was computed already
    #: (KPI, period code, kind of subject) -> formula in force and what it reads; None when the plan lacks some of it
    _formulas: dict[tuple[int, str, str], tuple[Bound | None, Inputs | None]] = field(init=False, default_factory=dict)
    _covered: dict[tuple[str, str, int], bool] = field(
        init=False, default_factory=dict
    )  #: by dataset, window, days after
    _shown: dict[tuple[str, Slot], Part] = field(init=False, default_factory=dict)  #: references, as they are kept

    def compute(self, slot: Slot) -> Computed:
        """The figure of a slot, computed once: the system's, or what a person decided in its place."""
        found = self.known.get(slot)
        if found is None:
            found = self._compute(slot)
            if self.overrides.held and slot[:2] in self.overrides.held and self._is_here(slot):
                found = self._overridden(slot, found)
            self.known[slot] = found
        return found

    def is_decided(self, slot: Slot) -> bool:
        """Whether a person decided about the month of a slot."""
        return slot[2] in self.overrides.held.get(slot[:2], ())

    def forget(self, *, all_but: str) -> None:
        """Let go of the figures of other months: what looks back further is computed again from its cells."""
        self.known = {slot: found for slot, found in self.known.items() if slot[2] == all_but}
        self._shown = {}

    def _compute(self, slot: Slot) -> Computed:
        kpi_id, subject_id, period_code, window = slot
        period, code = self.months.get(period_code), window_code(period_code, window)
        if period_code in self.standing and is_window(window) and (kept := self.stored(slot)) is not None:
            return kept
        if period is None or code not in self.windows:
            return (self.stored(slot) if is_window(window) else None) or _NOT_LOADED
        key = (kpi_id, period_code, self.kinds[subject_id])
        if key not in self._formulas:
            self._formulas[key] = self._formula(kpi_id, period, key[2])
        bound, inputs = self._formulas[key]
        if bound is None:
            return self.submitted(slot) or absent("no_value")
        if inputs is None:
            return absent("input_missing", bound)
        return self._evaluate(bound, inputs, slot, period, (str(subject_id), code))

    def _is_here(self, slot: Slot) -> bool:
        """Whether a slot is computed here; what an earlier run kept was decided there."""
        if slot[2] in self.standing:
            return False
        return slot[2] in self.months and window_code(slot[2], slot[3]) in self.windows

    def _overridden(self, slot: Slot, system: Computed) -> Computed:
        kpi_id, subject_id, period_code, window = slot
        period = self.months[period_code]
        kpi = self.definitions.get(period_code, {}).get(kpi_id)

        def system_of(month: PeriodRow) -> Figure:
            return system_figure(self._compute((kpi_id, subject_id, month.code, MONTH)))

        return with_overrides(
            system, self.windows[window_code(period_code, window)], self.overrides.held[kpi_id, subject_id],
            time_kind=kpi.time_kind if kpi else "", system_of=system_of,
            is_additive=lambda: self._adds_up(kpi_id, period),
        )  # fmt: skip

    def _adds_up(self, kpi_id: int, period: PeriodRow) -> bool:
        """Whether months add up: a flow, or a KPI derived from flows by plus and minus only."""
        kpi = self.definitions.get(period.code, {}).get(kpi_id)
        bound = self.bindings.in_force(kpi_id, period.starts_on)
        if kpi is None or kpi.time_kind != "derived" or bound is None:
            return kpi is not None and kpi.time_kind == "flow"
        return time_kind(bound.node) == "flow" and all(
            self._adds_up(self.codes[part.code], period) for part in bound.references
        )

    def _formula(self, kpi_id: int, period: PeriodRow, kind: str) -> tuple[Bound | None, Inputs | None]:
        bound = self.bindings.in_force(kpi_id, period.starts_on)
        return bound, None if bound is None else inputs_of(bound, self.cells[kind])

    def _evaluate(
        self, bound: Bound, inputs: Inputs, slot: Slot, period: PeriodRow, place: tuple[str, str]
    ) -> Computed:
        _kpi_id, subject_id, _period_code, window = slot
        parts: dict[str, Part] = {}
        scopes: dict[str, int] = {}  # scan -> rows in scope, whatever the conditions
        references: list[Computed] = []

        def cell(aggregate: Aggregate) -> Figure:
            put = inputs.by_node[id(aggregate)]
            at = (place[0], window_code(period.code, put.span)) if put.span else place
            here = put.answer.get(at)
            if here is None:
                figure, rows = self._without_rows(put, at[1])
            else:
                scopes[put.scan] = max(here.row_count, scopes.get(put.scan, 0))
                figure, _rows, rows = here.measures[put.measure]
            converted = self._converted(bound, aggregate, slot, at[1])
            if converted is None:
                parts[put.name] = aggregate_part(put.name, figure, rows, put.scan)
                return figure
            part = aggregate_part(put.name, converted.figure, converted.rows, put.scan)
            parts[put.name] = {**part, "native": list(converted.native)}
            return converted.figure

        def kpi(part: KpiReference) -> Figure:
            at = period if part.shift == "none" else self.shift(period, part.shift, part.span or window)
            text = inputs.references[id(part)]
            whole = self.company(at) if at and part.whose == "company" else None
            wanted = (self.codes[part.code], whole or subject_id, at.code if at else "", part.span or window)
            other = self._taken(part, wanted, at)
            if part.carry and at is not None and is_missing(other.figure):
                kind = self._time_kind(wanted[0], period)
                last = last_known(part, text, wanted, at, kind, compute=self.compute, shift=self.shift)
                if last is not None:
                    references.append(last.value)
                    parts[text] = last.part
                    return last.value.figure
            references.append(other if part.whose == "own" else other._replace(row_count=0))
            if (text, wanted) not in self._shown:
                self._shown[text, wanted] = reference_part(text, part, other, at, wanted[3], whole)
            parts[text] = self._shown[text, wanted]
            return other.figure

        figure = evaluate(bound.node, cell, kpi)
        is_covered = all(
            self._is_covered(dataset, window_code(period.code, span) if span else place[1], ahead)
            for dataset, span, ahead in inputs.reach
        )
        rows, datasets = sum(scopes.values()), inputs.datasets
        if rows == 0 and parts and not references:
            figure = self._nothing(bound, slot, period, is_covered=is_covered)
        is_partial = not is_covered
        for other in references:
            rows += other.row_count
            is_partial = is_partial or other.is_partial
            datasets = datasets if other.datasets <= datasets else datasets | other.datasets
        return Computed(settled(figure), is_partial, tuple(parts.values()), rows, datasets, bound)

    def _is_covered(self, dataset: str, code: str, ahead: int) -> bool:
        known = self._covered.get((dataset, code, ahead))
        if known is None:
            first, end = self.windows[code]
            known = self.coverage.is_complete(dataset, first, end + timedelta(days=ahead))
            self._covered[dataset, code, ahead] = known
        return known

    def _taken(self, part: KpiReference, slot: Slot, at: PeriodRow | None) -> Computed:
        """What a reference takes of another KPI: its value, its target, or the mean of its months."""
        if at is None or (part.whose == "company" and self.company(at) is None):
            return _NOT_LOADED
        if part.taken == "value":
            return self.compute(slot)
        months = self.months_in(at, slot[3])
        if part.taken == "target":
            return of_target(part.code, self.aims.find(slot[0], slot[1], months, self._time_kind(slot[0], at)))
        return mean_of([(month, self.compute((slot[0], slot[1], month.code, MONTH))) for month in months], part.code)

    def _time_kind(self, kpi_id: int, at: PeriodRow) -> str:
        kpi = self.definitions.get(at.code, {}).get(kpi_id)
        return kpi.time_kind if kpi else ""

    def _without_rows(self, put: Input, code: str) -> tuple[Figure, int]:
        if not self._is_covered(put.aggregate.dataset, code, ahead=0):
            return Missing("not_loaded"), 0
        return (Decimal(0), 0) if put.is_additive else (Missing("no_rows"), 0)

    def _converted(self, bound: Bound, aggregate: Aggregate, slot: Slot, code: str) -> Converted | None:
        """Money of several currencies in the currency of the KPI; None where there is nothing to convert."""
        if self.money is None:
            return None
        kpi_id, subject_id, period_code, _window = slot
        unit = self.definitions[period_code][kpi_id].measurement_unit
        return self.money.convert(self.kinds[subject_id], bound, aggregate, (subject_id, code), unit)

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
