"""Values of a month computed once more from what its close pinned, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.figures import FigureField
from kpiloop.foundation.org.pinning import as_pinned
from kpiloop.loop.measure.choices import MISSING, STORED_PLACES
from kpiloop.loop.measure.computing.months import compute_months, prepare_computation
from kpiloop.loop.measure.evaluation import Computed, Slot
from kpiloop.loop.measure.evaluation.overriding import decisions_in
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.reading import overridden_in, overrides_of, part_rows, value_row
from kpiloop.loop.measure.restating.frozen import frozen_at
from kpiloop.loop.measure.restating.months import by_terms_of_closes, slot_of
from kpiloop.loop.measure.restating.sheets import Frozen, as_closed
from kpiloop.loop.measure.restating.terms import CloseTerms
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan.rows import KpiRow

_ACTUAL = FigureField(places=STORED_PLACES)


@dataclass(frozen=True)
class ReplayedValue:
    """A value as it was frozen, and as it comes out now."""

    value_id: int | None  #: key of the frozen value; None where there was none
    formula_id: int | None  #: version of the formula; None when it was reported
    before: ValueRow  #: as it was frozen
    after: ValueRow  #: as it comes out now: figure, state, reason and inputs
    decisions: frozenset[int]  #: overrides it rests on as it comes out now, however deep

    @property
    def is_same(self) -> bool:
        """Whether the stored bytes would be the same; a value that is new and missing says nothing."""
        if self.value_id is None:
            return self.after.actual is None
        return stored_text(self.before) == stored_text(self.after)


def stored_text(row: ValueRow) -> tuple[str | None, str, str]:
    """Figure, state and reason the way they are stored."""
    return (_ACTUAL.get_prep_value(row.actual), row.state, row.reason)


def replay_values(period: PeriodRow, closes: Sequence[CloseTerms]) -> list[ReplayedValue]:
    """Compute every value a close froze once more.

    Shape:    month, its closes up to the one that is replayed, oldest first -> one row per frozen value.
    Law:      each value goes by the close that froze it: facts, declared days, formulas, definitions, reports, rates,
              organisation and values of other months are those of then; so is what persons decided in place of
              figures.
    Missing:  a value that was missing has to be missing again, for the same reason.
    """
    found: list[ReplayedValue] = []
    frozen = frozen_at(period.id, closes[-1].revision)
    for terms in closes:
        values = [row for row in frozen if row.frozen_revision == terms.revision]
        if values:
            with as_pinned(terms.organisation):
                decided = overrides_of(decisions_in([part for row in values for part in row.parts]))
                made = prepare_computation(SYSTEM, months=[period], version=terms.version, kpis=None, overrides=decided)
                others = [row for row in frozen if row.frozen_revision != terms.revision]
                sheet = as_closed(made.sheet, Frozen(period, values, others), terms)
                found += [_replayed(row, sheet.compute(_slot(row, period))) for row in values]
    return sorted(found, key=lambda row: (row.before.kpi_id, row.before.subject_id, row.before.window))


def values_with_facts(period: PeriodRow, closes: Sequence[CloseTerms], version: int | None) -> list[ReplayedValue]:
    """Every value of a closed month as restating it over a version of the facts would give it.

    Shape:    -> one row per frozen value, and one per value that would be there for the first time.
    Law:      computed the way the run over the reopened month computes it.
    """
    computed: dict[Slot, Computed] = {}
    new: list[ReplayedValue] = []
    frozen = {slot_of(row): row for row in frozen_at(period.id, closes[-1].revision)}
    for made in by_terms_of_closes(SYSTEM, period, closes, version=version):
        for found in compute_months(made, progress=_say_nothing):
            computed |= found
            new += [
                _first(slot, result, made.sheet.definitions[period.code][slot[0]], period)
                for slot, result in found.items()
                if (slot[0], slot[1], slot[3]) not in frozen
            ]
    again = [_replayed(row, computed[_slot(row, period)]) for _key, row in sorted(frozen.items())]
    return [*again, *sorted(new, key=lambda row: (row.before.kpi_id, row.before.subject_id, row.before.window))]


def _first(slot: Slot, computed: Computed, kpi: KpiRow, period: PeriodRow) -> ReplayedValue:
    """A value nobody had a row of before."""
    nothing = ValueRow(
        id=0, kpi_id=slot[0], kpi_code=kpi.code, subject_id=slot[1], period_id=period.id, period_code=period.code,
        window=slot[3], actual=None, state=MISSING, reason="", parts=(), row_count=0, run_number=0,
        warehouse_version=None, load_numbers=(), definition_id=kpi.definition_id,
        definition_version=kpi.definition_version, formula_version=None, submission_id=None, is_current=False,
        frozen_revision=0,
    )  # fmt: skip
    formula = computed.bound.formula_id if computed.bound else None
    return ReplayedValue(None, formula, nothing, _after(nothing, computed), frozenset(decisions_in(computed.parts)))


def _say_nothing(step: str, done: int, total: int) -> None:
    """For whom nobody waits."""


def _slot(row: Value, period: PeriodRow) -> Slot:
    return (row.kpi_id, row.subject_id, period.code, row.window)


def _replayed(row: Value, computed: Computed) -> ReplayedValue:
    before = value_row(row)
    found = frozenset(decisions_in(computed.parts))
    return ReplayedValue(row.pk, row.formula_id, before, _after(before, computed), found)


def _after(before: ValueRow, computed: Computed) -> ValueRow:
    figure = computed.figure
    return replace(
        before,
        actual=None if isinstance(figure, Missing) else figure,
        state=computed.state,
        reason=figure.reason if isinstance(figure, Missing) else "",
        parts=part_rows(computed.parts),
        overridden=overridden_in(computed.parts),
    )
