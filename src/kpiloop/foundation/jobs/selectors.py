"""Reading runs, beats and undelivered news."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time

from django.db.models import Q
from django.utils.timezone import get_default_timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.rows import Page
from kpiloop.foundation.jobs.carrier import ASKED
from kpiloop.foundation.jobs.choices import DEAD, QUEUED, RUNNING, WAITING
from kpiloop.foundation.jobs.errors import RunUnknown
from kpiloop.foundation.jobs.models import Beat, BusinessRun, Delivery, Schedule
from kpiloop.foundation.jobs.rows import BeatRow, DeadRow, DueRow, RunRow, ScheduleRow
from kpiloop.foundation.jobs.running import row_of
from kpiloop.foundation.jobs.timing import next_moment

SEE_ALL = "sources.view"


def runs(
    viewer: Actor, *, kind: str | None = None, state: str | None = None, page: int = 1, size: int = 50
) -> Page[RunRow]:
    """Runs, newest first: all of them for those who see sources, the own ones for others."""
    found = BusinessRun.objects.all()
    if not viewer.may(SEE_ALL):
        found = found.filter(actor=viewer.username)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    first = (max(page, 1) - 1) * size
    rows = found.order_by("-pk")[first : first + size]
    return Page(tuple(row_of(run) for run in rows), max(page, 1), size, found.count())


def run(viewer: Actor, run_id: int) -> RunRow:
    """One run; a run the viewer may not see does not exist for the viewer."""
    found = BusinessRun.objects.filter(pk=run_id).first()
    if found is None or (found.actor != viewer.username and not viewer.may(SEE_ALL)):
        raise RunUnknown(run=run_id)
    return row_of(found)


def latest_run(viewer: Actor, *, key: str) -> RunRow | None:
    """The last run under a key or begun again under it (`key:number`), of those the viewer may see."""
    found = BusinessRun.objects.filter(Q(idempotency_key=key) | Q(idempotency_key__startswith=f"{key}:"))
    if not viewer.may(SEE_ALL):
        found = found.filter(actor=viewer.username)
    last = found.order_by("-pk").first()
    return row_of(last) if last is not None else None


def schedules(viewer: Actor, *, kind: str, now: datetime, runs: int = 30) -> tuple[ScheduleRow, ...]:
    """Schedules of a kind with their last due times, for those who see sources."""
    if not viewer.may(SEE_ALL):
        return ()
    found = Schedule.objects.filter(kind=kind).order_by("code")
    return tuple(_schedule(row, now, runs) for row in found)


def _schedule(row: Schedule, now: datetime, runs: int) -> ScheduleRow:
    last = row.due_times.select_related("run").order_by("-due_at")[:runs]
    due = tuple(
        DueRow(each.due_at, each.run_id, each.run.state if each.run else "queued", each.run.attempt if each.run else 0)
        for each in reversed(last)
    )
    next_due = next_moment(row.cron, row.zone, max(now, row.last_due_at or now)) if row.is_active else None
    return ScheduleRow(
        row.code, row.kind, row.arguments, row.cron, row.zone, row.catch_up, row.is_active, next_due, due
    )


def beats(viewer: Actor) -> tuple[BeatRow, ...]:
    """Last sign of life of every process; everybody may know whether figures are fresh."""
    return tuple(BeatRow(beat.name, beat.beat_at) for beat in Beat.objects.exclude(name=ASKED).order_by("name"))


def oldest_waiting(viewer: Actor) -> datetime | None:
    """When the oldest undelivered news was written; None when all has arrived."""
    waiting = Delivery.objects.filter(state=WAITING).order_by("event__created_at")
    return waiting.values_list("event__created_at", flat=True).first()


def oldest_open(viewer: Actor, *, kinds: Collection[str], events: Collection[str]) -> datetime | None:
    """Since when work of these kinds, or news of these kinds, is on its way; everybody may know how late it is."""
    runs_on = BusinessRun.objects.filter(state__in=(QUEUED, RUNNING), kind__in=kinds)
    news_on = Delivery.objects.filter(state=WAITING, event__kind__in=events)
    found = [
        runs_on.order_by("created_at").values_list("created_at", flat=True).first(),
        news_on.order_by("event__created_at").values_list("event__created_at", flat=True).first(),
    ]
    return min((moment for moment in found if moment is not None), default=None)


def dead_letters(viewer: Actor) -> tuple[DeadRow, ...]:
    """Deliveries that were given up, for those who see sources."""
    if not viewer.may(SEE_ALL):
        return ()
    dead = Delivery.objects.filter(state=DEAD).select_related("event").order_by("pk")
    return tuple(
        DeadRow(row.pk, row.event_id, row.event.kind, row.receiver, row.attempts, row.last_error) for row in dead
    )


def work_held(viewer: Actor, *, finished_before: date) -> tuple[int, int]:
    """How many runs there are, and how many of them ended before a day. The number of runs is no secret."""
    moment = datetime.combine(finished_before, time(), tzinfo=get_default_timezone())
    return BusinessRun.objects.count(), BusinessRun.objects.filter(finished_at__lt=moment).count()
