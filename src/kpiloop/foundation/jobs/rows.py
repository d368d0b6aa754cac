"""Runs, events and beats as other rooms see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DueRow:
    """One due time of a schedule and what became of it."""

    due_at: datetime  #: when it was due
    run_id: int | None  #: the run that served it
    state: str  #: queued, running, done, failed or cancelled
    attempt: int  #: how often it was begun


@dataclass(frozen=True)
class ScheduleRow:
    """When a kind of work is due by itself."""

    code: str  #: name of the schedule
    kind: str  #: kind of work
    arguments: Mapping[str, object]  #: what is done
    cron: str  #: wall time
    zone: str  #: IANA zone of the wall time
    catch_up: str  #: latest, all or skip
    is_active: bool  #: False while it is paused
    next_due_at: datetime | None  #: next due time; None while paused
    due: tuple[DueRow, ...]  #: the last due times, oldest first


@dataclass(frozen=True)
class RunRow:
    """One piece of work under its unique key."""

    id: int  #: key; shown to people as the run number
    kind: str  #: kind of work, e.g. "measure.run"
    key: str  #: idempotency key: the same key is the same work
    state: str  #: queued, running, done, failed or cancelled
    attempt: int  #: how often it was begun
    arguments: Mapping[str, object]  #: what it was asked to do
    outcome: Mapping[str, object]  #: what it brought, when done
    error_code: str  #: refusal or fault that ended it; empty otherwise
    error_fields: Mapping[str, object]  #: fields of that refusal
    actor: str  #: who asked
    step: str  #: what it is doing
    done_units: int  #: how far it is
    total_units: int  #: how far it has to go; 0 = unknown
    created_at: datetime  #: when it was asked for
    heartbeat_at: datetime | None  #: last sign of life
    finished_at: datetime | None  #: when it ended


@dataclass(frozen=True)
class EventRow:
    """News of a change."""

    id: int  #: key; the same for every delivery of this event
    kind: str  #: e.g. "dataset.loaded"
    fields: Mapping[str, object]  #: keys and codes, never figures
    created_at: datetime  #: when the change committed


@dataclass(frozen=True)
class BeatRow:
    """Last sign of life of a process."""

    name: str  #: scheduler or jobs
    beat_at: datetime  #: when


@dataclass(frozen=True)
class DeadRow:
    """A delivery that was given up."""

    id: int  #: key
    event_id: int  #: the event
    kind: str  #: kind of the event
    receiver: str  #: handler that failed
    attempts: int  #: how often it was tried
    last_error: str  #: how it failed the last time
