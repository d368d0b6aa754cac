"""When sources are loaded by themselves: how it went, setting the times, pausing and going on."""

from __future__ import annotations

from datetime import datetime, time
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.rows import DueRow
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.selectors.schedules import OutageRow, SourceSchedule
from kpiloop.loop.collect.timetable.times import Timetable

router = Router(tags=["collect"])


class DueOut(Schema):
    """One due time and what became of it."""

    due_at: datetime
    run: int | None = Field(None, description="Run that served it")
    state: str = Field(..., description="queued, running, done, failed or cancelled")
    attempt: int

    @staticmethod
    def of(row: DueRow) -> DueOut:
        """From the row."""
        return out_of(DueOut, row, run=row.run_id)


class OutageOut(Schema):
    """Why a source cannot be loaded now."""

    began_at: datetime
    attempts: int
    error_code: str
    error: str = Field(..., description="The same as a sentence")

    @staticmethod
    def of(row: OutageRow) -> OutageOut:
        """From the row."""
        return out_of(OutageOut, row, error=sentence(row.error_code, row.error_fields))


class TimesIn(Schema):
    """When a source is loaded by itself."""

    every: Literal["day", "week", "month", "cron"] = "day"
    at: time = Field(time(7, 0), description="Wall time in the zone; a cron line says its own")
    on: int = Field(1, description="Weekday 1 Monday to 7, or day of the month 1 to 28, -1 the last one")
    cron: str = Field("", description="Five fields, where every is cron")
    zone: str = Field("", description="IANA zone; empty: the one of the installation")
    catch_up: Literal["latest", "all", "skip"] = Field(
        "latest", description="What becomes of due times nobody was awake for"
    )


class PauseIn(Schema):
    """Whether a source is loaded by itself."""

    is_active: bool


class ScheduleOut(Schema):
    """When a source is loaded by itself and how it went."""

    source: str
    every: str
    at: str = Field(..., description="HH:MM")
    on: int
    cron: str = Field(..., description="Five fields, in any case")
    zone: str
    catch_up: str
    is_active: bool
    next_due_at: datetime | None = Field(None, description="null while paused")
    due: list[DueOut] = Field(..., description="The last due times, oldest first")
    outage: OutageOut | None = Field(None, description="null while it can be loaded")

    @staticmethod
    def of(held: SourceSchedule) -> ScheduleOut:
        """From the row."""
        return out_of(
            ScheduleOut,
            held.row,
            source=held.source,
            every=held.times.every,
            at=f"{held.times.at:%H:%M}",
            on=held.times.on,
            due=[DueOut.of(row) for row in held.row.due],
            outage=OutageOut.of(held.outage) if held.outage else None,
        )


@reading(
    router,
    "/collect/schedules",
    answer=list[ScheduleOut],
    permission="sources.view",
    summary="Sources that are loaded by themselves, and how it went",
)
def list_schedules(request: HttpRequest, runs: int = Query(30, ge=0, le=200)) -> list[ScheduleOut]:
    """Each with its last due times."""
    return [ScheduleOut.of(row) for row in selectors.schedules(reader(request), now=timezone.now(), runs=runs)]


@writing(
    router,
    "/collect/sources/{code}/schedule",
    answer=ScheduleOut,
    permission="sources.edit",
    object_kind="source",
    summary="Say when a source is loaded by itself",
)
def set_schedule(request: HttpRequest, code: str, body: TimesIn) -> ScheduleOut:
    """Saying it again changes the times."""
    services.set_schedule(
        reader(request),
        source=code,
        times=Timetable(body.every, body.at, body.on, body.cron.strip()),
        zone=body.zone or timezone.get_default_timezone_name(),
        catch_up=body.catch_up,
        now=timezone.now(),
    )
    return _schedule(reader(request), code)


@writing(
    router,
    "/collect/sources/{code}/schedule/state",
    answer=ScheduleOut,
    permission="sources.edit",
    object_kind="source",
    summary="Stop loading a source by itself, or go on",
)
def pause_schedule(request: HttpRequest, code: str, body: PauseIn) -> ScheduleOut:
    """Due times of the pause are not made up for."""
    services.pause_schedule(reader(request), source=code, is_active=body.is_active, now=timezone.now())
    return _schedule(reader(request), code)


def _schedule(viewer: Actor, code: str) -> ScheduleOut:
    rows = selectors.schedules(viewer, now=timezone.now(), runs=0)
    return ScheduleOut.of(next(row for row in rows if row.source == code))
