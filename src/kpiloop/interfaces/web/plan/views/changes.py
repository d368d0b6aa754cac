"""Proposed target changes and their decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import submitted
from kpiloop.interfaces.web.plan.change_page import DecisionForm, change_page
from kpiloop.interfaces.web.shell.doors import door, tell_refusal
from kpiloop.loop.plan import services


@require_GET
@door("plan.view")
def changes(request: PageRequest) -> HttpResponse:
    """What was proposed, what became of it, and what waits for this reader."""
    return render(request, "plan/changes.html", {"page": change_page(request.actor)})


@require_POST
@door("proposals.approve", object_kind="target_change")
def decide(request: PageRequest) -> HttpResponse:
    """Approve or refuse proposed targets, all of them or none; never one's own."""
    keys = [int(key) for key in request.POST.getlist("change") if key.isdigit()]
    form = DecisionForm(request.POST)
    if not submitted(
        form,
        lambda given: services.decide_target_changes(
            request.actor,
            change_ids=keys,
            approve=given["approve"] == "yes",
            reason=given["reason"],
            now=now(),
        ),
    ):
        return tell_refusal(request, form.refusal) if form.refusal else go(request, "plan:target_changes")
    is_approved = form.cleaned_data["approve"] == "yes"
    messages.success(request, _("Approved: a new version of the target stands.") if is_approved else _("Refused."))
    return go(request, "plan:target_changes")
