"""The target grid, editing one KPI's targets, spreading a year, and the history of one target."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.web.forms.asking import PageRequest, go, number_asked, period_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.plan.grid.asked import LAYERS
from kpiloop.interfaces.web.plan.grid.asking import WHO, Wanted
from kpiloop.interfaces.web.plan.grid.target_columns import VIEWS
from kpiloop.interfaces.web.plan.grid.target_grid import target_grid
from kpiloop.interfaces.web.plan.target_editing import Editing, editing
from kpiloop.interfaces.web.plan.target_forms import ProposalForm, history_page
from kpiloop.interfaces.web.plan.year.annual_form import AnnualForm, annual_help
from kpiloop.interfaces.web.plan.year.course_panel import course_of
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.shell.place import place_of
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.plan import services

FILL = ["GET", "POST"]


def wanted_of(request: PageRequest) -> Wanted:
    """What the address asks for; an unknown choice falls back to the first."""
    asked = request.GET
    who, layer, view = asked.get("who", WHO[0]), asked.get("layer", LAYERS[0]), asked.get("view", VIEWS[0])
    return Wanted(
        year=number_asked(request, "year", 0),
        unit=asked.get("unit", ""),
        kpi=asked.get("kpi", ""),
        who=who if who in WHO else WHO[0],
        layer=layer if layer in LAYERS else LAYERS[0],
        scheme=asked.get("scheme", ""),
        view=view if view in VIEWS else VIEWS[0],
        part=asked.get("part", ""),
        against=asked.get("against", ""),
    )


@require_GET
@door("plan.view")
def targets(request: PageRequest) -> HttpResponse:
    """Targets of a year: KPI by subject by month, sums, gaps, weights and findings."""
    wanted = wanted_of(request)
    # Who sees no card of a unit is shown the kind of card there is, unless the address names one.
    kinds = [wanted.who] if {"who", "unit", "kpi"} & set(request.GET) else [*WHO]
    for kind in kinds:
        page = target_grid(request.actor, period_asked(request), replace(wanted, who=kind), place_of(request).query())
        if page.groups:
            break
    else:
        page = target_grid(request.actor, period_asked(request), wanted, place_of(request).query())
    return render(request, "plan/targets.html", {"page": page, "who": WHO})


@require_http_methods(FILL)
@door("targets.edit")
def edit(request: PageRequest) -> HttpResponse:
    """All open months of one KPI as one form; closed months stay as they are."""
    sent = {name: str(text) for name, text in request.POST.items()} if request.method == "POST" else None
    page = editing(request.actor, period_asked(request), wanted_of(request), sent)
    if sent is None:
        return _show(request, page)
    if page.wrong:
        return _show(request, page, _("Some cells hold no figure; they are marked. Nothing has been saved yet."))
    try:
        written = services.set_targets(request.actor, targets=page.changes, reason=sent.get("reason", ""))
    except Refusal as refusal:
        return _show(request, page, refusal_sentence(refusal))
    count = written.added + written.changed
    said = ngettext("%(count)d target saved.", "%(count)d targets saved.", count) % {"count": count}
    messages.success(request, said)
    kept = {name: request.GET[name] for name in ("year", "view", "part") if name in request.GET}
    return go(request, "plan:targets", kpi=page.code, who=wanted_of(request).who, **kept)


def _show(request: PageRequest, page: Editing, error: str = "") -> HttpResponse:
    shown = {"page": page, "error": error, "reason": request.POST.get("reason", "")}
    return render(request, "plan/targets_edit.html", shown, status=422 if error else 200)


@require_http_methods(FILL)
@door("targets.edit", object_kind="assignment")
def annual(request: PageRequest, assignment_id: int) -> HttpResponse:
    """Spread an annual target over the months of its year."""
    page = annual_help(request.actor, assignment_id)
    form = AnnualForm(page, request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda given: services.set_annual_target(request.actor, assignment_id=assignment_id, **form.spread())
    ):
        messages.success(request, _("The year is spread over its months."))
        return go(request, "plan:targets", kpi=page.kpi.code, who=page.assignment.subject.kind)
    course = course_of(request.actor, page.assignment)
    return show_form(request, "plan/target_annual.html", form, page=page, crumbs=ways.targets(), course=course)


@require_http_methods(FILL)
@door("plan.view", object_kind="assignment")
def history(request: PageRequest, assignment_id: int, period_code: str) -> HttpResponse:
    """Every version of one target; from here a change is proposed."""
    page = history_page(request.actor, assignment_id, period_code)
    form = ProposalForm(page.assignment.kpi, request.POST or None)
    if request.method == "POST" and submitted(
        form,
        lambda given: services.propose_target_change(
            request.actor, assignment_id=assignment_id, period=period_code, on=today(), **form.asked()
        ),
    ):
        messages.success(request, _("Proposed. Somebody else decides it."))
        return go(request, "plan:target_changes")
    return show_form(request, "plan/target_history.html", form, page=page)
