"""Give every assignment its light for a range of months, and keep the alerts in step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from django.db import transaction
from django.utils.timezone import get_default_timezone

from kpiloop.engine.targets.pace import Expected
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import emit
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.track.alerting.syncing import sync_alerts, tell_raised
from kpiloop.loop.track.errors import MonthsOnly
from kpiloop.loop.track.judgement import judge_month, judge_running
from kpiloop.loop.track.lines import Line, lines_to_judge
from kpiloop.loop.track.misses.histories import runs_before
from kpiloop.loop.track.misses.runs import Run, next_run
from kpiloop.loop.track.models import Status
from kpiloop.loop.track.rows import AssessOutcome

_WRITTEN = (
    "value",
    "target",
    "actual",
    "target_figure",
    "lower",
    "upper",
    "running_on",
    "expected",
    "expected_low",
    "expected_high",
    "achievement",
    "light",
    "reason",
    "streak",
    "misses",
    "assessed_at",
)
_BATCH = 500

#: Stretches of months without a closed one between them, and the lights of each.
Judged: TypeAlias = list[tuple[list[PeriodRow], list[Status]]]


def assess(actor: Actor, *, first: str, last: str, now: datetime) -> AssessOutcome:
    """Judge every assignment from one month to another and open, extend or resolve alerts.

    Shape:    month codes, both included; later months that have lights already are judged again,
              because their runs of misses depend on these; the month `now` lies in is judged by what should
              be reached by then, and its misses do not count before it is over.
    Law:      closed months keep their lights; one entry in the trail for the whole run; nothing is held
              while judging: what changed meanwhile is judged again before it is written.
    Missing:  an assignment without value or target gets na with the reason, never red.
    Errors:   permission_denied (measures.run); period_unknown; assess_months_only.
    """
    require(actor, "measures.run")
    today = now.astimezone(get_default_timezone()).date()
    basis, judged = _basis(), _judge_open(_months(actor, first, last), today)
    with transaction.atomic():
        months = _months(actor, first, last)
        if _basis() != basis or _open(months) != [month for stretch, _ in judged for month in stretch]:
            judged = _judge_open(months, today)  # rare: somebody loaded, planned or closed meanwhile
        written = _write_lights(judged)
        opened, resolved = sync_alerts(today=today, now=now)
        outcome = AssessOutcome(written, opened, resolved, tuple(month.code for month in months if month.is_closed))
        after = {"statuses": written, "opened": opened, "resolved": resolved, "skipped": len(outcome.skipped_periods)}
        record(actor, verb="assess", object_kind="track.status", object_key=f"{first}..{last}", after=after, now=now)
        emit("statuses.assessed", first=first, last=last, opened=opened)
        tell_raised(opened, now)
    return outcome


def _basis() -> tuple[int, int]:
    """What judging rests on: the newest values and the newest targets."""
    return measure_io.newest_run(), plan_io.newest_target()


def _months(actor: Actor, first: str, last: str) -> list[PeriodRow]:
    bounds = calendar.periods_by_code(actor, [first, last])
    for code, row in bounds.items():
        if row.kind != "month":
            raise MonthsOnly(period=code)
    newest = Status.objects.filter(period__kind="month").order_by("-period__starts_on").first()
    stop = bounds[last].starts_on
    if newest is not None:
        stop = max(stop, newest.period.starts_on)
    months = calendar.periods(actor, kind="month")
    return [month for month in months if bounds[first].starts_on <= month.starts_on <= stop]


def _open(months: Sequence[PeriodRow]) -> list[PeriodRow]:
    return [month for month in months if not month.is_closed]


def _judge_open(months: Sequence[PeriodRow], today: date) -> Judged:
    return [(stretch, _judge(stretch, today)) for stretch in _stretches(_open(months))]


def _write_lights(judged: Judged) -> int:
    written = 0
    for months, statuses in judged:
        _drop_others(months, statuses)
        Status.objects.bulk_create(
            statuses,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["assignment", "period"],
            update_fields=_WRITTEN,
        )
        written += len(statuses)
    return written


def _stretches(months: Sequence[PeriodRow]) -> list[list[PeriodRow]]:
    """Months without a closed one between them: after a gap the runs are read again."""
    stretches: list[list[PeriodRow]] = []
    for month in months:
        if stretches and stretches[-1][-1].ends_before == month.starts_on:
            stretches[-1].append(month)
        else:
            stretches.append([month])
    return stretches


def _judge(months: Sequence[PeriodRow], today: date) -> list[Status]:
    before = runs_before(months[0])
    found: list[Status] = []
    for _, lines in lines_to_judge(months, today):
        after: dict[tuple[int, int], Run] = {}
        for line in lines:
            story = (line.assignment.kpi.id, line.assignment.subject.id)
            status, run = _status(line, before.get(story, Run()), today)
            after[story] = run.longer(after.get(story, Run()))
            found.append(status)
        before = after
    return found


def _status(line: Line, before: Run, today: date) -> tuple[Status, Run]:
    kpi, expected = line.assignment.kpi, line.expected
    if expected is None:
        judged = judge_month(kpi, line.actual, line.target, line.band)
        run = next_run(before, light=judged.light, reason=judged.reason)
    else:  # a month that is not over neither counts nor breaks
        judged, run = judge_running(kpi, line.actual, line.target, expected, line.band), before
    paced = expected if isinstance(expected, Expected) else None
    status = Status(
        assignment_id=line.assignment.id,
        period_id=line.period.id,
        value_id=line.value.id if line.value else None,
        target_id=line.target_row.id if line.target_row else None,
        actual=_cell(line.actual),
        target_figure=_cell(line.target),
        lower=line.band.low if line.band else None,
        upper=line.band.high if line.band else None,
        running_on=None if expected is None else today,
        expected=paced.figure if paced else None,
        expected_low=paced.low if paced else None,
        expected_high=paced.high if paced else None,
        achievement=_cell(judged.achievement),
        light=judged.light,
        reason=judged.reason,
        streak=run.streak,
        misses=run.misses,
    )
    return status, run


def _cell(figure: Figure) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure


def _drop_others(months: Sequence[PeriodRow], kept: Sequence[Status]) -> None:
    """Lights of assignments that no longer hold in a month would linger for ever."""
    alive = {(row.assignment_id, row.period_id) for row in kept}
    stored = Status.objects.filter(period_id__in=[month.id for month in months])
    gone = [pk for pk, *key in stored.values_list("pk", "assignment_id", "period_id") if tuple(key) not in alive]
    for start in range(0, len(gone), _BATCH):
        Status.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
