"""The action board, one action, a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked, period_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.review.action_form import ActionForm, Origin, origin_of
from kpiloop.interfaces.web.review.action_page import UpdateForm, action_page
from kpiloop.interfaces.web.review.board_page import Wanted, board_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.web.worded.figures import kpi_of
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review import services
from kpiloop.loop.review.choices import ACTION_STATES
from kpiloop.loop.review.errors.actions import ActionChanged
from kpiloop.loop.track import services as track_services


@require_GET
@door("actions.view")
def actions(request: PageRequest) -> HttpResponse:
    """All actions in sight as a board or a list."""
    asked = request.GET
    wanted = Wanted(
        view="table" if asked.get("view") == "table" else "board",
        is_mine=asked.get("whose") == "mine",
        is_late=asked.get("late") == "1",
        state=asked.get("state", "") if asked.get("state") in ACTION_STATES else "",
        page=number_asked(request, "page"),
    )
    return render(request, "review/actions.html", {"page": board_page(request.actor, wanted, today())})


@require_GET
@door("actions.view", object_kind="action")
def action(request: PageRequest, action_id: int) -> HttpResponse:
    """One action with its effect."""
    return render(request, "review/action.html", {"page": action_page(request.actor, action_id, today())})


@require_POST
@door("actions.write", object_kind="action")
def update(request: PageRequest, action_id: int) -> HttpResponse:
    """Move an action and say how it goes."""
    row = review.action(request.actor, action_id, on=today())
    form = UpdateForm(row.state, request.POST)
    if submitted(
        form, lambda given: services.update_action(request.actor, action_id=action_id, today=today(), **given)
    ):
        messages.success(request, _("Saved."))
        if request.POST.get("from") == "board":
            return go(request, "review:actions", whose=request.POST.get("whose", ""))
        return go(request, "review:action", action_id)
    page = action_page(request.actor, action_id, today(), form)
    clashes = form.refusal is not None and form.refusal.code == ActionChanged.code
    return render(request, "review/action.html", {"page": page}, status=409 if clashes else 422)


@require_http_methods(["GET", "POST"])
@door("actions.write")
def new_action(request: PageRequest, assignment_id: int | None = None) -> HttpResponse:
    """Add an action to what the address names: an alert, a cause, a KPI."""
    period = period_asked(request)
    origin = origin_of(request.actor, request.GET, period, assignment_id) if period else None
    if origin is None:
        return render(request, "review/action_nowhere.html")
    form = ActionForm(request.actor, origin, today(), request.POST or None)
    if request.method == "POST" and submitted(form, lambda given: _add(request, origin, given)):
        messages.success(request, _("The action stands and its owner is told."))
        return go(request, "review:actions")
    page = {
        "title": _("Action for %(kpi)s") % {"kpi": kpi_of(origin.assignment)},
        "submit": _("Add the action"),
        "origin": origin,
    }
    return show_form(request, "review/action_form.html", form, crumbs=ways.actions(), two=True, **page)


def _add(request: PageRequest, origin: Origin, given: dict[str, Any]) -> None:
    services.add_action(
        request.actor,
        assignment_id=origin.assignment.id,
        period_code=origin.period.code,
        cause_id=origin.cause_id,
        alert_id=origin.alert.id if origin.alert else None,
        **given,
    )
    if origin.alert is not None and origin.alert.state == "open" and request.actor.may("alerts.acknowledge"):
        # One step: whoever acts on an alert has answered it.
        track_services.acknowledge(request.actor, alert_id=origin.alert.id, note=given["title"], now=now())
