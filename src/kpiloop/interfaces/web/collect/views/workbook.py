"""The simplest way to start: one workbook with units, KPIs, targets and actuals."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpiloop.interfaces.web.collect.forms import WorkbookForm
from kpiloop.interfaces.web.collect.uploads import keep_upload, upload_path
from kpiloop.interfaces.web.collect.workbook_page import COLUMNS, sample, workbook_look
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked, period_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.collect import services

FILL = ["GET", "POST"]


@require_http_methods(FILL)
@door("loads.run")
def workbook(request: PageRequest) -> HttpResponse:
    """What the sheet looks like, and handing one over."""
    period = period_asked(request)
    year = period.fiscal_year if period else today().year
    form = WorkbookForm(request.POST or None, request.FILES or None, initial={"fiscal_year": year})
    kept: list[str] = []
    if request.method == "POST" and submitted(
        form, lambda given: kept.append(keep_upload(cast("UploadedFile[Any]", given["file"])))
    ):
        return go(request, "collect:workbook_preview", kept[0], year=str(form.cleaned_data["fiscal_year"]))
    return show_form(request, "collect/workbook.html", form, columns=COLUMNS, sample=sample())


@require_http_methods(FILL)
@door("loads.run")
def look(request: PageRequest, key: str) -> HttpResponse:
    """What the sheet would do; confirmed, it does it."""
    path, year = upload_path(key), number_asked(request, "year", today().year)
    if request.method == "POST":
        done = services.load_one_sheet(request.actor, path=path, fiscal_year=year, now=now())
        messages.success(request, _("Loaded. The figures are being computed; the cockpit shows them in a moment."))
        return go(request, "collect:load", done.batch.number)
    page = workbook_look(services.preview_one_sheet(request.actor, path=path, fiscal_year=year))
    return render(request, "collect/workbook_preview.html", {"page": page, "file": path.name, "year": year})
