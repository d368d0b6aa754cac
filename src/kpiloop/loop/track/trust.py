"""How far values may be trusted: what is known about their making, gathered for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kpiloop.engine.trust import Origin, Provenance, Trust, judge_trust
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.collect import engine_io as collect
from kpiloop.loop.collect.entering.days import day_of
from kpiloop.loop.collect.provenance.behind import (
    LoadFact,
    OverruledRow,
    ReportFact,
    corrections_behind,
    loads_behind,
    overruled_behind,
    reports_behind,
)
from kpiloop.loop.collect.provenance.timely import Timeliness, cut_off, dues, timeliness
from kpiloop.loop.collect.rows import CorrectionRow, SubmissionRow
from kpiloop.loop.measure.choices import NOTED, REPLACED
from kpiloop.loop.measure.proving import provenance as measured
from kpiloop.loop.measure.proving.provenance import Stored, Touched
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.track.choices import RED, REPORT_DAYS
from kpiloop.loop.track.models import Alert

Place = tuple[int, int, int]  # (KPI, subject, period)
Columns = Mapping[str, Mapping[str, set[str]]]  # dataset -> business key -> columns in question


@dataclass(frozen=True)
class _Known:
    """Everything the judgement of some values needs, read once."""

    under: Mapping[int, Sequence[ValueRow]]  #: value -> itself and every value its formula names
    loads: Mapping[int, LoadFact]  #: by number
    reports: Mapping[int, ReportFact]  #: by key
    corrected: Mapping[int, frozenset[Stored]]  #: value -> rows under it that were put right
    timely: Timeliness  #: what was expected
    periods: Mapping[int, PeriodRow]  #: by key
    changes: Mapping[int, frozenset[str]]  #: value -> after_close, after_red, after_cut_off
    overruled: Mapping[int, frozenset[Stored]]  #: value -> rows under it that a weaker source tells differently
    estimated: frozenset[int]  #: values whose formula took its second choice
    said: Mapping[Place, SubmissionRow]  #: reports in force beside computed values


def trust_of(values: Sequence[ValueRow], *, today: date) -> dict[int, Trust]:
    """The judgement on each value, by its key; the number of queries does not grow with the values."""
    if not values:
        return {}
    under = measured.resting_on(values)
    every = list({row.id: row for rows in under.values() for row in rows}.values())
    numbers = {number for row in every for number in row.load_numbers}
    loads = loads_behind(numbers)
    reports = reports_behind({part.submission_id for row in every for part in row.parts if part.submission_id})
    kinds = ("month", WEEK) if any(value.window == WEEK for value in every) else ("month",)
    periods = {row.id: row for kind in kinds for row in calendar.periods(SYSTEM, kind=kind)}
    timely = timeliness({fact.source_id for fact in loads.values()}, list(reports.values()), today)
    known = _Known(
        under=under,
        loads=loads,
        reports=reports,
        corrected=_rows_under(every, _corrected_columns(corrections_behind())),
        overruled=_rows_under(every, _overruled_columns(overruled_behind())),
        timely=timely,
        periods=periods,
        changes=_changes(values, periods),
        estimated=measured.fell_back(every),
        said=collect.submissions_for({row.period_id for row in values}, {row.kpi_id for row in values}),
    )
    return {value.id: judge_trust(_provenance(value, known)) for value in values}


def _provenance(value: ValueRow, known: _Known) -> Provenance:
    rows = known.under[value.id]
    numbers = {number for row in rows for number in row.load_numbers}
    facts = [known.loads[number] for number in numbers if number in known.loads]
    reports = [known.reports[key] for key in _report_ids(rows) if key in known.reports]
    typed = [report for report in reports if not report.is_file]
    sources = {fact.source_id: fact.source for fact in facts}
    starts, ends = _days(value, known.periods)
    late, absent = known.timely.of_sources(sources, starts, ends)
    return Provenance(
        origins=frozenset(_origins(numbers, facts, reports)) | ({"manual"} if _is_decided(value) else frozenset()),
        is_missing=value.actual is None,
        is_partial=value.state == "partial",
        is_estimated=any(row.id in known.estimated for row in rows),
        carried_from=tuple(sorted({part.period for row in rows for part in row.parts if part.carried})),
        days_late=max([late, *(known.timely.of_report(report) for report in reports)]),
        absent_sources=tuple(sorted(sources[key] for key in absent)),
        faulty_sources=tuple(sorted({fact.source for fact in facts if fact.is_faulty})),
        rows_waiting=sum(fact.waiting_in(starts, ends) for fact in facts),
        corrections=len({stored for row in rows for stored in known.corrected.get(row.id, ())}),
        loads=len(numbers),
        told_loads=sum(fact.has_told for fact in facts),
        typed=len(typed),
        proven=sum(report.has_evidence for report in typed),
        overruled=len({stored for row in rows for stored in known.overruled.get(row.id, ())}),
        is_disputed=_is_disputed(value, known.said),
        is_overridden=_is_decided(value),
        overridden_below=len(_decisions(rows) - _own_decisions(value)),
        changed=known.changes.get(value.id, frozenset()),
    )


def _is_decided(value: ValueRow) -> bool:
    """A person decided the figure, or a longer window took the difference: it is not the system's."""
    return value.overridden is not None and value.overridden.effect != NOTED


