"""How a scheme scores, grades, adjusts and pays: shown and changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.engine.scoring.adjusting import KINDS
from kpiloop.interfaces.web.forms.asking import PageRequest, now
from kpiloop.interfaces.web.forms.filling import PageForm, show_form, submitted
from kpiloop.interfaces.web.reward.scoring.beside_forms import AdjustmentForm, EndForm
from kpiloop.interfaces.web.reward.scoring.page import scoring_page
from kpiloop.interfaces.web.reward.scoring.rule_forms import CurveForm, GradesForm, PayForm, TermsForm
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.reward import selectors, services

FILL = ["GET", "POST"]


@require_GET
@door("plan.view", object_kind="scheme")
def scoring(request: PageRequest, code: str) -> HttpResponse:
    """Every rule of a scheme in words."""
    return render(request, "reward/scoring.html", {"page": scoring_page(request.actor, code), "kinds": KINDS})


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def curve(request: PageRequest, code: str, kpi: str) -> HttpResponse:
    """How one KPI is scored."""
    held = {row.kpi_code: row for row in selectors.scoring_rules(request.actor, scheme=code)}.get(kpi)
    named = plan.kpi(request.actor, kpi).name(formats.language())
    form = CurveForm(held, request.POST or None)
    done = request.method == "POST" and submitted(
        form, lambda _given: services.set_scoring_rules(request.actor, scheme=code, rules=[form.stated(kpi)])
    )
    return _answer(request, code, form, done=done, title=_("How %(kpi)s is scored") % {"kpi": named})


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def grades(request: PageRequest, code: str) -> HttpResponse:
    """The grade table."""
    form = GradesForm(selectors.grades(request.actor, scheme=code), request.POST or None)
    done = request.method == "POST" and submitted(
        form, lambda _given: services.set_grades(request.actor, scheme=code, **form.stated())
    )
    return _answer(request, code, form, done=done, title=_("Grade table"))


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def terms(request: PageRequest, code: str) -> HttpResponse:
    """Limits of a total, official rounding, ties and distribution."""
    form = TermsForm(selectors.card_terms(request.actor, scheme=code), request.POST or None)
    done = request.method == "POST" and submitted(
        form, lambda _given: services.set_card_terms(request.actor, scheme=code, **form.stated())
    )
    return _answer(request, code, form, done=done, title=_("Limits, ties and distribution"))


@require_http_methods(FILL)
@door("reviews.view_all", object_kind="scheme")
def pay(request: PageRequest, code: str) -> HttpResponse:
    """How scores become money."""
    if not (request.actor.may("bonus.prepare") or request.actor.may("bonus.approve")):
        raise Http404
    form = PayForm(selectors.bonus_rule(request.actor, scheme=code), request.POST or None)
    done = request.method == "POST" and submitted(
        form, lambda given: services.set_bonus_rule(request.actor, scheme=code, **given)
    )
    return _answer(request, code, form, done=done, title=_("How scores become money"))


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def new_rule(request: PageRequest, code: str, kind: str) -> HttpResponse:
    """Extra points, a deduction, a veto or a gate."""
    if kind not in KINDS:
        raise Http404
    return _rule(request, code, AdjustmentForm(request.actor, kind, _bands(request, code), None, request.POST or None))


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def rule(request: PageRequest, code: str, rule: str) -> HttpResponse:
    """Change a rule beside the lines: its next version."""
    held = {row.stated.code: row for row in selectors.adjustments(request.actor, scheme=code)}.get(rule)
    if held is None:
        raise Http404
    given = (held.stated.kind, _bands(request, code), held, request.POST or None)
    return _rule(request, code, AdjustmentForm(request.actor, *given))


@require_http_methods(FILL)
@door("plan.edit", object_kind="scheme")
def end_rule(request: PageRequest, code: str, rule: str) -> HttpResponse:
    """End a rule beside the lines with a reason."""
    if rule not in {row.stated.code for row in selectors.adjustments(request.actor, scheme=code)}:
        raise Http404
    form = EndForm(request.POST or None)
    done = request.method == "POST" and submitted(
        form, lambda given: services.end_adjustment(request.actor, scheme=code, code=rule, now=now(), **given)
    )
    return _answer(request, code, form, done=done, title=_("End rule %(rule)s") % {"rule": rule}, submit=_("End it"))


def _rule(request: PageRequest, code: str, form: AdjustmentForm) -> HttpResponse:
    done = request.method == "POST" and submitted(
        form, lambda _given: services.set_adjustments(request.actor, scheme=code, rules=[form.stated()])
    )
    return _answer(request, code, form, done=done, title=label(f"adjustment_kind.{form.kind}"), two=True)


def _bands(request: PageRequest, code: str) -> Any:
    return selectors.grades(request.actor, scheme=code)


def _answer(
    request: PageRequest, code: str, form: PageForm, *, done: bool, title: str, submit: str = "", two: bool = False
) -> HttpResponse:
    if done:
        messages.success(request, _("Set. It holds from the next scoring on; sheets keep what they were scored by."))
        return redirect("reward:scoring", code)
    page = {"title": title, "submit": submit or _("Set"), "two": two}
    scheme = plan.scheme(request.actor, code)
    crumbs = (*ways.scheme(scheme), ways.step(_("Scoring and pay"), "reward:scoring", code))
    return show_form(request, "forms/page.html", form, crumbs=crumbs, **page)
