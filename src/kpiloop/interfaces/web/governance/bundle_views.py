"""The scheme bundle on pages: hand over, look at faults and changes, import as a job; download; empty workbook."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.governance.bundle import rehearsing, selectors, services, writing
from kpiloop.interfaces.reports.writers import bundle_workbook
from kpiloop.interfaces.web.collect.job_page import job_line
from kpiloop.interfaces.web.collect.source_page import pulses
from kpiloop.interfaces.web.collect.uploads import keep_upload, upload_path
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.governance.bundle_page import (
    ENDINGS,
    BundleForm,
    bundle_look,
    imported_counts,
    parts_held,
)
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.wording.languages import language_named

FILL = ["GET", "POST"]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(FILL)
@door("plan.edit")
def bundle(request: PageRequest) -> HttpResponse:
    """What the company consists of, taking it along, and handing a bundle over."""
    form = BundleForm(request.POST or None, request.FILES or None)
    kept: list[str] = []

    def take(given: dict[str, Any]) -> None:
        key = keep_upload(cast("UploadedFile[Any]", given["file"]), ENDINGS)
        plan = services.prepare_import(request.actor, path=upload_path(key), on=today())
        rehearsing.queue_rehearsal(request.actor, plan, path=upload_path(key), on=today(), upload=key)
        kept.append(key)

    if request.method == "POST" and submitted(form, take):
        return go(request, "bundle:look", kept[0])
    parts = parts_held(selectors.export_bundle(request.actor))
    unused = [part for part in parts if not part.rows]
    return show_form(request, "governance/bundle.html", form, parts=parts, unused=unused)


@require_http_methods(FILL)
@door("plan.edit")
def look(request: PageRequest, key: str) -> HttpResponse:
    """Every fault with its place, or everything that would change; once rehearsed, it is imported in the background."""
    path, on = upload_path(key), today()
    plan = services.prepare_import(request.actor, path=path, on=on)
    if request.method == "POST" and request.POST.get("act") == "rehearse":
        rehearsing.queue_rehearsal(request.actor, plan, path=path, on=on, upload=key)
        return go(request, "bundle:look", key)
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:500]
        run = services.queue_import(request.actor, plan, path=path, on=on, reason=reason)
        messages.success(request, _("The import is queued. You may leave this page."))
        return go(request, "collect:job", run.id)
    last = rehearsing.rehearsal(request.actor, plan, path=path, on=on)
    found = rehearsing.rehearsal_faults(last) if last else None
    page = bundle_look(replace(plan, faults=found) if found else plan, is_rehearsed=found is not None)
    shown = {"page": page, "file": path.name, "line": job_line(last) if last and found is None else None}
    beats = pulses(jobs.beats(request.actor), now())
    return render(request, "governance/bundle_look.html", {**shown, "pulses": beats})


@require_GET
@door("plan.edit", object_kind="run")
def imported(request: PageRequest, run_id: int) -> HttpResponse:
    """What an import did, part by part."""
    run = jobs.run(request.actor, run_id)
    if run.kind != services.IMPORT or run.outcome.get("bundle") is None:
        raise Http404
    return render(request, "governance/bundle_imported.html", {"run": run, "parts": imported_counts(run.outcome)})


@require_GET
@door("plan.edit")
def workbook_file(request: PageRequest) -> HttpResponse:
    """The company as one workbook."""
    with override(language_named(request.GET.get("lang", ""))):
        content = bundle_workbook.workbook(selectors.export_bundle(request.actor))
    return _file(content, WORKBOOK, "company.xlsx")


@require_GET
@door("plan.edit")
def folder_file(request: PageRequest) -> HttpResponse:
    """The company as a zip of text files."""
    return _file(writing.zipped(selectors.export_bundle(request.actor)), "application/zip", "company.zip")


@require_GET
@door("plan.edit")
def template_file(request: PageRequest) -> HttpResponse:
    """An empty workbook with drop-downs and comments, in the language of the page unless another one is asked for."""
    with override(language_named(request.GET.get("lang", ""))):
        return _file(bundle_workbook.template(), WORKBOOK, "kpiloop-template.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
