"""Bring in a file nobody described: hand it over, answer what it does not tell, confirm, load."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.web.collect.forms import UploadForm
from kpiloop.interfaces.web.collect.proposal_page import ProposalForm, answers_of, first_code, proposal_page
from kpiloop.interfaces.web.collect.uploads import keep_upload, upload_path
from kpiloop.interfaces.web.forms.asking import PageRequest, go
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import HIDDEN, door
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import services
from kpiloop.loop.collect.rows import Proposal

FILL = ["GET", "POST"]


@require_http_methods(FILL)
@door("sources.edit")
def begin(request: PageRequest) -> HttpResponse:
    """Hand over any workbook or text file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    kept: list[str] = []
    if request.method == "POST" and submitted(
        form, lambda given: kept.append(keep_upload(cast("UploadedFile[Any]", given["file"])))
    ):
        return go(request, "collect:import_look", kept[0])
    return show_form(request, "collect/import.html", form)


@require_http_methods(FILL)
@door("sources.edit")
def proposal(request: PageRequest, key: str) -> HttpResponse:
    """What was understood and what is asked; confirmed, the file is loaded in the background."""
    path = upload_path(key)
    try:
        found = services.preview_file(
            request.actor, location=path, dataset=request.POST.get("dataset", ""), answers=answers_of(request.POST)
        )
    except Refusal as refusal:
        if refusal.code in HIDDEN:
            raise
        return render(request, "collect/import_refused.html", {"file": path.name, "why": refusal_sentence(refusal)})
    first = {"code": first_code(path.name), "name_zh": path.stem}
    form = ProposalForm(request.actor, request.POST or None, initial=first)
    form.ask(found.guess.questions)
    form.describe(found.guess.new_dataset)
    runs: list[int] = []
    if "confirm" in request.POST and submitted(form, lambda given: runs.append(_bring_in(request, found, given, path))):
        messages.success(request, _("The source is named and its first load is queued. Next month one file is enough."))
        return go(request, "collect:job", runs[0])
    return render(request, "collect/import_look.html", {"page": proposal_page(found), "form": form})


def _bring_in(request: PageRequest, found: Proposal, given: dict[str, Any], path: Path) -> int:
    services.confirm_proposal(
        request.actor, proposal=found, source=given["code"], name_zh=given["name_zh"], name_en=given["name_zh"]
    )
    return services.queue_load(request.actor, source=given["code"], location=str(path)).id
