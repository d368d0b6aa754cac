"""Sources: all of them, one of them, a new one, how it is read."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.web.collect.connection_page import DATABASES
from kpiloop.interfaces.web.collect.forms import RecipeForm, SourceForm, UploadForm
from kpiloop.interfaces.web.collect.source_page import source_list, source_page
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import HIDDEN, door
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.rows import SourceRow

FILL = ["GET", "POST"]


@require_GET
@door("sources.view")
def sources(request: PageRequest) -> HttpResponse:
    """Every source with its freshness, its last load and the KPIs that rest on it."""
    return render(request, "collect/sources.html", {"page": source_list(request.actor, now())})


@require_GET
@door("sources.view", object_kind="source")
def source(request: PageRequest, code: str) -> HttpResponse:
    """One source: upload, loads, rows that wait."""
    return render(request, "collect/source.html", {"page": source_page(request.actor, code), "form": UploadForm()})


@require_http_methods(FILL)
@door("sources.edit")
def new_source(request: PageRequest) -> HttpResponse:
    """Name a place facts come from."""
    form = SourceForm(request.actor, request.POST or None)
    if request.method == "POST" and submitted(form, lambda given: services.add_source(request.actor, **given)):
        messages.success(request, _("The source is named. Say next how it is read."))
        is_database = form.cleaned_data["kind"] in DATABASES
        return go(request, "collect:connection" if is_database else "collect:recipe", form.cleaned_data["code"])
    page = {"title": _("New source"), "submit": _("Name the source")}
    return show_form(request, "forms/page.html", form, back=reverse("collect:sources"), **page)


@require_http_methods(FILL)
@door("sources.edit", object_kind="source")
def recipe(request: PageRequest, code: str) -> HttpResponse:
    """How a source is read: the recipe beside a look at the source; confirmed, it becomes a version."""
    held = selectors.source(request.actor, code)
    written = json.dumps(held.recipe or _proposed(request, held), ensure_ascii=False, indent=2)
    form = RecipeForm(request.POST or None, initial={"recipe": written})
    if (
        request.method == "POST"
        and "confirm" in request.POST
        and submitted(form, lambda given: services.confirm_mapping(request.actor, source=code, **given))
    ):
        messages.success(request, _("Confirmed. Loads keep the version they were read by."))
        return go(request, "collect:source", code)
    stated = form.cleaned_data["recipe"] if form.is_bound and form.is_valid() else held.recipe
    crumbs = (Link(_("Data"), reverse("collect:sources")), Link(code, reverse("collect:source", args=[code])))
    return show_form(request, "collect/recipe.html", form, source=held, crumbs=crumbs, **_look(request, code, stated))


def _proposed(request: PageRequest, held: SourceRow) -> dict[str, object]:
    """A first recipe to start from; an empty one where the source cannot be looked at."""
    try:
        found = selectors.proposed_recipe(request.actor, held.code) if held.kind in DATABASES else {}
    except Refusal:
        found = {}
    return found or {"columns": {}}


def _look(request: PageRequest, code: str, stated: object) -> dict[str, object]:
    recipe = stated if isinstance(stated, dict) else None
    try:
        return {"preview": services.preview(request.actor, source=code, recipe=recipe, rows=50), "refused": ""}
    except Refusal as refusal:
        return {"preview": None, "refused": refusal_sentence(refusal)}


@require_POST
@door("sources.edit", object_kind="source")
def set_active(request: PageRequest, code: str) -> HttpResponse:
    """Pause a source or take it up again."""
    is_active = request.POST.get("active") == "yes"
    services.set_source_active(request.actor, source=code, is_active=is_active)
    messages.success(request, _("The source is read again.") if is_active else _("The source is paused."))
    return go(request, "collect:source", code)


@require_POST
@door("sources.edit", object_kind="source")
def believe(request: PageRequest, code: str) -> HttpResponse:
    """Believe this source first among those of its dataset; the others keep their order."""
    held = selectors.source(request.actor, code)
    others = [row.code for row in selectors.precedence(request.actor, dataset=held.dataset) if row.code != code]
    try:
        services.set_precedence(
            request.actor, dataset=held.dataset, order=[code, *others], reason=request.POST.get("reason", "")
        )
        messages.success(request, _("From the next load on this source is believed first."))
    except Refusal as refusal:
        if refusal.code in HIDDEN:
            raise
        messages.error(request, refusal_sentence(refusal))
    return go(request, "collect:source", code)
