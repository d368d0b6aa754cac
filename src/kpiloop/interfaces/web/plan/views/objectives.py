"""Strategic objectives: what the KPIs are for; stating, changing and ending them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, number_asked, period_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.plan.objective_forms import (
    ObjectiveChangeForm,
    ObjectiveEndForm,
    ObjectiveForm,
    hanging_on,
    kept_objective,
)
from kpiloop.interfaces.web.plan.objective_page import objective_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.periods import day
from kpiloop.loop.plan import services
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.rows import ObjectiveRow

FILL = ["GET", "POST"]


@require_GET
@door("plan.view")
def objectives(request: PageRequest) -> HttpResponse:
    """Objectives of one fiscal year by perspective, each with its KPIs."""
    period = period_asked(request)
    year = number_asked(request, "year", period.fiscal_year if period else today().year)
    return render(request, "plan/objectives.html", {"page": objective_page(request.actor, year, period)})


@require_http_methods(FILL)
@door("plan.edit")
def new_objective(request: PageRequest) -> HttpResponse:
    """State an objective."""
    year = number_asked(request, "year", today().year)
    form = ObjectiveForm(request.actor, request.POST or None, initial={"fiscal_year": year})
    if request.method == "POST" and submitted(form, lambda given: services.add_objective(request.actor, **given)):
        messages.success(request, _("The objective stands. Link KPIs to it in their definitions."))
        return go(request, "plan:objectives", year=str(form.cleaned_data["fiscal_year"]))
    page = {"title": _("New objective"), "submit": _("Save the objective")}
    return show_form(request, "forms/page.html", form, crumbs=ways.objectives(year), **page)


@require_http_methods(FILL)
@door("plan.edit", object_kind="objective")
def change_objective(request: PageRequest, code: str) -> HttpResponse:
    """Say an objective in other words, of another perspective or under another leader."""
    kept = _kept(request, code)
    form = ObjectiveChangeForm(request.actor, kept, request.POST or None)
    if request.method == "POST" and submitted(form, lambda given: services.change_objective(request.actor, **given)):
        messages.success(request, _("Saved. Documents that were signed keep what they said."))
        return go(request, "plan:objectives", year=str(form.cleaned_data["fiscal_year"]))
    page = {
        "title": _("Change the objective %(name)s") % {"name": kept.name(tongue())},
        "submit": _("Save"),
        "two": True,
    }
    crumbs = ways.objectives(kept.fiscal_year)
    return show_form(request, "plan/objective_change.html", form, objective=kept, crumbs=crumbs, **page)


@require_http_methods(FILL)
@door("plan.edit", object_kind="objective")
def end_objective(request: PageRequest, code: str) -> HttpResponse:
    """End an objective, with everything that hangs on it before the eyes."""
    kept = _kept(request, code)
    initial = {"on": kept.ended_on or today(), "reason": kept.end_reason, "seen": kept.mark}
    form = ObjectiveEndForm(request.POST or None, initial=initial)
    if request.method == "POST" and submitted(
        form, lambda given: services.end_objective(request.actor, code=code, today=today(), **given)
    ):
        messages.success(request, _("The objective ends on %(day)s.") % {"day": day(form.cleaned_data["on"])})
        return go(request, "plan:objectives", year=str(kept.fiscal_year))
    page = {
        "title": _("End the objective %(name)s") % {"name": kept.name(tongue())},
        "hanging": hanging_on(request.actor, kept),
        "submit": _("End the objective"),
    }
    return show_form(request, "plan/objective_end.html", form, objective=kept, crumbs=ways.objective(kept), **page)


@require_POST
@door("plan.edit", object_kind="objective")
def resume_objective(request: PageRequest, code: str) -> HttpResponse:
    """Take the end of an objective back."""
    kept = _kept(request, code)
    services.resume_objective(request.actor, code=code, seen=request.POST.get("seen"))
    messages.success(request, _("The end is taken back: the objective is pursued again."))
    return go(request, "plan:objectives", year=str(kept.fiscal_year))


def _kept(request: PageRequest, code: str) -> ObjectiveRow:
    found = kept_objective(request.actor, code)
    if found is None:
        raise NotFound(kind="objective", key=code)
    return found
