"""Setting when sources are loaded by themselves, pausing that, and looking how it went."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.collect.schedule_page import ScheduleForm, initial_of, schedule_page
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording import formats
from kpiloop.loop.collect import selectors, services


@require_GET
@door("sources.view")
def schedules(request: PageRequest) -> HttpResponse:
    """Every source that is loaded by itself, with its last thirty due times."""
    return render(request, "collect/schedules.html", {"page": schedule_page(request.actor, now())})


@require_http_methods(["GET", "POST"])
@door("sources.edit", object_kind="source")
def schedule(request: PageRequest, code: str) -> HttpResponse:
    """Say when a source is loaded."""
    held = selectors.source(request.actor, code)
    form = ScheduleForm(request.POST or None, initial=initial_of(request.actor, code, now()))

    def act(given: dict[str, Any]) -> None:
        services.set_schedule(
            request.actor,
            source=held.code,
            times=ScheduleForm.times(given),
            zone=given["zone"],
            catch_up=given["catch_up"],
            now=now(),
        )

    if request.method == "POST" and submitted(form, act):
        messages.success(request, _("The times are set."))
        return go(request, "collect:schedules")
    title = _("When %(source)s is loaded") % {"source": held.name(formats.language())}
    page = {"title": title, "submit": _("Set the times"), "two": True}
    crumbs = (*ways.data(), ways.step(_("Schedules"), "collect:schedules"))
    return show_form(request, "forms/page.html", form, crumbs=crumbs, **page)


@require_POST
@door("sources.edit", object_kind="source")
def pause(request: PageRequest, code: str) -> HttpResponse:
    """Stop loading a source by itself, or go on from now."""
    is_active = request.POST.get("active") == "1"
    services.pause_schedule(request.actor, source=code, is_active=is_active, now=now())
    messages.success(request, _("It goes on.") if is_active else _("It is paused."))
    return go(request, "collect:schedules")
