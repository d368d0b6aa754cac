"""The design of a scheme step by step: what only the document knows is written here, the rest where it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpiloop.governance.charter import selectors, services
from kpiloop.governance.charter.choices import DAYS, STEPS
from kpiloop.governance.charter.rows import OutlineRow
from kpiloop.interfaces.web.design.charter.forms import AimForm, DaysForm, ExemptForm, OfficesForm
from kpiloop.interfaces.web.design.charter.money_forms import SharesForm
from kpiloop.interfaces.web.design.charter.steps import step_page
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.forms.filling import PageForm, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward import services as reward_services

FILL = ["GET", "POST"]
#: Steps whose forms stand in two columns.
WIDE = ("responsibilities", "calendar", "scoring")


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def step(request: PageRequest, code: str, step: str) -> HttpResponse:
    """One step: what stands, what is missing, and the form of what only the document knows."""
    if step not in STEPS[:-1]:
        raise Http404
    kept = selectors.outline(request.actor, scheme=code)
    form = _form(request, code, step, kept)
    if request.method == "POST" and submitted(form, _save(request, code, step, form)):
        messages.success(request, _("Kept. It stands in the document."))
        return go(request, "design:charter_step", code, step)
    page = step_page(request.actor, code, step, on=today())
    shown = {"page": page, "form": form, "submit": _("Keep"), "two_columns": step in WIDE}
    return render(request, "design/charter_step.html", shown, status=422 if form.is_bound else 200)


@require_POST
@door("plan.edit", object_kind="scheme")
def unexempt(request: PageRequest, code: str) -> HttpResponse:
    """Take an exemption back."""
    services.exempt(request.actor, scheme=code, person=request.POST.get("person", ""), reason="", now=now())
    messages.success(request, _("Assessed again."))
    return go(request, "design:charter_step", code, "population")


@require_POST
@door("plan.edit", object_kind="scheme")
def start_rules(request: PageRequest, code: str) -> HttpResponse:
    """Give the scheme the scoring rules and grades it has none of."""
    selectors.outline(request.actor, scheme=code)
    reward_services.start_rules(request.actor, scheme=code)
    messages.success(request, _("Scoring rules and grades are set where there were none."))
    return go(request, "design:charter_step", code, "scoring")


def _form(request: PageRequest, code: str, step: str, kept: OutlineRow) -> PageForm:
    given = request.POST or None
    if step == "scoring":
        grades = [row.grade for row in reward.grades(request.actor, scheme=code)]
        return SharesForm(reward.card_terms(request.actor, scheme=code), grades, given)
    made: dict[str, Callable[[], PageForm]] = {
        "aim": lambda: AimForm(kept, given),
        "population": lambda: ExemptForm(request.actor, given),
        "responsibilities": lambda: OfficesForm(request.actor, kept, given),
        "calendar": lambda: DaysForm(kept, given),
    }
    return made[step]()


def _save(request: PageRequest, code: str, step: str, form: PageForm) -> Callable[[dict[str, Any]], object]:
    actor = request.actor

    def days(given: dict[str, Any]) -> None:
        services.set_days(actor, scheme=code, days={name: given[name] for name in DAYS})
        services.set_texts(actor, scheme=code, appeals=given["appeals"], changes=given["changes"])

    def shares(_given: dict[str, Any]) -> None:
        assert isinstance(form, SharesForm)
        reward_services.set_card_terms(actor, scheme=code, terms=form.stated())

    def offices(_given: dict[str, Any]) -> None:
        assert isinstance(form, OfficesForm)
        services.set_offices(actor, scheme=code, offices=form.stated())

    return {
        "aim": lambda given: services.set_texts(actor, scheme=code, **given),
        "population": lambda given: services.exempt(actor, scheme=code, now=now(), **given),
        "responsibilities": offices,
        "calendar": days,
        "scoring": shares,
    }[step]
