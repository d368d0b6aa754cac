"""How figures come in, and setting how often they are expected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.interfaces.web.collect.forms import RhythmForm
from kpiloop.interfaces.web.collect.reporting_page import reporting_page
from kpiloop.interfaces.web.forms.asking import PageRequest, go, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.shell.place import place_of
from kpiloop.interfaces.web.worded import ways
from kpiloop.loop.collect import services


@require_GET
@door("values.view")
def reporting(request: PageRequest) -> HttpResponse:
    """Share of automatic figures, lateness and corrections by unit, and what is expected when."""
    page = reporting_page(request.actor, place_of(request).period, today())
    return render(request, "collect/reporting.html", {"page": page})


@require_http_methods(["GET", "POST"])
@door("sources.edit")
def rhythm(request: PageRequest) -> HttpResponse:
    """Say how often a source or a reported KPI is expected, and by when."""
    form = RhythmForm(request.actor, request.POST or None, initial={"first_day": today().replace(day=1)})
    if request.method == "POST" and submitted(form, lambda given: _set(request, given)):
        messages.success(request, _("The rhythm is set."))
        return go(request, "collect:reporting")
    page = {"title": _("How often and by when"), "submit": _("Set the rhythm")}
    reporting = ways.step(_("Reporting"), "collect:reporting", is_open=request.actor.may("values.view"))
    return show_form(request, "forms/page.html", form, crumbs=(*ways.data(), reporting), **page)


def _set(request: PageRequest, given: dict[str, Any]) -> int:
    kind, _colon, code = str(given.pop("about")).partition(":")
    source, kpi = (code, "") if kind == "source" else ("", code)
    return services.set_duty(request.actor, source=source, kpi=kpi, **given)
