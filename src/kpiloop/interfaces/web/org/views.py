"""Who and where: the tree on a day, one unit, one person, new units and people, other names, transfers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.foundation.org import selectors, services
from kpiloop.interfaces.web.forms.asking import PageRequest, day_asked, go, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.org.forms import AliasForm, MoveForm, NameForm, PersonForm, TransferForm, UnitForm
from kpiloop.interfaces.web.org.org_pages import PersonPage, person_page, shown_unit, tree_page, unit_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.web.worded.figures import tongue

FILL = ["GET", "POST"]


@require_GET
@door(object_kind="unit")
def organisation(request: PageRequest) -> HttpResponse:
    """The tree of units on a day, cut to what the reader sees."""
    return render(request, "org/organisation.html", {"page": tree_page(request.actor, day_asked(request))})


@require_GET
@door(object_kind="unit")
def unit(request: PageRequest, code: str) -> HttpResponse:
    """One unit: its place, its people, its seats."""
    return render(request, "org/unit.html", {"page": unit_page(request.actor, code, day_asked(request))})


@require_GET
@door(object_kind="person")
def person(request: PageRequest, number: str) -> HttpResponse:
    """One person and every place held."""
    return render(request, "org/person.html", {"page": person_page(request.actor, number, day_asked(request))})


@require_http_methods(FILL)
@door("org.edit")
def new_unit(request: PageRequest) -> HttpResponse:
    """Add a unit below another."""
    initial = {"parent": request.GET.get("parent", ""), "valid_from": today().replace(day=1)}
    form = UnitForm(request.actor, today(), request.POST or None, initial=initial)
    if request.method == "POST" and submitted(form, lambda given: services.add_unit(request.actor, **given)):
        messages.success(request, _("The unit stands."))
        return go(request, "org:unit", form.cleaned_data["code"])
    page = {"title": _("New unit"), "submit": _("Add the unit"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=ways.organisation(), **page)


@require_http_methods(FILL)
@door("org.edit", object_kind="unit")
def move_unit(request: PageRequest, code: str) -> HttpResponse:
    """Hang a unit below another from a day on; earlier days keep the old place."""
    initial = {"on": today().replace(day=1), "seen": selectors.mark(request.actor), **_hangs(request, code)}
    form = MoveForm(request.actor, today(), request.POST or None, initial=initial)
    if request.method == "POST" and submitted(
        form, lambda given: services.move_unit(request.actor, code=code, **given)
    ):
        messages.success(request, _("Moved. Days before keep the old place."))
        return go(request, "org:unit", code)
    name = next((row.name(tongue()) for row in selectors.units(request.actor, on=today()) if row.code == code), code)
    page = {"title": _("Move %(unit)s to another place in the tree") % {"unit": name}, "submit": _("Move it")}
    return show_form(request, "forms/page.html", form, crumbs=ways.unit(name, code), **page)


def _hangs(request: PageRequest, code: str) -> dict[str, object]:
    """Where a unit hangs today, as a form begins with it."""
    units = {row.id: row for row in selectors.units(request.actor, on=today())}
    row = next((row for row in units.values() if row.code == code), None)
    above = units.get(row.parent_id or 0) if row else None
    return {"order": row.order if row else None, "new_parent": above.code if above else ""}


def _home(request: PageRequest, code: str) -> tuple[str, ...]:
    """The page of a unit; one that stands in a further tree alone, or is over, is left for the organisation."""
    stands = any(row.code == code for row in selectors.units(request.actor, on=today()))
    return ("org:unit", code) if stands else ("org:organisation",)


def _way_home(name: str, home: tuple[str, ...]) -> ways.Way:
    return ways.unit(name, home[1]) if len(home) > 1 else ways.organisation()


@require_http_methods(FILL)
@door("org.edit", object_kind="unit")
def add_alias(request: PageRequest, code: str) -> HttpResponse:
    """Record another code or name a unit has in some source; its rows find home from the next load on."""
    home = _home(request, code)
    form = AliasForm(request.POST or None, initial={"alias": request.GET.get("alias", "")})
    if request.method == "POST" and submitted(
        form, lambda given: services.add_alias(request.actor, unit=code, alias=given["alias"])
    ):
        messages.success(request, _("Recorded. Rows with this name count for the unit from the next load on."))
        return go(request, *home)
    name = shown_unit(request.actor, code, today()).name(tongue())
    page = {"title": _("Another name of %(unit)s") % {"unit": name}, "submit": _("Record the name")}
    return show_form(request, "forms/page.html", form, crumbs=_way_home(name, home), **page)


@require_http_methods(FILL)
@door("org.edit", object_kind="unit")
def rename_unit(request: PageRequest, code: str) -> HttpResponse:
    """Give a unit another name in both languages; sheets and letters written before keep the old one."""
    row, home = shown_unit(request.actor, code, today()), _home(request, code)
    initial = {"name_zh": row.name_zh, "name_en": row.name_en, "seen": selectors.mark(request.actor)}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST" and submitted(
        form, lambda given: services.rename_subject(request.actor, code=code, **given)
    ):
        messages.success(request, _("Renamed. The code stays."))
        return go(request, *home)
    page = {"title": _("Rename %(unit)s") % {"unit": row.name(tongue())}, "submit": _("Rename"), "note": row.code}
    return show_form(request, "forms/page.html", form, crumbs=_way_home(row.name(tongue()), home), **page)


@require_http_methods(FILL)
@door("org.edit")
def new_person(request: PageRequest) -> HttpResponse:
    """Add an employee with the first place."""
    initial = {"unit": request.GET.get("unit", ""), "on": today()}
    form = PersonForm(request.actor, today(), request.POST or None, initial=initial)
    if request.method == "POST" and submitted(form, lambda given: _hire(request, form.place())):
        messages.success(request, _("Added."))
        return go(request, "org:person", form.cleaned_data["number"])
    page = {"title": _("New person"), "submit": _("Add the person"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=ways.organisation(), **page)


def _hire(request: PageRequest, given: dict[str, Any]) -> None:
    number = given.pop("number")
    named = {name: given.pop(name) for name in ("name_zh", "name_en")}
    username = given.pop("username") or None
    with transaction.atomic():
        services.add_person(request.actor, number=number, username=username, **named)
        services.appoint(request.actor, person=number, valid_from=given.pop("on"), **given)


@require_http_methods(FILL)
@door("org.edit", object_kind="person")
def transfer(request: PageRequest, number: str) -> HttpResponse:
    """Move a person to another unit or seat from a day on, or give one to who has none; cards are split by days."""
    page = person_page(request.actor, number, today())
    initial = {"on": today(), "seen": selectors.places_mark(request.actor, page.person.id)}
    form = TransferForm(request.actor, today(), request.POST or None, initial=initial)
    if request.method == "POST" and submitted(form, lambda given: _place(request, page, form.place())):
        messages.success(request, _("Saved. Every place counts by its days."))
        return go(request, "org:person", number)
    title, submit = _("Transfer %(name)s"), _("Transfer")
    if not page.lasting:
        title, submit = _("New place of %(name)s"), _("Give the place")
    shown = {"title": title % {"name": page.name}, "note": page.title, "submit": submit}
    return show_form(request, "forms/page.html", form, crumbs=ways.person(page.name, number), **shown)


def _place(request: PageRequest, page: PersonPage, given: dict[str, Any]) -> None:
    """A transfer ends the place held until then; who holds none by that day is put into the new one."""
    on = given["on"]
    if any(line.valid_from < on and (line.valid_to is None or line.valid_to > on) for line in page.places):
        services.transfer(request.actor, person=page.person.code, **given)
        return
    reason = given.pop("reason")
    services.appoint(request.actor, person=page.person.code, valid_from=given.pop("on"), reason=reason, **given)
