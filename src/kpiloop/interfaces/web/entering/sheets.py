"""Many figures at once: a grid of months, and a workbook to fill in and send back."""

from __future__ import annotations

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.reports.entry_sheet import asked_workbook, read_cell, refused_workbook
from kpiloop.interfaces.web.collect.uploads import keep_upload, upload_path
from kpiloop.interfaces.web.entering.grid_page import grid_page
from kpiloop.interfaces.web.entering.mine_page import mine_page
from kpiloop.interfaces.web.forms.asking import PageRequest, now, today
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.shell.place import place_of
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors, services

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ASKED, REFUSED = "kpiloop-figures.xlsx", "kpiloop-figures-refused.xlsx"


class SheetForm(forms.Form):
    """A filled-in workbook."""

    file = forms.FileField(label=gettext_lazy("Filled-in workbook"))
    confirmed = forms.BooleanField(required=False, label=gettext_lazy("Unusual figures in it are right"))


@require_GET
@door("values.view")
def grid(request: PageRequest) -> HttpResponse:
    """Every figure the reader enters, one row per KPI and one column per month."""
    page = grid_page(request.actor, place_of(request).period, today())
    return render(request, "entering/grid.html", {"page": page})


@require_GET
@door("values.view")
def workbook(request: PageRequest) -> HttpResponse:
    """What the reader owes as a workbook to fill in."""
    book = asked_workbook(selectors.my_figures(request.actor, today=today()))
    answer = HttpResponse(book, content_type=BOOK)
    answer["Content-Disposition"] = f'attachment; filename="{ASKED}"'
    return answer


@require_POST
@door("values.view")
def back(request: PageRequest) -> HttpResponse:
    """Take a filled-in workbook: good rows are handed on, the others are shown with their reasons."""
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        page = mine_page(request.actor, today())
        return render(request, "entering/mine.html", {"page": page, "sheet": form}, status=422)
    try:
        key = keep_upload(form.cleaned_data["file"], {".xlsx", ".xlsm"})
        done = services.submit_sheet(
            request.actor, location=upload_path(key), read=read_cell, is_confirmed=form.cleaned_data["confirmed"],
            now=now(),
        )  # fmt: skip
    except Refusal as refusal:
        page = mine_page(request.actor, today(), refusal=refusal)
        return render(request, "entering/mine.html", {"page": page}, status=422)
    told = [(row, refusal_sentence(why)) for row, why in done.refused]
    return render(request, "entering/sheet.html", {"done": done, "told": told, "refused": _kept(request, done.refused)})


@require_GET
@door("values.view")
def refused(request: PageRequest, key: str) -> HttpResponseBase:
    """The rows that were not taken, as a workbook with their reasons."""
    return FileResponse(upload_path(key).open("rb"), as_attachment=True, filename=REFUSED)


def _kept(request: PageRequest, refused: object) -> str:
    if not refused:
        return ""
    rows = selectors.my_figures(request.actor, today=today())
    book = ContentFile(refused_workbook(refused, rows)).read()  # type: ignore[arg-type]
    return keep_upload(SimpleUploadedFile(REFUSED, book), {".xlsx"})
