"""Collecting by program: push rows, hand over files, start loads, look at what waits and decide."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Router, Status
from ninja.files import UploadedFile
from ninja.params.functions import Header, Query

from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.interfaces.api.collect_schemas import (
    FixIn,
    LoadOut,
    PushIn,
    PushOut,
    RejectIn,
    RunOut,
    SourceOut,
    WaitingOut,
)
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.loop.collect import selectors, services

router = Router(tags=["collect"])
ACCEPTED = 202
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=100)]


@reading(router, "/collect/sources", answer=list[SourceOut], permission="sources.view", summary="Sources")
def list_sources(request: HttpRequest) -> list[SourceOut]:
    """Every source with its newest load."""
    return [SourceOut.of(row) for row in selectors.sources(reader(request))]


@reading(
    router,
    "/collect/sources/{code}",
    answer=SourceOut,
    permission="sources.view",
    object_kind="source",
    summary="One source",
)
def get_source(request: HttpRequest, code: str) -> SourceOut:
    """One source by its code."""
    return SourceOut.of(selectors.source(reader(request), code))


@writing(
    router,
    "/collect/sources/{code}/rows",
    answer={ACCEPTED: PushOut},
    permission="loads.run",
    object_kind="source",
    summary="Push rows: good ones are published as one batch, bad ones wait with their reason",
)
def push_rows(request: HttpRequest, code: str, body: PushIn, key: Key) -> Any:
    """The same key with the same rows is one batch, however often it is sent."""
    done = services.push_rows(reader(request), source=code, rows=body.rows, key=key, all_or_none=body.all_or_none)
    return Status(ACCEPTED, PushOut.of(done))


@writing(
    router,
    "/collect/sources/{code}/files",
    answer={ACCEPTED: RunOut},
    permission="loads.run",
    object_kind="source",
    summary="Hand over a file; it is read by the saved recipe of the source",
)
def hand_over_file(request: HttpRequest, code: str, file: File[UploadedFile]) -> Any:
    """The same file again is the same run."""
    chunks = file.chunks()
    return Status(
        ACCEPTED, RunOut.of(services.receive_file(reader(request), source=code, name=file.name or "", chunks=chunks))
    )


@writing(
    router,
    "/collect/sources/{code}/run",
    answer={ACCEPTED: RunOut},
    permission="loads.run",
    object_kind="source",
    summary="Read a source at its own place now",
)
def run_source(request: HttpRequest, code: str) -> Any:
    """Queue the load; follow it by the run."""
    return Status(ACCEPTED, RunOut.of(services.queue_load(reader(request), source=code)))


@reading(
    router, "/collect/runs/{run_id}", answer=RunOut, permission="loads.run", object_kind="run", summary="State of a run"
)
def get_run(request: HttpRequest, run_id: int) -> RunOut:
    """Where a load is, and its number once it is done."""
    return RunOut.of(jobs.run(reader(request), run_id))


@reading(router, "/collect/loads", answer=list[LoadOut], permission="sources.view", summary="Loads, newest first")
def list_loads(request: HttpRequest, source: str | None = None, limit: int = Query(50, ge=1, le=500)) -> list[LoadOut]:
    """Loads with their counts."""
    return [LoadOut.of(row) for row in selectors.batches(reader(request), source=source, limit=limit)]


@reading(
    router,
    "/collect/loads/{number}",
    answer=LoadOut,
    permission="sources.view",
    object_kind="load",
    summary="One load",
)
def get_load(request: HttpRequest, number: int) -> LoadOut:
    """One load by its number."""
    return LoadOut.of(selectors.batch(reader(request), number))


@reading(router, "/collect/quarantine", answer=list[WaitingOut], permission="sources.view", summary="Rows that wait")
def list_quarantine(request: HttpRequest, source: str | None = None, load: int | None = None) -> list[WaitingOut]:
    """Rows that wait for a decision, for who sees the whole company."""
    return [WaitingOut.of(row) for row in selectors.quarantine(reader(request), source=source, batch=load)]


@writing(
    router,
    "/collect/quarantine/{row_id}/fix",
    answer=LoadOut,
    permission="loads.run",
    object_kind="quarantine_row",
    summary="Put a waiting row right and take it",
)
def fix_waiting(request: HttpRequest, row_id: int, body: FixIn) -> LoadOut:
    """The correction is a load of its own."""
    done = services.fix_row(reader(request), row_id=row_id, values=body.values, reason=body.reason, now=timezone.now())
    return LoadOut.of(done)


@writing(
    router,
    "/collect/quarantine/{row_id}/reject",
    answer={204: None},
    permission="loads.run",
    object_kind="quarantine_row",
    summary="Leave a waiting row out for good",
)
def reject_waiting(request: HttpRequest, row_id: int, body: RejectIn) -> Any:
    """The row stays readable with the reason."""
    services.reject_row(reader(request), row_id=row_id, reason=body.reason, now=timezone.now())
    return Status(204, None)
