"""Positions of a unit, and what a position or a person is called."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpiloop.foundation.org import selectors, services
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.foundation.org.rows import PositionRow
from kpiloop.interfaces.web.forms.asking import PageRequest, go, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.org.forms import PersonChangeForm, SeatChangeForm, SeatForm
from kpiloop.interfaces.web.org.org_pages import person_page, shown_unit
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.web.worded.figures import tongue

FILL = ["GET", "POST"]


@require_http_methods(FILL)
@door("org.edit", object_kind="unit")
def new_position(request: PageRequest, code: str) -> HttpResponse:
    """Add a position to a unit; people are placed in it when they are added or transferred."""
    unit = shown_unit(request.actor, code, today())
    form = SeatForm(request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda given: services.add_position(request.actor, unit=code, **given)
    ):
        messages.success(request, _("The position stands. Place people in it when they are added or transferred."))
        return go(request, "org:unit", code)
    page = {
        "title": _("New position in %(unit)s") % {"unit": unit.name(tongue())},
        "submit": _("Add the position"),
    }
    return show_form(request, "forms/page.html", form, crumbs=ways.unit(unit.name(tongue()), code), **page)


@require_http_methods(FILL)
@door("org.edit", object_kind="position")
def change_position(request: PageRequest, code: str) -> HttpResponse:
    """Give a position another name or pay level; it stays in its unit."""
    row = _seat(request, code)
    home = selectors.subject_by_id(request.actor, row.unit_id)
    unit = home.code
    initial = {"name_zh": row.name_zh, "name_en": row.name_en, "level": row.level}
    form = SeatChangeForm(request.POST or None, initial={**initial, "seen": selectors.mark(request.actor)})
    if request.method == "POST" and submitted(form, lambda given: _change(request, row, given)):
        messages.success(request, _("Saved. The code stays."))
        return go(request, "org:unit", unit)
    page = {
        "title": _("Change %(position)s") % {"position": row.name(tongue())},
        "submit": _("Save"),
        "note": code,
    }
    return show_form(request, "forms/page.html", form, crumbs=ways.unit(home.name(tongue()), unit), **page)


def _seat(request: PageRequest, code: str) -> PositionRow:
    found = next((row for row in selectors.positions(request.actor, on=today()) if row.code == code), None)
    if found is None:
        raise NotVisible(kind="position", key=code)
    return found


@transaction.atomic
def _change(request: PageRequest, row: PositionRow, given: dict[str, Any]) -> None:
    level = given.pop("level")
    services.rename_subject(request.actor, code=row.code, **given)
    if level != row.level:
        services.grade_position(request.actor, code=row.code, level=level)


@require_http_methods(FILL)
@door("org.edit", object_kind="person")
def change_person(request: PageRequest, number: str) -> HttpResponse:
    """Give a person another name, and an account where there is none yet; the number stays."""
    person = person_page(request.actor, number, today()).person
    initial = {"name_zh": person.name_zh, "name_en": person.name_en, "seen": selectors.mark(request.actor)}
    form = PersonChangeForm(person.user_id is not None, request.POST or None, initial=initial)
    if request.method == "POST" and submitted(form, lambda given: _rename(request, number, given)):
        messages.success(request, _("Saved. The employee number stays."))
        return go(request, "org:person", number)
    page = {
        "title": _("Change %(name)s") % {"name": person.name(tongue())},
        "submit": _("Save"),
        "note": number,
    }
    return show_form(request, "forms/page.html", form, crumbs=ways.person(person.name(tongue()), number), **page)


@transaction.atomic
def _rename(request: PageRequest, number: str, given: dict[str, Any]) -> None:
    username = given.pop("username", "")
    services.rename_subject(request.actor, code=number, **given)
    if username:
        services.link_account(request.actor, person=number, username=username)
