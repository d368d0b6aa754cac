"""What ends on a day, a unit or a place a person holds, and ends taken back; everything before stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpiloop.foundation.org import selectors, services
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.interfaces.web.forms.asking import PageRequest, go, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.org.ending_forms import EndForm, PlaceEndForm
from kpiloop.interfaces.web.org.ending_page import ONE_DAY, unit_end
from kpiloop.interfaces.web.org.org_pages import person_page, shown_unit
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.periods import day

FILL = ["GET", "POST"]


@require_http_methods(FILL)
@door("org.edit", object_kind="unit")
def end_unit(request: PageRequest, code: str) -> HttpResponse:
    """End a unit on a day, or change the day that was said; people and units below go elsewhere first."""
    row = shown_unit(request.actor, code, today())
    held = unit_end(request.actor, row.id, today())
    initial = {"on": held or _next_month(today()), "seen": selectors.mark(request.actor)}
    form = EndForm(request.POST or None, initial=initial)
    save = services.change_unit_end if held else services.close_unit
    if request.method == "POST" and submitted(form, lambda given: save(request.actor, code=code, **given)):
        on = form.cleaned_data["on"]
        messages.success(request, _("The unit ends on %(day)s. Everything before stays.") % {"day": day(on)})
        return go(request, "org:unit", code, on=_shown_on(on))
    back = f"{reverse('org:unit', args=[code])}?on={_shown_on(held)}" if held else reverse("org:unit", args=[code])
    page = {
        "title": (_("Another end of %(unit)s") if held else _("End %(unit)s")) % {"unit": row.name(tongue())},
        "note": _("People and units below go elsewhere or end first. Everything before that day stays."),
        "submit": _("Change the end") if held else _("End the unit"),
    }
    return show_form(request, "forms/page.html", form, crumbs=ways.unit(row.name(tongue()), code), back=back, **page)


@require_POST
@door("org.edit", object_kind="unit")
def resume_unit(request: PageRequest, code: str) -> HttpResponse:
    """Take the end of a unit back: it hangs again where it hung last."""
    shown_unit(request.actor, code, today())
    services.change_unit_end(request.actor, code=code, on=None, seen=request.POST.get("seen"))
    messages.success(request, _("The end is taken back: the unit goes on where it hung."))
    return go(request, "org:unit", code)


@require_http_methods(FILL)
@door("org.edit", object_kind="person")
def end_place(request: PageRequest, number: str) -> HttpResponse:
    """End a place of a person who leaves, put an end right, or take back a place that never was."""
    page = person_page(request.actor, number, today())
    running = next((line.valid_from for line in page.lasting if line.is_running), None)
    initial = {"valid_from": running, "on": today() + ONE_DAY, "seen": selectors.mark(request.actor)}
    form = PlaceEndForm(page.endable, request.POST or None, initial=initial)
    if request.method == "POST" and submitted(
        form, lambda given: services.end_appointment(request.actor, person=number, **given)
    ):
        messages.success(request, _ended(form.cleaned_data["valid_from"], form.cleaned_data["on"]))
        return go(request, "org:person", number)
    shown: dict[str, Any] = {"title": _("End a place of %(name)s") % {"name": page.name}, "note": page.title}
    crumbs = ways.person(page.name, number)
    return show_form(request, "forms/page.html", form, crumbs=crumbs, submit=_("End the place"), **shown)


@require_POST
@door("org.edit", object_kind="person")
def resume_place(request: PageRequest, number: str) -> HttpResponse:
    """Take the end of the newest place of a person back."""
    page = person_page(request.actor, number, today())
    newest = page.ended or next(iter(page.places), None)
    if newest is None:
        raise NotVisible(kind="place", key=number)
    services.resume_appointment(
        request.actor, person=number, valid_from=newest.valid_from, seen=request.POST.get("seen")
    )
    messages.success(request, _("The end is taken back: the place goes on."))
    return go(request, "org:person", number)


def _shown_on(ends_on: date | None) -> str:
    """A unit that is no more has no page today: it is shown as it stood on its last day."""
    last = ends_on - ONE_DAY if ends_on else today()
    return last.isoformat() if last < today() else ""


def _ended(first: date, on: date) -> str:
    if on == first:
        return _("The place is taken back: it never was.")
    return _("The place ends on %(day)s. Everything before stays.") % {"day": day(on)}


def _next_month(on: date) -> date:
    return (on.replace(day=1) + timedelta(days=31)).replace(day=1)
