"""The document of a scheme: read, printed, asked for, signed; and the grades and link to pay it states."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.governance.charter import selectors, services
from kpiloop.interfaces.reports.charter.document import draft_shown, edition_shown
from kpiloop.interfaces.reports.writers.charter_pdf import charter_pdf
from kpiloop.interfaces.web.design.charter.money_forms import GradesForm, PayLinkForm
from kpiloop.interfaces.web.design.charter.reading import chosen_edition, document_page
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import SchemeRow
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward import services as reward_services
from kpiloop.loop.reward.starting_rules import STARTING_BANDS

FILL = ["GET", "POST"]


@require_GET
@door("plan.view", object_kind="scheme")
def document(request: PageRequest, code: str) -> HttpResponse:
    """The text that counts, an earlier edition, or the draft for who draws it up or signs it."""
    page = document_page(request.actor, code, on=today(), asked=request.GET.get("edition", ""))
    return render(request, "design/charter.html", {"page": page, "shown": page.shown})


@require_GET
@door("plan.view", object_kind="scheme")
def document_file(request: PageRequest, code: str) -> HttpResponse:
    """The same text as a PDF."""
    held = selectors.charter(request.actor, scheme=code, on=today())
    edition = chosen_edition(held, request.GET.get("edition", ""))
    if edition is None and held.draft is None:
        return go(request, "design:charter", code)
    content = charter_pdf(edition_shown(edition) if edition else draft_shown(held))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{held.scheme.code}.pdf"'
    return response


@require_POST
@door("plan.view", object_kind="scheme")
def sign(request: PageRequest, code: str) -> HttpResponse:
    """Sign exactly the text that was read."""
    services.sign_document(
        request.actor,
        scheme=code,
        seen=request.POST.get("seen", ""),
        reservation=request.POST.get("reservation", "")[:1000],
        on=today(),
        now=now(),
    )
    messages.success(request, _("Signed. The text you signed is kept as it is."))
    return go(request, "design:charter", code)


@require_POST
@door("plan.edit", object_kind="scheme")
def call(request: PageRequest, code: str) -> HttpResponse:
    """Tell whoever signs next."""
    services.call_for_signatures(request.actor, scheme=code, on=today(), now=now())
    messages.success(request, _("Told. The others are told when it is their turn."))
    return go(request, "design:charter", code)


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def grades(request: PageRequest, code: str) -> HttpResponse:
    """Which total earns which grade and factor."""
    scheme = plan.scheme(request.actor, code)
    form = GradesForm(reward.grades(request.actor, scheme=code) or STARTING_BANDS, request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda _given: reward_services.set_grades(request.actor, scheme=code, bands=form.stated())
    ):
        messages.success(request, _("The grades are set; scored quarters keep theirs."))
        return go(request, "design:charter_step", code, "scoring")
    page = {"title": _("Grades"), "submit": _("Set the grades")}
    return show_form(request, "design/charter_grades.html", form, crumbs=_way_here(scheme), **page)


@require_http_methods(FILL)
@door("bonus.prepare", object_kind="scheme")
def pay_link(request: PageRequest, code: str) -> HttpResponse:
    """How scores become money."""
    form = PayLinkForm(reward.bonus_rule(request.actor, scheme=code), request.POST or None)

    def keep(given: dict[str, Any]) -> None:
        reward_services.set_bonus_rule(request.actor, scheme=code, **given)

    if request.method == "POST" and submitted(form, keep):
        messages.success(request, _("The link to pay is laid down; paid quarters keep theirs."))
        return go(request, "design:charter_step", code, "scoring")
    page = {"title": _("Link to pay"), "submit": _("Lay it down")}
    crumbs = _way_here(plan.scheme(request.actor, code))
    return show_form(request, "forms/page.html", form, crumbs=crumbs, **page)


def _way_here(scheme: SchemeRow) -> ways.Way:
    design = ways.step(_("Design of the scheme"), "design:charter_step", scheme.code, "scoring")
    return (*ways.scheme(scheme), design)
