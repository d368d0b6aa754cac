"""Computations: list, one run, computing again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.foundation.jobs.rows import RunRow as JobRow
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.measure.run_page import RecomputeForm, run_list, run_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.shell.place import place_of
from kpiloop.interfaces.web.worded import ways


@require_GET
@door("values.view")
def runs(request: PageRequest) -> HttpResponse:
    """The latest computations and whether newer facts wait."""
    return render(request, "measure/runs.html", {"page": run_list(request.actor)})


@require_GET
@door("values.view", object_kind="run")
def run(request: PageRequest, number: int) -> HttpResponse:
    """One computation: counts, failures in words, SQL on demand."""
    return render(request, "measure/run.html", {"page": run_page(request.actor, number)})


@require_http_methods(["GET", "POST"])
@door("measures.run")
def recompute(request: PageRequest) -> HttpResponse:
    """Compute open months again in the background."""
    month = place_of(request).period
    form = RecomputeForm(request.actor, request.POST or None, initial={"first": month, "last": month})
    asked: list[JobRow] = []
    if request.method == "POST" and submitted(form, lambda given: asked.append(_ask(request, **given))):
        messages.success(request, _("The computation is queued. You may leave this page."))
        return go(request, "collect:job", asked[0].id)
    page = {"title": _("Compute open months again"), "submit": _("Compute")}
    runs = ways.step(_("Runs"), "collect:runs", is_open=request.actor.may("values.view"))
    return show_form(request, "forms/page.html", form, crumbs=(*ways.data(), runs), **page)


def _ask(request: PageRequest, first: str, last: str) -> JobRow:
    earlier, later = sorted((first, last))
    key = f"measure.run:{request.actor.username}:{now():%Y%m%d%H%M%S}:{earlier}:{later}"
    return enqueue(request.actor, kind="measure.run", key=key, arguments={"first": earlier, "last": later})
