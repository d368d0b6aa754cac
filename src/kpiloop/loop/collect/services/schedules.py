"""Saying when a source is loaded by itself, pausing that and going on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.jobs import services as jobs
from kpiloop.loop.collect.errors.schedules import ScheduleMissing
from kpiloop.loop.collect.source_reading import current_mapping, source_by_code
from kpiloop.loop.collect.timetable.times import Timetable

KIND = "collect.load"


@transaction.atomic
def set_schedule(
    actor: Actor, *, source: str, times: Timetable, zone: str, catch_up: str = "latest", now: datetime
) -> None:
    """Load a source by itself from now on; saying it again changes the times.

    Units:    wall time in an IANA zone; each due time is served once, also over clock changes.
    Shape:    catch_up says what becomes of due times nobody was awake for: latest, all or skip.
    Errors:   permission_denied, source_unknown, mapping_missing, collect_timetable_wrong, schedule_unreadable.
    """
    require(actor, "sources.edit")
    held = source_by_code(source)
    current_mapping(held)
    jobs.ensure_schedule(
        actor,
        code=schedule_code(source),
        kind=KIND,
        cron=times.fields(),
        zone=zone,
        arguments={"source": source},
        catch_up=catch_up,
        now=now,
    )


@transaction.atomic
def pause_schedule(actor: Actor, *, source: str, is_active: bool = False, now: datetime) -> None:
    """Stop loading a source by itself, or go on; due times of the pause are not made up for.

    Errors:   permission_denied, collect_schedule_missing.
    """
    require(actor, "sources.edit")
    if not jobs.set_schedule_active(actor, code=schedule_code(source), is_active=is_active, now=now):
        raise ScheduleMissing(source=source)


def schedule_code(source: str) -> str:
    """Name of the schedule of a source."""
    return f"collect.load.{source}"
