"""Loads: hand over a file, look before loading, load in the background, decide about rows that wait."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.collect.forms import UploadForm
from kpiloop.interfaces.web.collect.load_page import MendForm, RejectForm, load_page, preview_parts, written
from kpiloop.interfaces.web.collect.source_page import source_page, worded
from kpiloop.interfaces.web.collect.uploads import keep_upload, upload_path
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door, tell_refusal
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.roster.shapes import is_roster
from kpiloop.loop.collect.rows import WaitingRow

FILL = ["GET", "POST"]


@require_GET
@door("sources.view")
def loads(request: PageRequest) -> HttpResponse:
    """The latest loads of all sources."""
    return render(request, "collect/loads.html", {"batches": selectors.batches(request.actor, limit=100)})


@require_GET
@door("sources.view", object_kind="load")
def load(request: PageRequest, number: int) -> HttpResponse:
    """One load: counts that add up, rows that wait, sums, recipe and hash."""
    return render(request, "collect/load.html", {"page": load_page(request.actor, number), "reject": RejectForm()})


@require_POST
@door("loads.run", object_kind="source")
def upload(request: PageRequest, code: str) -> HttpResponse:
    """Receive a file for a source; nothing is loaded before it was looked at."""
    form = UploadForm(request.POST, request.FILES)
    kept: list[str] = []
    if submitted(form, lambda given: kept.append(keep_upload(cast("UploadedFile[Any]", given["file"])))):
        if is_roster(selectors.source(request.actor, code).dataset):
            return go(request, "collect:roster", code, file=kept[0])
        return go(request, "collect:preview", code, kept[0])
    return show_form(request, "collect/source.html", form, page=source_page(request.actor, code))


@require_http_methods(FILL)
@door("sources.edit", object_kind="source")
def preview(request: PageRequest, code: str, key: str) -> HttpResponse:
    """What was written beside what was understood; confirmed, the load runs in the background."""
    path = upload_path(key)
    if request.method == "POST":
        run = services.queue_load(request.actor, source=code, location=str(path))
        messages.success(request, _("The load is queued. You may leave this page."))
        return go(request, "collect:job", run.id)
    look = services.preview(request.actor, source=code, location=str(path), rows=30)
    shown = {
        "source": selectors.source(request.actor, code),
        "file": path.name,
        "preview": look,
        "parts": preview_parts(look),
        "totals": [(name, written(figure)) for name, figure in look.totals.items()],
        "problems": [(row, sentence(row.problem, dict(row.fields))) for row in look.rows if row.problem],
    }
    return render(request, "collect/preview.html", shown)


@require_POST
@door("loads.run", object_kind="source")
def load_now(request: PageRequest, code: str) -> HttpResponse:
    """Read the source at its own place, in the background."""
    run = services.queue_load(request.actor, source=code, whole=request.POST.get("whole") == "yes")
    messages.success(request, _("The load is queued. You may leave this page."))
    return go(request, "collect:job", run.id)


@require_POST
@door("loads.run", object_kind="load")
def retry(request: PageRequest, number: int) -> HttpResponse:
    """Try every waiting row again, after a unit got its other name or the recipe was mended."""
    taken = services.retry_rows(request.actor, batch=number, now=now())
    said = ngettext("%(taken)d row was taken.", "%(taken)d rows were taken.", taken) % {"taken": taken}
    messages.success(request, said)
    return go(request, "collect:load", number)


@require_http_methods(FILL)
@door("loads.run", object_kind="load")
def mend(request: PageRequest, number: int, row_id: int) -> HttpResponse:
    """Put a waiting row right and take it; the file itself is never changed."""
    row = _waiting(request, number, row_id)
    form = MendForm(row, request.POST or None)
    if request.method == "POST" and submitted(
        form,
        lambda given: services.fix_row(
            request.actor, row_id=row_id, values=form.mended(), reason=given["reason"], now=now()
        ),
    ):
        messages.success(request, _("The row is taken; the correction is a load of its own."))
        return go(request, "collect:load", number)
    page = {"title": _("Line %(line)d of load %(number)d") % {"line": row.line, "number": number}, "note": worded(row)}
    held = selectors.source(request.actor, row.source)
    crumbs = (*ways.source(held), ways.step(str(number), "collect:load", number))
    return show_form(request, "forms/page.html", form, submit=_("Take the row"), crumbs=crumbs, two=True, **page)


@require_POST
@door("loads.run", object_kind="load")
def reject(request: PageRequest, number: int, row_id: int) -> HttpResponse:
    """Leave a waiting row out for good, with the reason."""
    form = RejectForm(request.POST)
    if submitted(form, lambda given: services.reject_row(request.actor, row_id=row_id, now=now(), **given)):
        messages.success(request, _("The row is left out; it stays readable here."))
    elif form.refusal:
        return tell_refusal(request, form.refusal)
    else:
        messages.error(request, _("Say why the row is left out."))
    return go(request, "collect:load", number)


def _waiting(request: PageRequest, number: int, row_id: int) -> WaitingRow:
    for row in selectors.quarantine(request.actor, batch=number):
        if row.id == row_id:
            return row
    raise Http404
