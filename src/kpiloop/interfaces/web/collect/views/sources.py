"""Sources: all of them, one of them, a new one, how it is read."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.interfaces.web.collect.connection_page import DATABASES
from kpiloop.interfaces.web.collect.forms import NamesForm, RecipeForm, SourceForm, UploadForm
from kpiloop.interfaces.web.collect.place_form import FORMS
from kpiloop.interfaces.web.collect.recipe_columns import ColumnsForm
from kpiloop.interfaces.web.collect.source_page import source_list, source_page
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import HIDDEN, door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.roster.shapes import ROSTERS, UNITS, is_roster
from kpiloop.loop.collect.rows import Preview, SourceRow

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
        is_placed = form.cleaned_data["kind"] in (*DATABASES, *FORMS)
        return go(request, "collect:connection" if is_placed else "collect:recipe", form.cleaned_data["code"])
    page = {"title": _("New source"), "submit": _("Name the source")}
    return show_form(request, "forms/page.html", form, crumbs=ways.data(), **page)


@require_http_methods(FILL)
@door("sources.edit", object_kind="source")
def rename(request: PageRequest, code: str) -> HttpResponse:
    """Give a source another name in both languages."""
    held = selectors.source(request.actor, code)
    initial = {"name_zh": held.name_zh, "name_en": held.name_en, "seen": held.names_mark}
    form = NamesForm(request.POST or None, initial=initial)
    if request.method == "POST" and submitted(form, lambda given: _rename(request, code, given)):
        messages.success(request, _("Renamed. The code stays."))
        return go(request, "collect:source", code)
    page = {"title": _("Rename %(unit)s") % {"unit": held.name(request.LANGUAGE_CODE)}, "submit": _("Rename")}
    return show_form(request, "forms/page.html", form, note=code, crumbs=ways.source(held), **page)


def _rename(request: PageRequest, code: str, given: dict[str, str]) -> None:
    services.rename_source(
        request.actor, source=code, name_zh=given["name_zh"], name_en=given["name_en"], seen=given["seen"] or None
    )


@require_http_methods(FILL)
@door("sources.edit", object_kind="source")
def recipe(request: PageRequest, code: str) -> HttpResponse:
    """How a source is read: the recipe beside a look at the source; confirmed, it becomes a version."""
    held = selectors.source(request.actor, code)
    base = held.recipe or _proposed(request, held)
    form = RecipeForm(request.POST if "recipe" in request.POST else None, initial={"recipe": _written(base)})
    base = form.cleaned_data["recipe"] if form.is_bound and form.is_valid() else base
    table = _table(request, held, base)
    if table is not None and table.is_bound and table.is_valid():
        form = RecipeForm({"recipe": _written(table.changed())})
        form.is_valid()
    if "confirm" in request.POST and submitted(
        form, lambda given: services.confirm_mapping(request.actor, source=code, **given)
    ):
        messages.success(request, _("Confirmed. Loads keep the version they were read by."))
        return go(request, "collect:source", code)
    stated = form.cleaned_data["recipe"] if form.is_bound and form.is_valid() else held.recipe
    shown = _table(request, held, stated or base, is_fresh=True)
    is_list = is_roster(held.dataset)
    page = {
        "source": held,
        "table": shown,
        "is_list": is_list,
        **_look(request, code, stated),
    }
    return show_form(request, "collect/recipe.html", form, crumbs=ways.source(held), **page)


def _written(recipe: object) -> str:
    return json.dumps(recipe, ensure_ascii=False, indent=2)


def _table(request: PageRequest, held: SourceRow, base: object, *, is_fresh: bool = False) -> ColumnsForm | None:
    """The recipe as a table of columns; none where the headings of the source cannot be told."""
    recipe = base if isinstance(base, dict) else {}
    headings = _headings(request, held, recipe)
    given = request.POST if "table" in request.POST and not is_fresh else None
    if headings and is_roster(held.dataset):
        roster = ROSTERS[held.dataset]
        needed = [*roster.key_columns, *([] if held.dataset == UNITS else ["unit"])]
        return ColumnsForm(roster.columns, needed, headings, recipe, given, is_list=True)
    dataset = next((row for row in warehouse.datasets(request.actor) if row.code == held.dataset), None)
    if dataset is None or not headings:
        return None
    needed = [*dataset.key_columns, *dataset.date_columns[:1], *filter(None, [dataset.unit_column])]
    return ColumnsForm(dataset.columns, needed, headings, recipe, given)


def _headings(request: PageRequest, held: SourceRow, recipe: dict[str, object]) -> tuple[tuple[str, ...], ...]:
    if held.kind in DATABASES:
        try:
            tables = selectors.source_tables(request.actor, held.code)
        except Refusal:
            return ()
        asked = str(recipe.get("table") or held.settings.get("table") or "")
        found = next((table for table in tables if table.name == asked), None)
        if found is not None:
            return tuple((column.name,) for column in found.columns)
    for tried in (recipe, {}):
        look = _look(request, held.code, tried)["preview"]
        if isinstance(look, Preview) and look.headings:
            return look.headings
    return ()


def _proposed(request: PageRequest, held: SourceRow) -> dict[str, object]:
    """A first recipe to start from; an empty one where the source cannot be looked at."""
    try:
        can = held.kind in DATABASES or is_roster(held.dataset)
        found = selectors.proposed_recipe(request.actor, held.code) if can else {}
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
