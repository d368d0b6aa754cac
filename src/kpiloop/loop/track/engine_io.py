"""Rows to judge and rows judged: computing reads over everybody, without a viewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import QuerySet

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow, TargetRow
from kpiloop.loop.track.choices import RED
from kpiloop.loop.track.models import Status
from kpiloop.loop.track.rows import MissRun, StatusRow
from kpiloop.loop.track.runs import Run


@dataclass(frozen=True)
class Line:
    """Everything needed to judge one assignment in one month."""

    assignment: AssignmentRow  #: with the definition in force at the end of the month
    period: PeriodRow  #: the month
    value: ValueRow | None  #: figure of the window judged, if computed
    target_row: TargetRow | None  #: target version of the month
    target: Figure  #: target of the window judged

    @property
    def actual(self) -> Figure:
        """The figure judged, or why there is none."""
        if self.value is None:
            return Missing("no_value")
        if self.value.actual is None:
            return Missing(self.value.reason or "no_value")
        return self.value.actual


def lines_to_judge(months: Sequence[PeriodRow]) -> Iterator[tuple[PeriodRow, list[Line]]]:
    """Assignments of published schemes month by month, with value and target of the window judged."""
    held = plan_io.assignments_on(months[0].starts_on, months[-1].ends_before) if months else []
    sources = _Sources.read(months, held)
    for month in months:
        definitions = plan_io.published_definitions(last_day(month))
        to_date = plan_io.ytd_targets(month)
        in_force = [replace(row, kpi=definitions.get(row.kpi.id, row.kpi)) for row in _in_force(held, last_day(month))]
        yield month, [sources.line(row, month, to_date) for row in in_force]


@dataclass(frozen=True)
class _Sources:
    """Values and targets of all months, read at once."""

    values: Mapping[str, Mapping[tuple[int, int, int], ValueRow]]  #: by window, then (kpi, subject, period)
    targets: Mapping[tuple[int, int], TargetRow]  #: by (assignment, period)

    @classmethod
    def read(cls, months: Sequence[PeriodRow], held: Sequence[AssignmentRow]) -> _Sources:
        """Read them for the months."""
        periods = [month.id for month in months]
        kpis = {row.kpi.id for row in held}
        values = {window: measure_io.values_for(periods, window, kpi_ids=kpis) for window in ("month", "ytd")}
        return cls(values, plan_io.targets_for(periods))

    def line(self, assignment: AssignmentRow, month: PeriodRow, to_date: Mapping[int, Figure]) -> Line:
        """Bring together what one assignment is judged by in one month."""
        kpi = assignment.kpi
        value = self.values[kpi.judged_on].get((kpi.id, assignment.subject.id, month.id))
        row = self.targets.get((assignment.id, month.id))
        target: Figure = Missing("no_target") if row is None or row.target is None else row.target
        if kpi.judged_on == "ytd":
            target = to_date.get(assignment.id, Missing("no_target"))
        return Line(assignment, month, value, row, target)


def last_day(month: PeriodRow) -> date:
    """The last day of a month: who and what holds on it is judged by it."""
    return month.ends_before - timedelta(days=1)


def _in_force(held: Sequence[AssignmentRow], on: date) -> Iterator[AssignmentRow]:
    for row in held:
        if row.valid_from <= on and (row.valid_to is None or on < row.valid_to):
            yield row


def runs_before(month: PeriodRow) -> dict[tuple[int, int], Run]:
    """Misses in a row at the end of the month before, by (kpi, subject).

    They follow the KPI, not its owner: a change of owner or of scheme does not wash a run away.
    """
    found = Status.objects.filter(period__kind="month", period__ends_before=month.starts_on)
    runs: dict[tuple[int, int], Run] = {}
    keys = ("assignment__kpi_id", "assignment__subject_id", "streak", "misses")
    for kpi, subject, streak, misses in found.values_list(*keys):
        runs[kpi, subject] = Run(streak, misses).longer(runs.get((kpi, subject), Run()))
    return runs


def statuses_for(period_ids: Collection[int]) -> dict[tuple[int, int], StatusRow]:
    """Lights of everybody by (assignment, period)."""
    rows = status_rows(Status.objects.filter(period_id__in=list(period_ids)))
    return {(row.assignment.id, row.period_id): row for row in rows}


def status_rows(found: QuerySet[Status]) -> list[StatusRow]:
    """Statuses as rows, each with its assignment; two queries however many there are."""
    held = list(found.select_related("period"))
    ends = {row.period.ends_before for row in held}
    # One month is shown with the definition of that month, several with the newest one.
    on = max(ends) - timedelta(days=1) if len(ends) == 1 else None
    assignments = plan_io.assignments_by_id({row.assignment_id for row in held}, on=on)
    return [_status_row(row, assignments[row.assignment_id]) for row in held]


def _status_row(row: Status, assignment: AssignmentRow) -> StatusRow:
    return StatusRow(
        id=row.pk,
        assignment=assignment,
        period_id=row.period_id,
        period_code=row.period.code,
        actual=row.actual,
        target=row.target_figure,
        achievement=row.achievement,
        light=row.light,
        reason=row.reason,
        streak=row.streak,
        value_id=row.value_id,
        target_id=row.target_id,
        misses=row.misses,
    )


def open_miss_runs(period_id: int) -> list[MissRun]:
    """Runs of misses that are open at the end of a month; a run ends with its last missed month."""
    ending = list(Status.objects.filter(period_id=period_id, misses__gt=0).select_related("period", "assignment"))
    if not ending:
        return []
    missed = Status.objects.filter(light=RED, period__kind="month", period__starts_on__lte=ending[0].period.starts_on)
    months: dict[tuple[int, int], dict[int, None]] = defaultdict(dict)  # a dict keeps order and drops doubles
    keys = ("assignment__kpi_id", "assignment__subject_id", "period_id")
    for kpi, subject, month in missed.order_by("-period__starts_on").values_list(*keys):
        months[kpi, subject][month] = None
    runs: list[MissRun] = []
    for row in ending:
        newest_first = list(months[row.assignment.kpi_id, row.assignment.subject_id])[: row.misses]
        if newest_first:
            runs.append(MissRun(row.assignment_id, newest_first[-1], newest_first[0], row.misses))
    return runs
