"""The calendar page, and changing what stands on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.foundation.calendar import selectors, services
from kpiloop.interfaces.web.forms.asking import PageRequest, go, number_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.org.calendar_forms import CutForm, EventForm, filled_with
from kpiloop.interfaces.web.org.calendar_page import calendar_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways

FILL = ["GET", "POST"]


@require_GET
@door()
def show_calendar(request: PageRequest) -> HttpResponse:
    """Periods of a fiscal year with their working days, and days that differ."""
    page = calendar_page(request.actor, number_asked(request, "year", 0), today())
    return render(request, "org/calendar.html", {"page": page})


@require_http_methods(FILL)
@door("org.edit")
def cut_calendar(request: PageRequest) -> HttpResponse:
    """Set how the fiscal year is cut; refused once something rests on its periods."""
    initial = filled_with(selectors.company_calendar(request.actor))
    form = CutForm(request.POST or None, initial=initial)
    if request.method == "POST" and submitted(form, lambda given: _cut(request, form, given)):
        messages.success(request, _("The calendar stands."))
        return go(request, "org:calendar")
    page = {"title": _("How the fiscal year is cut"), "submit": _("Save the calendar"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=ways.calendar(), **page)


def _cut(request: PageRequest, form: CutForm, given: dict[str, Any]) -> None:
    with transaction.atomic():
        services.ensure_calendar(
            request.actor,
            fiscal_start_month=given["fiscal_start_month"],
            named_by=given["named_by"],
            cut=form.cut(),
            first_month=given["first_month"],
            last_month=given["last_month"],
        )
        services.set_workdays(request.actor, weekdays=[int(day) for day in given["workdays"]])


@require_http_methods(FILL)
@door("org.edit")
def new_event(request: PageRequest) -> HttpResponse:
    """Enter days off, make-up days or a campaign."""
    form = EventForm(request.POST or None, initial={"first_day": today(), "last_day": today()})
    if request.method == "POST" and submitted(form, lambda given: services.add_event(request.actor, **given)):
        messages.success(request, _("The days stand in the calendar."))
        return go(request, "org:calendar")
    page = {"title": _("Days that differ"), "submit": _("Enter the days"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=ways.calendar(), **page)


@require_POST
@door("org.edit")
def remove_event(request: PageRequest, event_id: int) -> HttpResponse:
    """Take days out again: they are worked as usual."""
    services.remove_event(request.actor, event_id=event_id)
    messages.success(request, _("Taken out: these days are worked as usual."))
    return go(request, "org:calendar")


@require_POST
@door("org.edit")
def load_holidays(request: PageRequest) -> HttpResponse:
    """Take over the announced public holidays and make-up days of a year."""
    written = request.POST.get("holidays_of", "")
    year = int(written) if written.isascii() and written.isdigit() and len(written) == 4 else today().year
    added = services.load_public_holidays(request.actor, year=year)
    said = ngettext("%(count)d entry taken over.", "%(count)d entries taken over.", added) % {"count": added}
    messages.success(request, said)
    return go(request, "org:calendar")
