"""Making KPIs together: list, first offer, counter-offer, agreeing, approving, publishing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.design.negotiation_page import (
    OfferForm,
    first_offer,
    negotiation_lines,
    negotiation_page,
    offered,
)
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services
from kpiloop.loop.plan.errors.negotiations import NotYourTurn

FILL = ["GET", "POST"]


@require_GET
@door("plan.view")
def negotiations(request: PageRequest) -> HttpResponse:
    """All negotiations the reader may see."""
    lines = negotiation_lines(request.actor, today())
    return render(
        request, "design/negotiations.html", {"lines": lines, "may_propose": request.actor.may("proposals.write")}
    )


@require_GET
@door("plan.view", object_kind="negotiation")
def negotiation(request: PageRequest, negotiation_id: int) -> HttpResponse:
    """Every offer of one negotiation, newest first."""
    return render(
        request, "design/negotiation.html", {"page": negotiation_page(request.actor, negotiation_id, today())}
    )


@require_http_methods(FILL)
@door("proposals.write")
def new(request: PageRequest) -> HttpResponse:
    """Propose a KPI for a unit."""
    begins = today().replace(month=1, day=1)
    form = OfferForm(request.actor, today(), request.POST or None, initial={"valid_from": begins})
    made: list[int] = []
    if request.method == "POST" and submitted(
        form,
        lambda given: made.append(
            services.propose_kpi(
                request.actor,
                kpi=given["code"],
                subject=given["subject"],
                content=offered(given),
                note=given["note"],
                now=now(),
            )
        ),
    ):
        messages.success(request, _("Proposed. The other side is told."))
        return go(request, "design:negotiation", made[0])
    page = {"title": _("Propose a KPI"), "submit": _("Propose"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=ways.negotiations(), **page)


@require_http_methods(FILL)
@door("proposals.write", object_kind="negotiation")
def offer(request: PageRequest, negotiation_id: int) -> HttpResponse:
    """Answer with another offer."""
    row = plan.negotiation(request.actor, negotiation_id, on=today())
    initial = first_offer(row, row.offer.content)
    form = OfferForm(request.actor, today(), request.POST or None, initial=initial)
    form.fields["code"].disabled = form.fields["subject"].disabled = True
    if request.method == "POST" and submitted(
        form,
        lambda given: services.offer_again(
            request.actor, negotiation_id=negotiation_id, content=offered(given), note=given["note"], now=now()
        ),
    ):
        messages.success(request, _("Offered. The earlier offers stay readable."))
        return go(request, "design:negotiation", negotiation_id)
    crumbs = (*ways.negotiations(), ways.step(row.kpi_code, "design:negotiation", negotiation_id))
    page = {"title": _("Make another offer"), "submit": _("Offer this"), "two": True}
    return show_form(request, "forms/page.html", form, crumbs=crumbs, **page)


@require_POST
@door("plan.view", object_kind="negotiation")
def step(request: PageRequest, negotiation_id: int) -> HttpResponse:
    """Agree, approve, give back, publish or withdraw."""
    actor, note, asked = request.actor, request.POST.get("note", ""), request.POST.get("step", "")
    if asked == "accept":
        services.accept_offer(actor, negotiation_id=negotiation_id, note=note, now=now())
    elif asked in ("approve", "refuse"):
        services.approve_agreement(
            actor, negotiation_id=negotiation_id, approve=asked == "approve", note=note, now=now()
        )
    elif asked == "publish":
        services.publish_agreement(actor, negotiation_id=negotiation_id, now=now())
    elif asked == "withdraw":
        services.withdraw_negotiation(actor, negotiation_id=negotiation_id, note=note, now=now())
    else:
        state = plan.negotiation(actor, negotiation_id, on=today()).state
        raise NotYourTurn(step=asked, state=state)
    messages.success(request, _("Done."))
    return go(request, "design:negotiation", negotiation_id)
