"""Events that count and vetoes taken back: recorded by one person, decided by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.interfaces.web.forms.asking import PageRequest, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.reward.scoring.beside_forms import DecisionForm, EndForm, EventForm
from kpiloop.interfaces.web.reward.scoring.beside_page import beside_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording import formats
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.rows import CycleRow

FILL = ["GET", "POST"]


@require_GET
@door("values.view", object_kind="cycle")
def beside(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Events and lifts of a quarter."""
    return render(request, "reward/beside.html", {"page": beside_page(request.actor, cycle_id)})


@require_http_methods(FILL)
@door("reviews.manage", object_kind="cycle")
def new_event(request: PageRequest, cycle_id: int) -> HttpResponse:
    """Record something that happened and counts."""
    cycle = selectors.cycle(request.actor, cycle_id)
    rules = selectors.adjustments(request.actor, scheme=cycle.scheme_code)
    form = EventForm(request.actor, rules, request.POST or None)
    done = request.method == "POST" and submitted(
        form, lambda given: services.record_event(request.actor, scheme=cycle.scheme_code, now=now(), **given)
    )
    if done:
        messages.success(request, _("Recorded. It counts once another person approved it."))
        return redirect("reward:beside", cycle_id)
    page = {"title": _("Record an event that counts"), "submit": _("Record it")}
    return show_form(request, "forms/page.html", form, crumbs=_way_here(cycle), **page)


@require_http_methods(FILL)
@door("reviews.view_all", object_kind="event")
def decide_event(request: PageRequest, cycle_id: int, event_id: int) -> HttpResponse:
    """Approve or refuse an event."""
    cycle = selectors.cycle(request.actor, cycle_id)
    events = selectors.adjustment_events(
        request.actor, scheme=cycle.scheme_code, start=cycle.starts_on, end=cycle.ends_before
    )
    held = next((row for row in events if row.id == event_id), None)
    if held is None:
        raise Http404
    form = DecisionForm(_("Approve"), _("Refuse"), request.POST or None)
    done = request.method == "POST" and submitted(
        form, lambda given: services.decide_event(request.actor, event_id=event_id, **_decision(given), now=now())
    )
    title = f"{held.rule_name_zh if formats.language() != 'en' else held.rule_name_en}: {held.text}"
    note = f"{held.subject.name(formats.language())} · {held.evidence}"
    return _answer(request, cycle_id, form, done=done, title=title, note=note)


@require_http_methods(FILL)
@door("reviews.manage", object_kind="score_sheet")
def ask_lift(request: PageRequest, sheet_id: int, rule: str) -> HttpResponse:
    """Ask that a veto or gate be taken back on a card."""
    sheet = selectors.sheet_by_id(request.actor, sheet_id=sheet_id)
    if rule not in {row.code for row in sheet.adjustments}:
        raise Http404
    form = EndForm(request.POST or None)
    done = request.method == "POST" and submitted(
        form,
        lambda given: services.ask_lift(
            request.actor,
            cycle_id=sheet.cycle.id,
            rule=rule,
            subject=sheet.subject.code,
            reason=given["reason"],
            now=now(),
        ),
    )
    if done:
        messages.success(request, _("Asked. Who may lift it finds it among the events of the quarter."))
        return redirect("reward:sheet", sheet_id)
    fields = {"name": sheet.subject.name(formats.language()), "rule": rule}
    page = {"title": _("Ask to lift %(rule)s on the card of %(name)s") % fields, "submit": _("Ask")}
    return show_form(request, "forms/page.html", form, crumbs=ways.sheet(sheet), **page)


@require_http_methods(FILL)
@door("reviews.view_all", object_kind="lift")
def decide_lift(request: PageRequest, cycle_id: int, lift_id: int) -> HttpResponse:
    """Lift a veto or gate on one card, or let it stand."""
    held = next((row for row in selectors.veto_lifts(request.actor, cycle_id=cycle_id) if row.id == lift_id), None)
    if held is None:
        raise Http404
    form = DecisionForm(_("Lift it"), _("Let it stand"), request.POST or None)
    done = request.method == "POST" and submitted(
        form, lambda given: services.decide_lift(request.actor, lift_id=lift_id, **_decision(given), now=now())
    )
    name = held.rule_name_zh if formats.language() != "en" else held.rule_name_en
    title = f"{name}: {held.subject.name(formats.language())}"
    return _answer(request, cycle_id, form, done=done, title=title, note=held.reason)


def _decision(given: dict[str, Any]) -> dict[str, Any]:
    return {"approves": given["approves"] == "yes", "reason": given["reason"]}


def _answer(
    request: PageRequest, cycle_id: int, form: DecisionForm, *, done: bool, title: str, note: str
) -> HttpResponse:
    if done:
        messages.success(request, _("Decided. Score the quarter again to let it count."))
        return redirect("reward:beside", cycle_id)
    crumbs = _way_here(selectors.cycle(request.actor, cycle_id))
    return show_form(request, "forms/page.html", form, title=title, note=note, submit=_("Decide"), crumbs=crumbs)


def _way_here(cycle: CycleRow) -> ways.Way:
    return (*ways.cycle(cycle), ways.step(_("Events and lifts"), "reward:beside", cycle.id))
