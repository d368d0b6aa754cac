"""Strategic objectives: what the KPIs are for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.interfaces.web.forms.asking import PageRequest, go, number_asked, period_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.plan.objective_page import ObjectiveForm, objective_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.plan import services


@require_GET
@door("plan.view")
def objectives(request: PageRequest) -> HttpResponse:
    """Objectives of one fiscal year by perspective, each with its KPIs."""
    period = period_asked(request)
    year = number_asked(request, "year", period.fiscal_year if period else today().year)
    return render(request, "plan/objectives.html", {"page": objective_page(request.actor, year, period)})


@require_http_methods(["GET", "POST"])
@door("plan.edit")
def new_objective(request: PageRequest) -> HttpResponse:
    """State an objective."""
    year = number_asked(request, "year", today().year)
    form = ObjectiveForm(request.actor, request.POST or None, initial={"fiscal_year": year})
    if request.method == "POST" and submitted(form, lambda given: services.add_objective(request.actor, **given)):
        messages.success(request, _("The objective stands. Link KPIs to it in their definitions."))
        return go(request, "plan:objectives", year=str(form.cleaned_data["fiscal_year"]))
    page = {"title": _("New objective"), "back": reverse("plan:objectives"), "submit": _("Save the objective")}
    return show_form(request, "forms/page.html", form, **page)
