"""Further trees, legal entities and exchange rates: looking and changing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.foundation.org import selectors, services
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.foundation.org.rows import UnitTreeRow
from kpiloop.interfaces.web.forms.asking import PageRequest, day_asked, go, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.org.forms import NameForm
from kpiloop.interfaces.web.org.tree_forms import (
    OUT,
    EntityForm,
    EntityYearForm,
    HangForm,
    NodeForm,
    RatesForm,
    TreeForm,
)
from kpiloop.interfaces.web.org.tree_pages import entities_page, entity_of_unit, further_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.loop.measure import services as measure

FILL = ["GET", "POST"]


@require_GET
@door(object_kind="unit")
def show_tree(request: PageRequest, code: str) -> HttpResponse:
    """A further tree on a day, cut to what the reader sees."""
    return render(request, "org/tree.html", {"page": further_page(request.actor, code, day_asked(request))})


@require_http_methods(FILL)
@door("org.edit")
def new_tree(request: PageRequest) -> HttpResponse:
    """Begin a further tree over the same facts."""
    form = TreeForm(request.POST or None)
    if request.method == "POST" and submitted(form, lambda given: services.add_tree(request.actor, **given)):
        messages.success(request, _("The tree stands; hang units in it now."))
        return go(request, "org:tree", form.cleaned_data["code"])
    page = {
        "title": _("New tree"),
        "submit": _("Begin the tree"),
        "note": _(
            "Territories, product lines, legal structure: the same facts and the same company total, "
            "added up another way."
        ),
    }
    return show_form(request, "forms/page.html", form, crumbs=ways.organisation(), **page)


@require_http_methods(FILL)
@door("org.edit", object_kind="unit")
def rename_tree(request: PageRequest, code: str) -> HttpResponse:
    """Give a further tree another name in both languages."""
    row = _tree(request, code)
    initial = {"name_zh": row.name_zh, "name_en": row.name_en, "seen": selectors.mark(request.actor)}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST" and submitted(
        form, lambda given: services.rename_tree(request.actor, code=code, **given)
    ):
        messages.success(request, _("Renamed. The code stays."))
        return go(request, "org:tree", code)
    page = {"title": _("Rename %(unit)s") % {"unit": row.name(request.LANGUAGE_CODE)}, "submit": _("Rename")}
    crumbs = ways.tree(row.name(request.LANGUAGE_CODE), code)
    return show_form(request, "forms/page.html", form, note=code, crumbs=crumbs, **page)


def _tree(request: PageRequest, code: str) -> UnitTreeRow:
    row = next((row for row in selectors.further_trees(request.actor) if row.code == code), None)
    if row is None:
        raise NotVisible(kind="unit_tree", key=code)
    return row


def _way_to(request: PageRequest, code: str) -> ways.Way:
    return ways.tree(_tree(request, code).name(request.LANGUAGE_CODE), code)


@require_http_methods(FILL)
@door("org.edit", object_kind="unit")
def new_node(request: PageRequest, code: str) -> HttpResponse:
    """Add a unit that stands in a further tree alone."""
    form = NodeForm(request.actor, code, today(), request.POST or None, initial={"valid_from": today().replace(day=1)})
    if request.method == "POST" and submitted(form, lambda given: _add_node(request, code, given)):
        messages.success(request, _("The unit stands."))
        return go(request, "org:tree", code)
    page = {"title": _("New unit of this tree"), "submit": _("Add the unit"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=_way_to(request, code), **page)


def _add_node(request: PageRequest, code: str, given: dict[str, Any]) -> None:
    services.add_node(
        request.actor, tree=code, code=given["code"], name_zh=given["name_zh"], name_en=given["name_en"],
        parent=given["parent"] or None, valid_from=given["valid_from"],
    )  # fmt: skip


@require_http_methods(FILL)
@door("org.edit", object_kind="unit")
def hang_unit(request: PageRequest, code: str, unit: str) -> HttpResponse:
    """Hang a unit in a further tree, move it there, or take it out, from a day on."""
    row = selectors.subject(request.actor, unit, on=today())
    initial = {"on": today().replace(day=1), "seen": selectors.mark(request.actor)}
    form = HangForm(request.actor, code, today(), request.POST or None, initial=initial)
    if request.method == "POST" and submitted(form, lambda given: _hang(request, code, unit, given)):
        messages.success(request, _("Moved. Days before keep the old place."))
        return go(request, "org:tree", code)
    title = _("Place of %(name)s in this tree") % {"name": row.name(request.LANGUAGE_CODE)}
    page = {"title": title, "submit": _("Save the place")}
    return show_form(request, "forms/page.html", form, crumbs=_way_to(request, code), **page)


def _hang(request: PageRequest, code: str, unit: str, given: dict[str, Any]) -> None:
    if given["parent"] == OUT:
        services.take_out(request.actor, tree=code, unit=unit, on=given["on"], seen=given["seen"] or None)
        return
    services.hang_unit(
        request.actor, tree=code, unit=unit, parent=given["parent"], on=given["on"], seen=given["seen"] or None
    )


@require_GET
@door()
def show_entities(request: PageRequest) -> HttpResponse:
    """Legal entities with their currencies, and the exchange rates in force."""
    return render(request, "org/entities.html", {"page": entities_page(request.actor, today())})


@require_http_methods(FILL)
@door("org.edit")
def set_entity(request: PageRequest) -> HttpResponse:
    """Give a unit its own currency and time zone."""
    initial = {**_held(request), "seen": selectors.mark(request.actor)}
    form = EntityForm(request.actor, today(), request.POST or None, initial=initial)
    if request.method == "POST" and submitted(form, lambda given: _set(request, given)):
        messages.success(request, _("The legal entity stands. Figures follow with the next run."))
        return go(request, "org:entities")
    page = {"title": _("Legal entity"), "submit": _("Save the entity")}
    return show_form(request, "forms/page.html", form, crumbs=ways.entities(), **page)


def _held(request: PageRequest) -> dict[str, Any]:
    """What stands of the entity the address names, to be changed."""
    unit = request.GET.get("unit", "")
    held = entity_of_unit(request.actor, unit, today())
    if held is None:
        return {"unit": unit}
    return {"unit": unit, "currency": held.currency, "time_zone": held.time_zone, "day_begins": held.day_begins}


def _set(request: PageRequest, given: dict[str, Any]) -> None:
    services.set_entity(
        request.actor, unit=given["unit"], currency=given["currency"], time_zone=given["time_zone"],
        day_begins=given["day_begins"] or 0, seen=given["seen"] or None,
    )  # fmt: skip


@require_http_methods(FILL)
@door("org.edit")
def set_year(request: PageRequest) -> HttpResponse:
    """Let a legal entity count a fiscal year of its own."""
    lines = entities_page(request.actor, today()).entities
    entities = [(line.code, line.name) for line in lines if not line.is_company]
    initial = {"unit": request.GET.get("unit", ""), "seen": selectors.mark(request.actor)}
    form = EntityYearForm(entities, request.POST or None, initial=initial)
    if request.method == "POST" and submitted(form, lambda given: _set_year(request, given)):
        messages.success(request, _("The fiscal year stands. Its figures follow with the next run."))
        return go(request, "org:entities")
    page = {"title": _("Fiscal year of a legal entity"), "submit": _("Save the fiscal year")}
    return show_form(request, "forms/page.html", form, crumbs=ways.entities(), **page)


def _set_year(request: PageRequest, given: dict[str, Any]) -> None:
    services.set_entity_year(
        request.actor, unit=given["unit"], start_month=given["start_month"], valid_from=given["valid_from"],
        seen=given["seen"] or None,
    )  # fmt: skip


@require_http_methods(FILL)
@door("plan.edit")
def new_rates(request: PageRequest) -> HttpResponse:
    """Record exchange rates; another figure for the same place is a new version."""
    form = RatesForm(request.POST or None)
    written: list[int] = []
    if request.method == "POST" and submitted(form, lambda given: written.append(_record(request, given))):
        said = ngettext("%(count)d version written.", "%(count)d versions written.", written[0])
        messages.success(request, said % {"count": written[0]})
        return go(request, "org:entities")
    page = {"title": _("Exchange rates"), "submit": _("Record the rates")}
    return show_form(request, "forms/page.html", form, crumbs=ways.entities(), **page)


def _record(request: PageRequest, given: dict[str, Any]) -> int:
    return measure.record_rate_lines(request.actor, text=given["lines"], source=given["source"])
