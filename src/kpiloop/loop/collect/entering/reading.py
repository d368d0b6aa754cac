"""Figures on their way as rows: with what lies beside them and whose turn it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.rhythm import Rhythm
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.collect.entering.choices import ARRIVED, EXPECTED, IN_HAND, LOCKED
from kpiloop.loop.collect.entering.expecting import by_kpi
from kpiloop.loop.collect.entering.flows import USUAL_DUE, WEEK_DUE, days_late, due_on, flows_by_kpi, node_at
from kpiloop.loop.collect.entering.holders import acting, holders
from kpiloop.loop.collect.entering.judging import Aim, light_of, usual_band
from kpiloop.loop.collect.entering.locking import Change, first_entries, lock_of, rule_rows
from kpiloop.loop.collect.entering.models import Entry, EntryStep, Evidence
from kpiloop.loop.collect.entering.resolving import lines_of
from kpiloop.loop.collect.entering.rows import EntryRow, EvidenceRow, FlowRow, LockRuleRow, StepRow
from kpiloop.loop.collect.models import Submission
from kpiloop.loop.plan import engine_io as plan
from kpiloop.loop.plan.engine_io import WeekTarget
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow

Key = tuple[int, int, int]  # KPI, subject, period
_LOOK_BACK = 12
#: How a week is expected that nobody said anything about.
OF_WEEKS = Rhythm("week", WEEK_DUE)


@dataclass(frozen=True)
class Beside:
    """What a list of figures is shown with, read once for all of them."""

    flows: Mapping[str, FlowRow]  #: running flow by KPI code
    rhythms: Mapping[int, Rhythm]  #: rhythm by KPI
    entries: Mapping[Key, Entry]  #: figures on their way
    reports: Mapping[Key, Submission]  #: figures in force
    series: Mapping[tuple[int, int, str], Mapping[date, Decimal]]  #: by (KPI, subject, kind of period): start -> figure
    targets: Mapping[tuple[int, int], TargetRow]  #: of months, by (assignment, period)
    week_targets: Mapping[Key, WeekTarget]  #: of weeks: their own, or worked out from their months
    evidence: Mapping[int, tuple[EvidenceRow, ...]]  #: files by entry
    rules: Collection[LockRuleRow]  #: when figures are locked
    firsts: Mapping[Key, date]  #: when each was first entered


def read_beside(periods: Iterable[PeriodRow]) -> Beside:
    """Read what figures of some months are shown with, in a fixed number of queries."""
    months = {row.id: row for row in periods}  # and weeks
    entries = {_key(row): row for row in Entry.objects.filter(period_id__in=list(months))}
    before = {row.id: row for month in months.values() for row in _months_before(month)}
    reports = Submission.objects.filter(is_current=True, period_id__in=[*months, *before])
    series: dict[tuple[int, int, str], dict[date, Decimal]] = defaultdict(dict)
    current: dict[Key, Submission] = {}
    for report in reports:
        if report.period_id in months:
            current[_key(report)] = report
        if report.value is not None:
            month = months.get(report.period_id) or before[report.period_id]
            series[report.kpi_id, report.subject_id, month.kind][month.starts_on] = report.value
    files: dict[int, tuple[EvidenceRow, ...]] = {}
    for file in Evidence.objects.filter(entry__period_id__in=list(months)).order_by("pk"):
        files[file.entry_id] = (*files.get(file.entry_id, ()), evidence_row(file))
    rules = rule_rows()
    firsts = first_entries(months) if rules else {}
    targets = plan.targets_for(months)
    weeks = week_targets_of([row for row in months.values() if row.kind == WEEK])
    return Beside(flows_by_kpi(), by_kpi(), entries, current, series, targets, weeks, files, rules, firsts)


def week_targets_of(weeks: Sequence[PeriodRow]) -> Mapping[Key, WeekTarget]:
    """Targets of some weeks for every card whose KPI is measured by week."""
    lines = lines_of(weeks).values()
    kpis = {(line.kpi.id, line.subject.id): line.kpi for line in lines if line.kpi.measured_by == WEEK}
    return plan.week_targets(kpis, weeks) if kpis else {}


def aim_of(line: AssignmentRow, period: PeriodRow, beside: Beside) -> Aim:
    """What a figure of a month or a week is held against."""
    if period.kind != WEEK:
        return Aim.of(beside.targets.get((line.id, period.id)))
    return _of_week(beside.week_targets.get((line.kpi.id, line.subject.id, period.id)))


def aim_alone(line: AssignmentRow, period: PeriodRow) -> Aim:
    """What one figure is held against, read by itself."""
    if period.kind != WEEK:
        return Aim.of(plan.targets_for([period.id]).get((line.id, period.id)))
    return _of_week(week_targets_of([period]).get((line.kpi.id, line.subject.id, period.id)))


def _of_week(found: WeekTarget | None) -> Aim:
    if found is None:
        return Aim()
    return Aim(None if isinstance(found.figure, Missing) else found.figure, found.band)


def entry_row(viewer: Actor, line: AssignmentRow, period: PeriodRow, beside: Beside, today: date) -> EntryRow:
    """One figure of an assignment in a month, whether it was entered or not."""
    key = (line.kpi.id, line.subject.id, period.id)
    held, report = beside.entries.get(key), beside.reports.get(key)
    flow = beside.flows.get(line.kpi.code)
    place = held.place if held else 1
    node = node_at(flow, place)
    rhythm = beside.rhythms.get(line.kpi.id)
    if period.kind == WEEK and (rhythm is None or rhythm.frequency != WEEK):
        rhythm = OF_WEEKS
    due = due_on(period, node, rhythm.due_days if rhythm else USUAL_DUE)
    grace = node.grace_days if node else rhythm.grace_days if rhythm else 0
    series = beside.series.get((line.kpi.id, line.subject.id, period.kind), {})
    earlier = [series[day] for day in sorted(series) if day < period.starts_on][-_LOOK_BACK:]
    usual = usual_band(earlier)
    aim = aim_of(line, period, beside)
    value = held.value if held else report.value if report else None
    state = _state(key, held, report, line, period, beside, today)
    is_open = state in (EXPECTED, *IN_HAND)
    return EntryRow(
        id=held.pk if held else None,
        line=line,
        period_code=period.code,
        state=state,
        place=place,
        flow=flow,
        value=value,
        is_absent=held.is_absent if held else report is not None and report.value is None,
        note=held.note if held else "",
        version=held.version if held else 0,
        due_on=due,
        days_late=days_late(due, grace, today) if state not in (*ARRIVED, LOCKED) else 0,
        prior=_prior(series, period),
        target=aim.figure,
        band=line.kpi.band_with(aim.figure, aim.band),
        low=usual[0] if usual else None,
        high=usual[1] if usual else None,
        light=light_of(line.kpi, value, aim),
        entered_by=held.entered_by if held else report.submitted_by if report else "",
        entered_for=held.entered_for if held else "",
        changed_at=held.changed_at if held else report.submitted_at if report else None,
        evidence=beside.evidence.get(held.pk, ()) if held else (),
        holders=holders(node, line, today),
        is_week=period.kind == WEEK,
        may_act=(is_open or state not in (*ARRIVED, LOCKED)) and acting(viewer, node, line, flow, today) is not None,
    )


def steps_of(entry_id: int) -> tuple[StepRow, ...]:
    """What was done with one figure, oldest first."""
    return tuple(
        StepRow(row.place, row.verb, row.value, row.note, row.warning, row.done_by, row.done_for, row.done_at)
        for row in EntryStep.objects.filter(entry_id=entry_id).order_by("pk")
    )


def evidence_row(file: Evidence) -> EvidenceRow:
    """One file as others see it."""
    return EvidenceRow(file.pk, file.file_name, file.sha256, file.size, file.added_by, file.added_at)


def _state(
    key: Key,
    held: Entry | None,
    report: Submission | None,
    line: AssignmentRow,
    period: PeriodRow,
    beside: Beside,
    today: date,
) -> str:
    stored = held.state if held else "approved" if report else EXPECTED
    if stored not in ARRIVED:
        return stored
    lock = lock_of(Change(line.kpi.id, line.kpi.code, line.subject.id, period), beside.rules, beside.firsts.get(key))
    is_locked = period.is_closed or (lock is not None and lock.on <= today)
    return LOCKED if is_locked else stored


def _key(row: Entry | Submission) -> Key:
    return row.kpi_id, row.subject_id, row.period_id


def _prior(series: Mapping[date, Decimal], period: PeriodRow) -> Decimal | None:
    before = calendar.previous(SYSTEM, period)
    return series.get(before.starts_on) if before else None


def _months_before(period: PeriodRow) -> list[PeriodRow]:
    first = period.starts_on - timedelta(days=(7 if period.kind == WEEK else 32) * _LOOK_BACK)
    every = calendar.periods(SYSTEM, kind=period.kind)
    return [row for row in every if first <= row.starts_on < period.starts_on]
