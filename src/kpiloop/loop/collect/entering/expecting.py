"""What arrived when, beside what was expected. Everybody's; the selectors cut it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast

from django.utils import timezone

from kpiloop.engine.periods import Calendar
from kpiloop.engine.rhythm import Frequency, Occasion, Rhythm, occasions
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.collect.entering.duty_rows import DutyRow, ExpectedRow
from kpiloop.loop.collect.models import Duty, LoadBatch, Submission
from kpiloop.loop.plan import engine_io as plan

ONE_DAY = timedelta(days=1)


def duty_row(held: Duty) -> DutyRow:
    """A duty with what it is about (read along)."""
    kind, code = ("source", held.source.code) if held.source else ("kpi", held.kpi.code if held.kpi else "")
    return DutyRow(held.pk, kind, code, rhythm_of(held), held.first_day, held.set_by)


def duties() -> list[Duty]:
    """All of them, sources first."""
    return list(Duty.objects.select_related("source", "kpi").order_by("kpi__code", "source__code"))


def expected(held: Duty, calendar: Calendar, today: date, last: int) -> Iterator[ExpectedRow]:
    """The last periods of a duty with their state, oldest first; of a KPI for every subject that has it."""
    row = duty_row(held)
    rhythm = replace(row.rhythm, week_start=calendar.week_start)
    periods = occasions(rhythm, calendar, row.first_day, today)[-last:]
    if held.source_id:
        arrivals = _loads(held.source_id, periods)
        for period in periods:
            yield _stated(row, None, period, arrivals.get(period), today)
    else:
        yield from _reports(held, row, periods, calendar, today)


def _loads(source_id: int, periods: Sequence[Occasion]) -> dict[Occasion, date]:
    """First load of a source that covers a period, or came after its end where loads cover nothing."""
    done = LoadBatch.objects.filter(source_id=source_id, state="done").order_by("number")
    columns = done.values_list("covers_from", "covers_to", "finished_at", "started_at")
    loads = [(first, last, _day(finished or started)) for first, last, finished, started in columns]
    found: dict[Occasion, date] = {}
    for place, period in enumerate(periods):
        following = periods[place + 1].end if place + 1 < len(periods) else date.max
        for first, last, on in loads:
            covered = first is not None and last is not None and first <= period.start and last >= period.end
            if covered or (first is None and period.end <= on < following):
                found[period] = on
                break
    return found


def _reports(
    held: Duty, row: DutyRow, periods: Sequence[Occasion], calendar: Calendar, today: date
) -> Iterator[ExpectedRow]:
    """Reports stand in months: a longer period is reported with its last month; weeks of a KPI measured by week."""
    firsts: dict[tuple[int, bool, date], date] = {}
    by_week = row.rhythm.frequency == WEEK and held.kpi_id in plan.weekly_kpis(today)
    for report in Submission.objects.filter(kpi_id=held.kpi_id or 0).select_related("period").order_by("-pk"):
        if report.value is not None:
            firsts[report.subject_id, report.period.kind == WEEK, report.period.ends_before] = _day(report.submitted_at)
    for period in periods:
        for subject in _subjects(held.kpi_id or 0, period):
            ends = period.end if by_week else calendar.month(period.end - ONE_DAY).end
            arrived = firsts.get((subject.id, by_week, ends))
            yield _stated(row, subject, period, arrived, today)


def _subjects(kpi_id: int, period: Occasion) -> list[SubjectRow]:
    """Who owes a report: nobody for whom the KPI does not apply in the last month of the period."""
    last = period.end - ONE_DAY
    excused = plan.excused_lines(last)
    lines = [row for row in plan.assignments_on(last, period.end) if row.kpi.id == kpi_id and row.id not in excused]
    held = {row.subject.id: row.subject for row in lines}
    return sorted(held.values(), key=lambda subject: subject.code)


def _stated(
    row: DutyRow, subject: SubjectRow | None, period: Occasion, arrived: date | None, today: date
) -> ExpectedRow:
    return ExpectedRow(
        duty=row,
        subject=subject,
        start=period.start,
        end=period.end,
        due_on=period.due_on,
        arrived_on=arrived,
        state=period.state(arrived, today),
        days_late=period.days_late(arrived, today),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(timezone.get_current_timezone()).date()


def by_kpi() -> dict[int, Rhythm]:
    """Rhythm of every KPI that has a duty, by key of the KPI."""
    held = Duty.objects.filter(kpi__isnull=False)
    return {row.kpi_id: rhythm_of(row) for row in held if row.kpi_id is not None}


def rhythm_of(held: Duty) -> Rhythm:
    """The rhythm a duty states; what is stored was checked when it was set."""
    return Rhythm(cast("Frequency", held.frequency), held.due_days, held.grace_days)
