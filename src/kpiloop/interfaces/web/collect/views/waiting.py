"""Rows that wait, many at a time: accept, leave out, take home as a workbook and hand back; a load taken back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.reports.writers.waiting_rows import waiting_workbook
from kpiloop.interfaces.web.collect.forms import UploadForm
from kpiloop.interfaces.web.collect.source_page import worded
from kpiloop.interfaces.web.collect.uploads import keep_upload, upload_path
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.shell.doors import HIDDEN, door
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors, services

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@door("loads.run", object_kind="load")
def decide(request: PageRequest, number: int) -> HttpResponse:
    """Accept the chosen rows as they are, or leave them out, with one reason."""
    chosen = [int(key) for key in request.POST.getlist("row") if key.isdigit()]
    reason = request.POST.get("reason", "")
    if not chosen:
        messages.error(request, _("Choose rows first."))
        return go(request, "collect:load", number)
    act = services.accept_rows if request.POST.get("act") == "accept" else services.reject_rows
    try:
        count = act(request.actor, row_ids=chosen, reason=reason, now=now())
    except Refusal as refusal:
        return _told(request, refusal, number)
    said = ngettext("%(count)d row is decided.", "%(count)d rows are decided.", count) % {"count": count}
    messages.success(request, said)
    return go(request, "collect:load", number)


@require_GET
@door("loads.run", object_kind="load")
def workbook(request: PageRequest, number: int) -> HttpResponse:
    """The rows that wait, with the reason beside each, to be mended in a spreadsheet."""
    selectors.batch(request.actor, number)
    rows = [(row, worded(row)) for row in selectors.quarantine(request.actor, batch=number)]
    response = HttpResponse(waiting_workbook(rows), content_type=SHEET)
    response.headers["Content-Disposition"] = f'attachment; filename="load-{number}-waiting.xlsx"'
    return response


@require_POST
@door("loads.run", object_kind="load")
def back(request: PageRequest, number: int) -> HttpResponse:
    """Take the rows that were mended in the downloaded workbook."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the workbook you mended."))
        return go(request, "collect:load", number)
    try:
        key = keep_upload(cast("UploadedFile[Any]", form.cleaned_data["file"]))
        done = services.hand_back(request.actor, batch=number, location=upload_path(key), now=now())
    except Refusal as refusal:
        return _told(request, refusal, number)
    said = _("%(taken)d rows taken, %(wrong)d still wrong, %(waiting)d go on waiting.")
    messages.success(request, said % {"taken": done.taken, "wrong": done.still_wrong, "waiting": done.waiting})
    return go(request, "collect:load", number)


@require_POST
@door("loads.run", object_kind="load")
def undo(request: PageRequest, number: int) -> HttpResponse:
    """Take the whole load back."""
    try:
        services.undo_load(request.actor, number=number, reason=request.POST.get("reason", ""), now=now())
    except Refusal as refusal:
        return _told(request, refusal, number)
    messages.success(request, _("The load is taken back; everything stands as before it."))
    return go(request, "collect:load", number)


def _told(request: PageRequest, refusal: Refusal, number: int) -> HttpResponse:
    """A refusal on the page the reader came from; what is hidden stays hidden."""
    if refusal.code in HIDDEN:
        raise refusal
    messages.error(request, refusal_sentence(refusal))
    return go(request, "collect:load", number)
