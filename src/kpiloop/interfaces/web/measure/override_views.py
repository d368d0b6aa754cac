"""Overrides: list, asking for one from the page of a KPI, deciding, ending."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.measure.override_page import DecisionForm, EndForm, OverrideForm, override_page
from kpiloop.interfaces.web.shell.doors import door, tell_refusal
from kpiloop.interfaces.web.shell.place import place_of
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording import formats, periods
from kpiloop.loop.measure import services
from kpiloop.loop.plan import selectors as plan


@require_GET
@door("values.view")
def overrides(request: PageRequest) -> HttpResponse:
    """What waits, what counts and what became of the rest."""
    return render(request, "measure/overrides.html", {"page": override_page(request.actor, today())})


@require_http_methods(["GET", "POST"])
@door("values.override", object_kind="assignment")
def ask(request: PageRequest, assignment_id: int) -> HttpResponse:
    """Ask that another figure counts for a KPI in the month that is looked at."""
    place, line = place_of(request), plan.assignment(request.actor, assignment_id)
    form = OverrideForm(formats.display_of(line.kpi), request.POST or None)
    if request.method == "POST" and submitted(
        form,
        lambda given: services.propose_override(
            request.actor, kpi=line.kpi.code, subject=line.subject.code, period=place.period, now=now(), **given
        ),
    ):
        messages.success(request, _("Asked for. It counts once somebody else agreed and the next run took it."))
        return go(request, "collect:overrides")
    language = formats.language()
    fields = {"kpi": line.kpi.name(language), "subject": line.subject.name(language)}
    fields["period"] = periods.period_name(place.period)
    return show_form(
        request, "forms/page.html", form, title=_("Override %(subject)s %(kpi)s, %(period)s") % fields,
        note=_("The system goes on computing its own figure; it stays visible beside yours."),
        submit=_("Ask for it"), crumbs=ways.assignment(line),
    )  # fmt: skip


@require_POST
@door("proposals.approve", object_kind="override")
def decide(request: PageRequest, override_id: int) -> HttpResponse:
    """Approve or refuse; never what one asked for oneself."""
    form = DecisionForm(request.POST)
    if not submitted(
        form,
        lambda given: services.decide_override(
            request.actor, override_id=override_id, approve=given["approve"] == "yes", reason=given["reason"],
            now=now(),
        ),
    ):  # fmt: skip
        return tell_refusal(request, form.refusal) if form.refusal else go(request, "collect:overrides")
    is_approved = form.cleaned_data["approve"] == "yes"
    messages.success(request, _("Approved: it counts from the next run on.") if is_approved else _("Refused."))
    return go(request, "collect:overrides")


@require_POST
@door("values.override", object_kind="override")
def end(request: PageRequest, override_id: int) -> HttpResponse:
    """End an override before its day; it stays in the list."""
    form = EndForm(request.POST)
    if not submitted(
        form,
        lambda given: services.end_override(
            request.actor, override_id=override_id, reason=given["reason"], now=now()
        ),
    ):  # fmt: skip
        return tell_refusal(request, form.refusal) if form.refusal else go(request, "collect:overrides")
    messages.success(request, _("Ended: the system's figure counts from the next run on."))
    return go(request, "collect:overrides")
