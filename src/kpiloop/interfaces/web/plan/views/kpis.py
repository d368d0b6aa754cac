"""The KPI dictionary: list, definition, next version, formula."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, period_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.plan.definition_page import definition_page
from kpiloop.interfaces.web.plan.formula_form import FormulaForm
from kpiloop.interfaces.web.plan.formula_page import formula_help, stumble_of, suggested_formula
from kpiloop.interfaces.web.plan.kpi_form import KpiForm, first_words, stated
from kpiloop.interfaces.web.plan.kpi_list import LIGHTS, Wanted, kpi_list
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure import services as measure_services
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services

FILL = ["GET", "POST"]


@require_GET
@door("plan.view")
def kpis(request: PageRequest) -> HttpResponse:
    """All KPIs by objective with their light in the chosen period."""
    asked = request.GET
    wanted = Wanted(asked.get("q", ""), asked.get("light", ""), asked.get("perspective", ""))
    page = kpi_list(request.actor, period_asked(request), wanted)
    return render(request, "plan/kpis.html", {"page": page, "lights": LIGHTS})


@require_GET
@door("plan.view", object_kind="kpi")
def definition(request: PageRequest, code: str) -> HttpResponse:
    """What one KPI means and who answers for it."""
    page = definition_page(request.actor, code, period_asked(request), today())
    return render(request, "plan/definition.html", {"page": page})


@require_http_methods(FILL)
@door("plan.edit")
def new_kpi(request: PageRequest) -> HttpResponse:
    """Draft a new KPI."""
    form = KpiForm(request.actor, request.POST or None, initial={"valid_from": today().replace(month=1, day=1)})
    if request.method == "POST" and submitted(form, lambda given: services.draft_kpi(request.actor, **stated(given))):
        messages.success(request, _("Drafted. It judges nothing before it is published."))
        return go(request, "plan:kpi", form.cleaned_data["code"])
    title = _("New KPI: what is measured, and which way is good")
    return show_form(request, "plan/kpi_form.html", form, title=title, crumbs=ways.kpis())


@require_http_methods(FILL)
@door("plan.edit", object_kind="kpi")
def revise(request: PageRequest, code: str) -> HttpResponse:
    """Draft the next version of a definition; what is in force stays as it is."""
    newest = plan.definitions(request.actor, code)[0]
    objective = next((row.code for row in plan.objectives(request.actor) if row.id == newest.kpi.objective_id), "")
    form = KpiForm(request.actor, request.POST or None, initial=first_words(newest, objective))
    form.fields["code"].disabled = True
    if request.method == "POST" and submitted(form, lambda given: services.revise_kpi(request.actor, **stated(given))):
        messages.success(request, _("The next version is drafted. Publish it to put it in force."))
        return go(request, "plan:kpi", code)
    title = _("Next version of %(kpi)s") % {"kpi": newest.kpi.name(tongue())}
    crumbs = ways.kpi(newest.kpi.name(tongue()), code)
    return show_form(request, "plan/kpi_form.html", form, title=title, crumbs=crumbs)


@require_POST
@door("plan.edit", object_kind="kpi")
def publish(request: PageRequest, code: str) -> HttpResponse:
    """Put the draft in force."""
    version = services.publish_kpi(request.actor, code=code, now=now())
    messages.success(request, _("Version %(version)d is in force.") % {"version": version})
    return go(request, "plan:kpi", code)


@require_http_methods(FILL)
@door("plan.edit", object_kind="kpi")
def formula(request: PageRequest, code: str) -> HttpResponse:
    """Write how the KPI is computed; a mistake is shown at its place."""
    held = measure.formula(request.actor, kpi=code)
    initial = {
        "text": held.text if held else suggested_formula(request.actor, code),
        "valid_from": held.valid_from if held else today().replace(day=1),
    }
    page = formula_help(request.actor, code)
    form = FormulaForm(request.POST or None, initial=initial, datasets=page.datasets, held=held)
    if request.method == "POST" and submitted(
        form, lambda _given: measure_services.set_formula(request.actor, kpi=code, **form.asked())
    ):
        messages.success(request, _("The formula is set. The next run computes with it."))
        return go(request, "plan:kpi", code)
    crumbs = ways.kpi(page.name, code)
    stumble = stumble_of(request.POST.get("text", ""), form.refusal)
    return show_form(
        request, "plan/formula.html", form, page=page, crumbs=crumbs, stumble=stumble, panels=form.panels()
    )
