"""Bringing in a file nobody described, by program: answered, confirmed, loaded; the next one needs no answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from kpiloop.interfaces.api.collect_schemas import RunOut
from kpiloop.interfaces.api.doors import reader, writing
from kpiloop.loop.collect import services
from kpiloop.loop.collect.connectors.receiving import keep_file

router = Router(tags=["collect"])
ACCEPTED = 202


@writing(
    router,
    "/collect/import",
    answer={ACCEPTED: RunOut},
    permission="sources.edit",
    object_kind="source",
    summary="Confirm how a file is read, name it as a source, and load it",
)
def take_file(
    request: HttpRequest,
    file: File[UploadedFile],
    source: Form[str],
    name_zh: Form[str] = "",
    name_en: Form[str] = "",
    dataset: Form[str] = "",
    answer: Form[list[str]] = [],  # noqa: B006
) -> Any:
    """Look at it first under /collect/preview; answers are written `key=answer`.

    The recipe is kept: next month's file goes to /collect/sources/{code}/files without a question.
    """
    actor = reader(request)
    given = dict(pair.split("=", 1) for pair in answer if "=" in pair)
    place = keep_file(file.name or "file", file.chunks())
    found = services.preview_file(actor, location=place, dataset=dataset, answers=given)
    services.confirm_proposal(actor, proposal=found, source=source, name_zh=name_zh or source, name_en=name_en)
    return Status(ACCEPTED, RunOut.of(services.queue_load(actor, source=source, location=str(place))))
