"""Schemes: list, detail, publishing, giving a KPI to somebody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, number_asked, period_asked, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.plan.cards.scheme_cards import Wanted
from kpiloop.interfaces.web.plan.cards.scheme_forms import RemovalForm, RulesForm
from kpiloop.interfaces.web.plan.grid.asking import day_of, months_of_year
from kpiloop.interfaces.web.plan.grid.target_panels import crowded_of
from kpiloop.interfaces.web.plan.scheme_page import AssignmentForm, SchemeForm, scheme_page
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services
from kpiloop.loop.plan.rows import SchemeRow
from kpiloop.loop.reward import services as reward

FILL = ["GET", "POST"]


@require_GET
@door("plan.view")
def schemes(request: PageRequest) -> HttpResponse:
    """All schemes by year."""
    shown = {"schemes": plan.schemes(request.actor), "may_edit": request.actor.may("plan.edit")}
    return render(request, "plan/schemes.html", shown)


@require_http_methods(FILL)
@door("plan.edit")
def new_scheme(request: PageRequest) -> HttpResponse:
    """Begin a scheme; a known code begins its next version."""
    form = SchemeForm(request.POST or None, initial={"fiscal_year": number_asked(request, "year", today().year)})
    if request.method == "POST" and submitted(form, lambda given: services.add_scheme(request.actor, **given)):
        messages.success(request, _("The draft stands. Give KPIs to units and people next."))
        return go(request, "plan:scheme", form.cleaned_data["code"])
    page = {"title": _("New scheme"), "submit": _("Begin the draft")}
    return show_form(request, "forms/page.html", form, crumbs=ways.schemes(), **page)


@require_GET
@door("plan.view", object_kind="scheme")
def scheme(request: PageRequest, code: str) -> HttpResponse:
    """Cards of a scheme, their weights, and what stands against publishing."""
    period = period_asked(request)
    months = months_of_year(request.actor, period, plan.scheme(request.actor, code).fiscal_year)
    asked = request.GET
    wanted = Wanted(asked.get("q", ""), asked.get("level", ""), number_asked(request, "page"))
    page = scheme_page(request.actor, code, day_of(period, months), wanted)
    return render(request, "plan/scheme.html", {"page": page})


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def assign(request: PageRequest, code: str) -> HttpResponse:
    """Give a KPI to a unit, position or person."""
    held = plan.scheme(request.actor, code)
    first_day = f"{held.fiscal_year}-01-01"
    form = AssignmentForm(request.actor, held, request.POST or None, initial={"valid_from": first_day})
    if request.method == "POST" and submitted(
        form, lambda given: services.assign(request.actor, scheme=code, **form.stated())
    ):
        messages.success(request, _("Given. Set its targets in the grid."))
        for crowded in crowded_of(request.actor, code, form.cleaned_data["subject"]):
            messages.warning(request, crowded.sentence)
        return go(request, "plan:scheme", code)
    page = {"title": _("Give a KPI to somebody"), "submit": _("Give it"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=ways.scheme(held), **page)


@require_POST
@door("plan.edit", object_kind="scheme")
def publish(request: PageRequest, code: str) -> HttpResponse:
    """Put the draft in force; refused unless every card makes 100."""
    version = services.publish_scheme(request.actor, code=code, now=now())
    messages.success(request, _("Version %(version)d of the scheme is in force.") % {"version": version})
    return go(request, "plan:scheme", code)


@require_POST
@door("plan.edit", object_kind="scheme")
def revise(request: PageRequest, code: str) -> HttpResponse:
    """Begin the next version with all cards; the one in force stays until the draft is published."""
    begun = reward.revise_scheme(request.actor, code=code)
    came = ", ".join(f"{label(f'scheme_part.{name}')} {count}" for name, count in begun.carried.items() if count)
    said = _(
        "Version %(version)d stands as a draft. What came along: %(came)s. Targets, and requests for targets that "
        "wait, follow when it is published."
    )
    messages.success(request, said % {"version": begun.version, "came": came})
    return go(request, "plan:scheme", code)


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def rules(request: PageRequest, code: str) -> HttpResponse:
    """Names and limits, the default without a card, separate duties and their waiver, the freeze before an end."""
    held = plan.scheme(request.actor, code)
    form = RulesForm(held, request.POST or None)
    if request.method == "POST" and submitted(form, lambda given: _set_rules(request, code, held, given)):
        messages.success(request, _("The rules of the scheme are set."))
        return go(request, "plan:scheme", code)
    title = _("Rules of %(scheme)s") % {"scheme": held.name(tongue())}
    page = {"title": title, "submit": _("Set the rules"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=ways.scheme(held), **page)


def _set_rules(request: PageRequest, code: str, held: SchemeRow, given: dict[str, Any]) -> None:
    with transaction.atomic():
        waiver, given["seen"] = given.pop("waiver"), given["seen"] or None
        services.set_scheme_rules(request.actor, code=code, **given)
        if waiver != held.duties_waiver:
            services.waive_duties(request.actor, code=code, reason=waiver, now=now())


@require_http_methods(FILL)
@door("plan.edit", object_kind="assignment")
def remove(request: PageRequest, code: str, assignment_id: int) -> HttpResponse:
    """Take a KPI from a card from a day on, and say where its weight goes."""
    line = plan.assignment(request.actor, assignment_id)
    form = RemovalForm(request.actor, code, line, request.POST or None)
    if request.method == "POST" and submitted(
        form,
        lambda given: services.remove_from_card(request.actor, assignment_id=assignment_id, **form.stated()),
    ):
        messages.success(request, _("Taken from the card; earlier days keep their weights."))
        return go(request, "plan:scheme", code)
    language = get_language() or "zh-hans"
    named = {"kpi": line.kpi.name(language), "subject": line.subject.name(language)}
    page = {"title": _("Take %(kpi)s from the card of %(subject)s") % named, "submit": _("Take it away")}
    crumbs = ways.scheme(plan.scheme(request.actor, code))
    return show_form(request, "forms/page.html", form, crumbs=crumbs, **page)