def _own_decisions(value: ValueRow) -> set[int]:
    return set(value.overridden.ids) if value.overridden and value.overridden.effect == REPLACED else set()


def _decisions(rows: Sequence[ValueRow]) -> set[int]:
    return {key for row in rows if row.overridden for key in row.overridden.ids}


def _report_ids(rows: Sequence[ValueRow]) -> set[int]:
    return {part.submission_id for row in rows for part in row.parts if part.submission_id}


def _origins(numbers: Collection[int], facts: Sequence[LoadFact], reports: Sequence[ReportFact]) -> set[Origin]:
    found: set[Origin] = {"file" if fact.is_file else "automatic" for fact in facts}
    if len(facts) < len(numbers):
        found.add("automatic")  # loaded by a machine that wrote to the fact store itself
    return found | {"file" if report.is_file else "manual" for report in reports}


def _days(value: ValueRow, periods: Mapping[int, PeriodRow]) -> tuple[date, date]:
    """Days a delivery for this value is about: those of its month, also where the figure is to date."""
    period = periods[value.period_id]
    return period.starts_on, period.ends_before


def corrections_under(value: ValueRow) -> list[CorrectionRow]:
    """Corrections in force of rows a value, or a value its formula names, was made of."""
    held = corrections_behind()
    touched = _touched(value, _corrected_columns(held))
    return [row for row in held if (row.dataset, row.row_key) in touched]


def overruled_under(value: ValueRow) -> list[OverruledRow]:
    """Rows under a value, or under a value its formula names, that a weaker source tells differently."""
    held = overruled_behind()
    touched = _touched(value, _overruled_columns(held))
    return [row for row in held if (row.dataset, row.row_key) in touched]


def _touched(value: ValueRow, columns: Columns) -> set[Stored]:
    found = _rows_under(measured.resting_on([value])[value.id], columns)
    return {stored for rows in found.values() for stored in rows}


def _corrected_columns(held: Sequence[CorrectionRow]) -> Columns:
    return _by_key((row.dataset, row.row_key, [row.field]) for row in held)


def _overruled_columns(held: Sequence[OverruledRow]) -> Columns:
    return _by_key((row.dataset, row.row_key, list(row.loser_values)) for row in held)


def _by_key(found: Iterable[tuple[str, str, Sequence[str]]]) -> Columns:
    columns: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for dataset, key, names in found:
        columns[dataset][key].update(names)
    return columns


def _rows_under(values: Sequence[ValueRow], columns: Columns) -> dict[int, frozenset[Stored]]:
    """Which rows of some keys each value was made of, if it reads a column in question."""
    rows = {
        dataset: [Touched(row, frozenset(by_key[key])) for key, row in warehouse.rows_by_keys(dataset, by_key).items()]
        for dataset, by_key in columns.items()
    }
    return measured.rows_counted(values, rows) if rows else {}


def _is_disputed(value: ValueRow, said: Mapping[Place, SubmissionRow]) -> bool:
    """A person reported another figure for the month than its sources give."""
    report = said.get((value.kpi_id, value.subject_id, value.period_id))
    if report is None or report.value is None or value.formula_version is None or value.window != "month":
        return False
    return value.actual is not None and report.value != value.actual


def _changes(values: Sequence[ValueRow], periods: Mapping[int, PeriodRow]) -> dict[int, frozenset[str]]:
    earlier = measured.earlier_figures(values)
    touched = [
        value for value in values if any(e.actual != value.actual for e in earlier.get(measured.key_of(value), []))
    ]
    if not touched:
        return {}
    alerts, written, known = _red_alerts(touched), measured.written_at(touched), dues()
    found: dict[int, set[str]] = defaultdict(set)
    for value in touched:
        period = periods[value.period_id]
        last_day = cut_off(known, value.kpi_id, period.ends_before, REPORT_DAYS)
        others = [e for e in earlier[measured.key_of(value)] if e.actual is not None and e.actual != value.actual]
        if any(e.was_frozen for e in others):
            found[value.id].add("after_close")
        if others and day_of(written[value.id]) > last_day:
            found[value.id].add("after_cut_off")
        reds = alerts.get((value.kpi_id, value.subject_id), [])
        if any(_saw_red(reds, period, e.at, written[value.id]) for e in others):
            found[value.id].add("after_red")
    return {key: frozenset(codes) for key, codes in found.items()}


def _saw_red(
    reds: Sequence[tuple[date, date, datetime]], period: PeriodRow, shown: datetime, changed: datetime
) -> bool:
    """A red alert about the month was opened after one figure was shown and before it was changed."""
    return any(
        first <= period.starts_on <= last and shown <= opened <= changed for first, last, opened in reds
    )  # fmt: skip


def _red_alerts(values: Sequence[ValueRow]) -> dict[tuple[int, int], list[tuple[date, date, datetime]]]:
    """Red alerts by KPI and subject: first and last month, and when they were opened."""
    held = Alert.objects.filter(
        kind=RED,
        assignment__kpi_id__in={value.kpi_id for value in values},
        assignment__subject_id__in={value.subject_id for value in values},
    )
    columns = ("assignment__kpi_id", "assignment__subject_id", "first_period__starts_on", "last_period__starts_on")
    found: dict[tuple[int, int], list[tuple[date, date, datetime]]] = defaultdict(list)
    for kpi, subject, first, last, opened in held.values_list(*columns, "opened_at"):
        found[kpi, subject].append((first, last, opened))
    return found
