"""Deciding by program about what came in: take, hand back, correct, take a whole load back."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from ninja.params.functions import Query

from kpiloop.interfaces.api.collect_schemas import LoadOut, RejectIn
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.files import XLSX, as_file
from kpiloop.interfaces.api.import_schemas import (
    AcceptIn,
    CorrectionIn,
    CorrectionMade,
    CorrectionOut,
    LookOut,
    MendedOut,
    RowsOut,
    VerdictIn,
)
from kpiloop.interfaces.reports.writers.waiting_rows import waiting_workbook
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.connectors.receiving import keep_file

router = Router(tags=["collect"])
State = Literal["proposed", "in_force", "refused", "withdrawn"]


@writing(
    router,
    "/collect/preview",
    answer=LookOut,
    permission="sources.edit",
    object_kind="dataset",
    summary="Look at a file: what is written, what was understood, what must be answered; nothing is stored",
)
def preview_file(
    request: HttpRequest,
    file: File[UploadedFile],
    dataset: Form[str] = "",
    answer: Form[list[str]] = [],  # noqa: B006
) -> LookOut:
    """Without a dataset a new one is described; answers are written `key=answer`."""
    given = dict(pair.split("=", 1) for pair in answer if "=" in pair)
    place = keep_file(file.name or "file", file.chunks())
    return LookOut.of(services.preview_file(reader(request), location=place, dataset=dataset, answers=given))


@writing(
    router,
    "/collect/quarantine/accept",
    answer=RowsOut,
    permission="loads.run",
    object_kind="quarantine_row",
    summary="Take waiting rows as they are: figures nobody believed, keys known with other content",
)
def accept_waiting(request: HttpRequest, body: AcceptIn) -> RowsOut:
    """All of them, or none when one cannot be taken."""
    now = timezone.now()
    return RowsOut(rows=services.accept_rows(reader(request), row_ids=body.rows, reason=body.reason, now=now))


@reading(
    router,
    "/collect/quarantine/workbook",
    answer=None,
    permission="sources.view",
    object_kind="load",
    summary="Waiting rows of a load as a workbook with a reason column",
)
def get_waiting_workbook(request: HttpRequest, load: int = Query(..., ge=1)) -> Any:
    """An XLSX file: mend it and hand it back."""
    rows = selectors.quarantine(reader(request), batch=load)
    content = waiting_workbook([(row, sentence(row.reason, dict(row.fields))) for row in rows])
    return as_file(content, XLSX, f"kpiloop-load-{load}-waiting.xlsx")


@writing(
    router,
    "/collect/quarantine/workbook",
    answer=MendedOut,
    permission="loads.run",
    object_kind="load",
    summary="Hand the mended workbook of a load back",
)
def hand_back_waiting(
    request: HttpRequest, file: File[UploadedFile], load: Form[int], reason: Form[str] = ""
) -> MendedOut:
    """Rows that are right now are taken; the others go on waiting."""
    place = keep_file(file.name or "waiting.xlsx", file.chunks())
    done = services.hand_back(reader(request), batch=load, location=place, reason=reason, now=timezone.now())
    return MendedOut(taken=done.taken, still_wrong=done.still_wrong, waiting=done.waiting)


@writing(
    router,
    "/collect/loads/{number}/undo",
    answer=LoadOut,
    permission="loads.run",
    object_kind="load",
    summary="Take a whole load back while its months are open",
)
def undo_load(request: HttpRequest, number: int, body: RejectIn) -> LoadOut:
    """The facts stand as before the load; the load stays readable."""
    return LoadOut.of(services.undo_load(reader(request), number=number, reason=body.reason, now=timezone.now()))


@reading(
    router,
    "/collect/corrections",
    answer=list[CorrectionOut],
    permission="sources.view",
    summary="Corrections: what the source says and what stands instead",
)
def list_corrections(
    request: HttpRequest,
    dataset: str | None = None,
    state: State | None = None,
    limit: int = Query(100, ge=1, le=1000),
) -> list[CorrectionOut]:
    """Newest first, decided ones too unless a state is named."""
    found = selectors.corrections(reader(request), dataset=dataset, state=state, limit=limit)
    return [CorrectionOut.of(row) for row in found]


@writing(
    router,
    "/collect/corrections",
    answer=CorrectionMade,
    permission="loads.run",
    object_kind="dataset",
    summary="Correct a figure of a row; another person approves it, or a waiver says why not",
)
def add_correction(request: HttpRequest, body: CorrectionIn) -> CorrectionMade:
    """The row of the source is never changed; both figures stay comparable."""
    key = services.propose_correction(
        reader(request),
        dataset=body.dataset,
        key=body.key,
        field=body.field,
        value=body.value,
        reason=body.reason,
        waiver=body.waiver,
        now=timezone.now(),
    )
    return CorrectionMade(id=key)


@writing(
    router,
    "/collect/corrections/{correction}/decide",
    answer={204: None},
    permission="loads.run",
    object_kind="correction",
    summary="Approve, refuse or withdraw a correction",
)
def decide_correction(request: HttpRequest, correction: int, body: VerdictIn) -> Any:
    """Who corrected does not approve."""
    actor, now = reader(request), timezone.now()
    if body.act == "withdraw":
        services.withdraw_correction(actor, correction=correction, reason=body.reason, now=now)
    else:
        is_yes = body.act == "approve"
        services.decide_correction(actor, correction=correction, approve=is_yes, reason=body.reason, now=now)
    return Status(204, None)
