"""Values of a month computed once more from what its close pinned, never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.figures import FigureField
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.collect import engine_io as collect
from kpiloop.loop.collect.rows import SubmissionRow
from kpiloop.loop.measure.binding import Bindings, Bound
from kpiloop.loop.measure.choices import STORED_PLACES
from kpiloop.loop.measure.computing import prepare_computation
from kpiloop.loop.measure.coverage import Coverage
from kpiloop.loop.measure.evaluation import Computed, Sheet, Slot
from kpiloop.loop.measure.evaluation.aims import Aims
from kpiloop.loop.measure.evaluation.overriding import decisions_in
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.money.rates import read_rates
from kpiloop.loop.measure.proving.taken import Stored
from kpiloop.loop.measure.reading import RELATIONS, overridden_in, overrides_of, part_rows, stored_values, value_row
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.measure.submitting import Reported
from kpiloop.loop.plan import engine_io as plan

_ACTUAL = FigureField(places=STORED_PLACES)


@dataclass(frozen=True)
class ReplayedValue:
    """A value as it was frozen, and as it comes out now."""

    value_id: int  #: key of the frozen value
    formula_id: int | None  #: version of the formula; None when it was reported
    before: ValueRow  #: as it was frozen
    after: ValueRow  #: as it comes out now: figure, state, reason and inputs
    decisions: frozenset[int]  #: overrides it rests on as it comes out now, however deep

    @property
    def is_same(self) -> bool:
        """Whether the stored bytes would be the same."""
        return stored_text(self.before) == stored_text(self.after)


def stored_text(row: ValueRow) -> tuple[str | None, str, str]:
    """Figure, state and reason the way they are stored."""
    return (_ACTUAL.get_prep_value(row.actual), row.state, row.reason)


def frozen_at(period_id: int, revision: int) -> list[Value]:
    """The values a close froze, in a fixed order: the newest of each that was frozen by then."""
    found = Value.objects.filter(period_id=period_id, frozen_revision__gt=0, frozen_revision__lte=revision)
    rows = found.select_related(*RELATIONS).order_by("frozen_revision", "pk")
    newest = {(row.kpi_id, row.subject_id, row.window): row for row in rows}
    return [newest[key] for key in sorted(newest)]


def replay_values(
    period: PeriodRow,
    *,
    revision: int,
    version: int | None,
    closed_at: datetime,
    has_target: Callable[[int, int, int], bool],
    facts: int | None = None,
) -> list[ReplayedValue]:
    """Compute every value a close froze once more.

    Shape:    month, number of its close, version of the facts, moment of the close -> one row per frozen value. With
              another version of the `facts`: what the month would have shown, had these been there in time.
    Law:      facts, declared days, formulas, definitions, reports, rates and values of other months are those of the
              close, whatever became of them since; so is what persons decided in place of figures. The
              organisation is the one the caller reads under.
    Missing:  a value that was missing has to be missing again, for the same reason.
    """
    values = frozen_at(period.id, revision)
    counted = version if facts is None else facts
    said = decisions_in([part for row in values for part in row.parts])
    decided = overrides_of(said if facts is None else dict.fromkeys(said))
    computation = prepare_computation(SYSTEM, months=[period], version=counted, kpis=None, overrides=decided)
    sheet = _as_pinned(computation.sheet, period, values, counted, closed_at, has_target)
    return [_replayed(row, sheet.compute(_slot(row, period))) for row in values]


def _as_pinned(
    sheet: Sheet,
    period: PeriodRow,
    values: Sequence[Value],
    version: int | None,
    closed_at: datetime,
    has_target: Callable[[int, int, int], bool],
) -> Sheet:
    newest_run = max((row.run.number for row in values), default=0)
    definitions = {row.id: row for row in plan.definitions_by_id({row.definition_id for row in values}).values()}
    held = {**sheet.definitions, period.code: definitions}
    submissions = _submissions(values)
    within = {code: _months(days) for code, days in sheet.windows.items()}
    reported = Reported(submissions, sheet.months, within, held)
    datasets = {aggregate.dataset for bound in sheet.bindings.everything() for aggregate in bound.aggregates}
    coverage = Coverage({code: warehouse.coverage(code, version_number=version) for code in datasets})
    money = None if sheet.money is None else replace(sheet.money, rates=read_rates(recorded_by=closed_at))
    return replace(
        sheet,
        bindings=_bindings(sheet.bindings, values),
        definitions=held,
        submitted=reported.find,
        stored=stored_values(until_run=newest_run),
        coverage=coverage,
        has_target=has_target,
        money=money,
        aims=_aims(sheet, values),
        known={},
    )


def _months(days: tuple[date, date]) -> tuple[PeriodRow, ...]:
    first, end = days
    return tuple(row for row in calendar.periods(SYSTEM) if first <= row.starts_on and row.ends_before <= end)


def _bindings(bindings: Bindings, values: Iterable[Value]) -> Bindings:
    """Each KPI with the one version of its formula the close saw."""
    wanted = {formula_id for row in values for formula_id in (row.formula_id, *_seen_formulas(row.parts))}
    pinned: dict[int, tuple[Bound, ...]] = {}
    for bound in bindings.everything():
        if bound.formula_id in wanted:
            pinned[bound.kpi_id] = (*pinned.get(bound.kpi_id, ()), bound)
    return Bindings(pinned)


def _seen_formulas(parts: Sequence[Stored]) -> Iterator[int]:
    """Versions of formulas a value saw over other days."""
    return (int(part["formula"]) for part, _subject in _every_part(parts, 0) if "formula" in part)


def _aims(sheet: Sheet, values: Sequence[Value]) -> Aims:
    """The targets the frozen values were made with, whatever was decided since."""
    named = [
        (sheet.codes[part["kpi"]], subject_id, int(each["target"]))
        for row in values
        for part, subject_id in _every_part(row.parts, row.subject_id)
        if part.get("window") == "target"
        for each in part["inputs"]
    ]
    rows = plan.targets_by_id({key for _kpi, _subject, key in named})
    pinned = {(kpi, subject, rows[key].period_id): rows[key] for kpi, subject, key in named}
    return replace(sheet.aims, targets=pinned)


def _every_part(parts: Sequence[Stored], subject_id: int) -> Iterator[tuple[Stored, int]]:
    """Every part, however deep, and whose it is: what lies under a figure of the company is the company's."""
    for part in parts:
        whose = int(part.get("subject", subject_id))
        yield part, whose
        yield from _every_part(part.get("inputs", ()), whose)


def _submissions(values: Iterable[Value]) -> dict[tuple[int, int, int], SubmissionRow]:
    keys = {int(str(part["submission"])) for row in values for part in row.parts if part.get("submission")}
    found = collect.submissions_by_id(keys)
    return {(row.kpi_id, row.subject_id, row.period_id): row for row in found}


def _slot(row: Value, period: PeriodRow) -> Slot:
    return (row.kpi_id, row.subject_id, period.code, row.window)


def _replayed(row: Value, computed: Computed) -> ReplayedValue:
    figure, before = computed.figure, value_row(row)
    after = replace(
        before,
        actual=None if isinstance(figure, Missing) else figure,
        state=computed.state,
        reason=figure.reason if isinstance(figure, Missing) else "",
        parts=part_rows(computed.parts),
        overridden=overridden_in(computed.parts),
    )
    return ReplayedValue(row.pk, row.formula_id, before, after, frozenset(decisions_in(computed.parts)))
