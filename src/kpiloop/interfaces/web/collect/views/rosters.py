"""Lists of units, positions and people: what they would change, applying it, and the terms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpiloop.interfaces.web.collect.roster_page import RosterApplyForm, RosterTermsForm, roster_page
from kpiloop.interfaces.web.collect.uploads import upload_path
from kpiloop.interfaces.web.forms.asking import PageRequest, day_asked, go, now, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.roster.shapes import is_roster
from kpiloop.loop.collect.rows import SourceRow

FILL = ["GET", "POST"]


@require_http_methods(FILL)
@door("org.edit", object_kind="source")
def organisation(request: PageRequest, code: str) -> HttpResponse:
    """What a list would change in the organisation; applied as it was seen, or not at all."""
    _list(request, code)
    asked = request.POST if request.method == "POST" else request.GET
    file, on = asked.get("file", ""), day_asked(request)
    location = str(upload_path(file)) if file else ""
    plan = services.preview_roster(request.actor, source=code, location=location, on=on)
    form = RosterApplyForm(plan, file, request.POST or None)

    def act(given: dict[str, Any]) -> None:
        told = {name: given[name] for name in ("mark", "on", "reason")}
        services.apply_roster(
            request.actor, source=code, location=location, leaving=given.get("leaving"), now=now(), **told
        )

    if request.method == "POST" and submitted(form, act):
        messages.success(request, _("The organisation is changed. Figures of closed periods stay as they were."))
        return go(request, "collect:source", code)
    page = roster_page(request.actor, code, plan, file)
    return show_form(request, "collect/roster.html", form, page=page)


@require_http_methods(FILL)
@door("org.edit", object_kind="source")
def terms(request: PageRequest, code: str) -> HttpResponse:
    """Under which terms a list changes the organisation."""
    held = _list(request, code)
    form = RosterTermsForm(request.actor, selectors.roster_terms(request.actor, code), today(), request.POST or None)

    def act(given: dict[str, Any]) -> None:
        services.set_roster_terms(request.actor, source=code, terms=form.terms(), now=now())

    if request.method == "POST" and submitted(form, act):
        messages.success(request, _("The terms are set."))
        return go(request, "collect:source", code)
    return render(
        request,
        "collect/roster_terms.html",
        {"form": form, "source": held},
        status=422 if form.is_bound else 200,
    )


def _list(request: PageRequest, code: str) -> SourceRow:
    """A source of facts has no such page."""
    held = selectors.source(request.actor, code)
    if not is_roster(held.dataset):
        raise Http404
    return held
