"""Reading when sources are loaded by themselves, how it went, and which cannot be loaded now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.foundation.jobs.rows import ScheduleRow
from kpiloop.loop.collect.services.schedules import KIND
from kpiloop.loop.collect.timetable.models import SourceOutage
from kpiloop.loop.collect.timetable.times import Timetable, timetable_of


@dataclass(frozen=True)
class OutageRow:
    """A source that cannot be loaded."""

    began_at: datetime  #: first attempt that failed
    attempts: int  #: how many failed
    error_code: str  #: why, as a code
    error_fields: Mapping[str, str]  #: what its sentence needs


@dataclass(frozen=True)
class SourceSchedule:
    """When a source is loaded by itself and how it went."""

    source: str  #: code of the source
    times: Timetable  #: in the words of people
    row: ScheduleRow  #: zone, catching up, next due time and the last runs
    outage: OutageRow | None  #: None while it can be loaded


def schedules(viewer: Actor, *, now: datetime, runs: int = 30) -> tuple[SourceSchedule, ...]:
    """Every source that is loaded by itself, with its last due times."""
    require(viewer, "sources.view")
    lasting = {
        row.source.code: OutageRow(row.began_at, row.attempts, row.error_code, row.error_fields)
        for row in SourceOutage.objects.filter(ended_at=None).select_related("source")
    }
    return tuple(
        SourceSchedule(
            str(row.arguments["source"]), timetable_of(row.cron), row, lasting.get(str(row.arguments["source"]))
        )
        for row in jobs.schedules(viewer, kind=KIND, now=now, runs=runs)
    )
