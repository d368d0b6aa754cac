"""What a run knows, narrowed to what a close knew: its formulas, definitions and targets, whatever is in force now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.collect import engine_io as collect
from kpiloop.loop.collect.rows import SubmissionRow
from kpiloop.loop.measure.binding import Bindings, Bound
from kpiloop.loop.measure.evaluation import Sheet
from kpiloop.loop.measure.evaluation.coverage import Coverage
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.money.rates import read_rates
from kpiloop.loop.measure.reading import stored_values
from kpiloop.loop.measure.restating.frozen import formulas_named, reports_named, targets_named
from kpiloop.loop.measure.restating.terms import CloseTerms, decided_since
from kpiloop.loop.measure.submitting import Reported
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.rows import KpiRow, TargetRow

Reports = Mapping[tuple[int, int, int], SubmissionRow]
Targets = dict[tuple[int, int, int], TargetRow]  # (KPI, subject, period)


@dataclass(frozen=True)
class Frozen:
    """What closes of a month froze."""

    month: PeriodRow  #: the month
    values: Sequence[Value]  #: what goes by these terms
    others: Sequence[Value]  #: what another close froze: it says what was in force where `values` do not


def as_closed(sheet: Sheet, frozen: Frozen, terms: CloseTerms) -> Sheet:
    """Everything as the close had it: terms, facts, reports, rates, and values of other months."""
    values = frozen.values
    found = collect.submissions_by_id(reports_named(values))
    narrowed = _by_terms(sheet, frozen, terms, {(row.kpi_id, row.subject_id, row.period_id): row for row in found})
    newest_run = max((row.run.number for row in values), default=0)
    return replace(
        narrowed,
        stored=stored_values(until_run=newest_run),
        coverage=_coverage(sheet, terms.version),
        has_target=lambda kpi, subject, _period: (kpi, subject) in terms.targeted,
        money=None if sheet.money is None else replace(sheet.money, rates=read_rates(recorded_by=terms.closed_at)),
        aims=replace(sheet.aims, targets=_aims(sheet, values)),
        known={},
    )


def with_facts_of_now(sheet: Sheet, frozen: Frozen, terms: CloseTerms, version: int | None) -> Sheet:
    """The terms of the close over what there is now: rows, reports, rates, and targets decided while it is open."""
    month = frozen.month
    within = {row.id for days in sheet.windows.values() for row in _months(days)}
    narrowed = _by_terms(sheet, frozen, terms, collect.submissions_for({month.id, *within}))
    since = decided_since(month, terms)
    stories = {(row.kpi.id, row.subject.id): since[row.id] for row in plan.assignments_by_id(since).values()}
    decided = {key for key, row in stories.items() if row.target is not None}
    targeted = (terms.targeted - stories.keys()) | decided
    newer = {(*key, month.id): row for key, row in stories.items()}
    return replace(
        narrowed,
        coverage=_coverage(sheet, version),
        has_target=lambda kpi, subject, _period: (kpi, subject) in targeted,
        aims=replace(sheet.aims, targets={**sheet.aims.targets, **_aims(sheet, frozen.values), **newer}),
        known={},
    )


def _by_terms(sheet: Sheet, frozen: Frozen, terms: CloseTerms, reports: Reports) -> Sheet:
    code = frozen.month.code
    held = {**sheet.definitions, code: definitions_of(sheet.definitions.get(code, {}), frozen, terms)}
    within = {code: _months(days) for code, days in sheet.windows.items()}
    return replace(
        sheet,
        bindings=bindings_of(sheet.bindings, frozen, terms),
        definitions=held,
        submitted=Reported(reports, sheet.months, within, held).find,
    )


def definitions_of(known: Mapping[int, KpiRow], frozen: Frozen, terms: CloseTerms) -> dict[int, KpiRow]:
    """Each KPI with the definition it was frozen by; one no value is frozen of as it is, if there was one by then."""
    rows, newest = [*frozen.others, *frozen.values], terms.newest.get("definition")
    found = plan.definitions_by_id({row.definition_id for row in rows})
    there = {key: row for key, row in known.items() if newest is None or row.definition_id <= newest}
    return {**there, **{row.kpi_id: found[row.definition_id] for row in rows}}


def bindings_of(bindings: Bindings, frozen: Frozen, terms: CloseTerms) -> Bindings:
    """Each KPI with the version of its formula the close saw; one no value is frozen of, with those there were."""
    newest = terms.newest.get("formula")
    kept: dict[int, tuple[Bound, ...]] = {}
    for rows in (frozen.others, frozen.values):
        wanted, computed = formulas_named(rows), {row.kpi_id for row in rows}
        for key, versions in bindings.versions.items():
            named = tuple(bound for bound in versions if bound.formula_id in wanted)
            if named or key in computed:
                kept[key] = named
    for key, versions in bindings.versions.items():
        if key not in kept:
            kept[key] = tuple(bound for bound in versions if newest is None or bound.formula_id <= newest)
    return Bindings(kept)


def _aims(sheet: Sheet, values: Sequence[Value]) -> Targets:
    """The targets the frozen values were made with, whatever was decided since."""
    named = [(sheet.codes[kpi], subject_id, key) for kpi, subject_id, key in targets_named(values)]
    rows = plan.targets_by_id({key for _kpi, _subject, key in named})
    return {(kpi, subject, rows[key].period_id): rows[key] for kpi, subject, key in named}


def _coverage(sheet: Sheet, version: int | None) -> Coverage:
    datasets = {aggregate.dataset for bound in sheet.bindings.everything() for aggregate in bound.aggregates}
    return Coverage({code: warehouse.coverage(code, version_number=version) for code in datasets})


def _months(days: tuple[date, date]) -> tuple[PeriodRow, ...]:
    first, end = days
    return tuple(row for row in calendar.periods(SYSTEM) if first <= row.starts_on and row.ends_before <= end)
