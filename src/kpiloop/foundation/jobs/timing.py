"""Due times: wall time in a zone becomes moments, and each moment is served once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from django.db import transaction
from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs import registry
from kpiloop.foundation.jobs.carrier import hand_over
from kpiloop.foundation.jobs.choices import ALL, LATEST, SKIP
from kpiloop.foundation.jobs.errors import ScheduleUnreadable
from kpiloop.foundation.jobs.models import Beat, DueTime, Schedule
from kpiloop.foundation.jobs.running import start_run

#: A schedule that skips what it missed still serves a moment this young.
FRESH = timedelta(minutes=2)
#: Nobody wants years of missed minutes: catching up stops here.
MOST_AT_ONCE = 500


def ensure_schedule(
    actor: Actor,
    *,
    code: str,
    kind: str,
    cron: str,
    zone: str = "Asia/Shanghai",
    arguments: Mapping[str, object] | None = None,
    catch_up: str = LATEST,
    now: datetime | None = None,
) -> None:
    """Say when a kind of work is due; saying it again changes the times.

    Shape:    a new schedule serves moments after now only.
    Errors:   permission_denied; schedule_unreadable for bad times or an unknown zone.
    """
    require(actor, "loads.run")
    moment = now or timezone.now()
    if next(_moments(cron, zone, moment), None) is None:
        raise ScheduleUnreadable(cron=cron, zone=zone, fault="never due")
    if catch_up not in (LATEST, ALL, SKIP):
        raise ScheduleUnreadable(cron=cron, zone=zone, fault=catch_up)
    fields = {"kind": kind, "cron": cron, "zone": zone, "arguments": dict(arguments or {}), "catch_up": catch_up}
    with transaction.atomic():
        _, is_new = Schedule.objects.update_or_create(
            code=code, defaults=fields, create_defaults={**fields, "last_due_at": moment}
        )
        verb = "create" if is_new else "set"
        record(actor, verb=verb, object_kind="schedule", object_key=code, after=fields)


def set_schedule_active(actor: Actor, *, code: str, is_active: bool, now: datetime) -> bool:
    """Pause a schedule or let it go on from now; due times of the pause are not made up for.

    Shape:    -> False when there is no such schedule.
    Errors:   permission_denied.
    """
    require(actor, "loads.run")
    with transaction.atomic():
        held = Schedule.objects.select_for_update().filter(code=code).first()
        if held is None:
            return False
        if held.is_active != is_active:
            Schedule.objects.filter(pk=held.pk).update(is_active=is_active, last_due_at=now)
            verb = "resume" if is_active else "pause"
            record(actor, verb=verb, object_kind="schedule", object_key=code, now=now)
    return True


def ensure_standing(*, now: datetime) -> int:
    """Give work that is due by itself its schedule, in the zone of the installation.

    Shape:    called by the schedule process -> how many schedules were new.
    Law:      a schedule that exists keeps its times, paused or changed as somebody wished.
    """
    wanted = registry.standing_work()
    held = set(Schedule.objects.filter(code__in=[work.code for work in wanted]).values_list("code", flat=True))
    fresh = [work for work in wanted if work.code not in held]
    for work in fresh:
        ensure_schedule(
            SYSTEM, code=work.code, kind=work.kind, cron=work.cron, zone=timezone.get_default_timezone_name(), now=now
        )
    return len(fresh)


def run_due(now: datetime) -> int:
    """Queue a run for every moment that has come since the last look.

    Shape:    -> how many runs were queued.
    Law:      a moment of a schedule is unique, so two schedulers queue it once.
    """
    return sum(_serve(schedule, now) for schedule in Schedule.objects.filter(is_active=True))


def due_moments(cron: str, zone: str, after: datetime, until: datetime) -> list[datetime]:
    """List the moments of a schedule after one moment and up to another, in UTC.

    Shape:    cron fields and a zone -> moments in order; wall time survives clock changes.
    Errors:   schedule_unreadable.
    """
    moments: list[datetime] = []
    for moment in _moments(cron, zone, after):
        if moment > until or len(moments) >= MOST_AT_ONCE:
            break
        moments.append(moment.astimezone(UTC))
    return moments


def next_moment(cron: str, zone: str, after: datetime) -> datetime | None:
    """The first moment of a schedule after another one, in UTC; None when it is never due again."""
    found = next(_moments(cron, zone, after), None)
    return None if found is None else found.astimezone(UTC)


def note_beat(name: str, *, now: datetime) -> None:
    """Record a sign of life of a process.

    Shape:    one row per name.
    Law:      one statement: the database is not held between a look and a write.
    """
    if not Beat.objects.filter(name=name).update(beat_at=now):
        Beat.objects.update_or_create(name=name, defaults={"beat_at": now})


def _serve(schedule: Schedule, now: datetime) -> int:
    moments = due_moments(schedule.cron, schedule.zone, schedule.last_due_at or now, now)
    if not moments:
        return 0
    wanted = moments
    if schedule.catch_up == LATEST:
        wanted = moments[-1:]
    elif schedule.catch_up == SKIP:
        wanted = [moment for moment in moments if now - moment <= FRESH]
    queued = sum(_queue(schedule, moment) for moment in wanted)
    Schedule.objects.filter(pk=schedule.pk).update(last_due_at=moments[-1])
    return queued


def _queue(schedule: Schedule, moment: datetime) -> bool:
    with transaction.atomic():
        due, is_new = DueTime.objects.get_or_create(schedule=schedule, due_at=moment)
        if not is_new:
            return False
        arguments = {**schedule.arguments, "due_at": moment.isoformat()}
        key = f"{schedule.code}@{moment.isoformat()}"
        run = start_run(SYSTEM, kind=schedule.kind, key=key, arguments=arguments)
        hand_over(run.id, schedule.kind)
        DueTime.objects.filter(pk=due.pk).update(run_id=run.id)
    return True


def _moments(cron: str, zone: str, after: datetime) -> CronSim:
    try:
        return CronSim(cron, after.astimezone(ZoneInfo(zone)))
    except (CronSimError, ZoneInfoNotFoundError, ValueError) as fault:
        raise ScheduleUnreadable(cron=cron, zone=zone, fault=str(fault)) from None
