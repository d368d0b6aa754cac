"""Rules of alerts: the list, setting one, ending one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.track.rules.form import RuleForm
from kpiloop.interfaces.web.track.rules.page import rules_page
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track import services
from kpiloop.loop.track.errors import AlertRuleNotFound
from kpiloop.loop.track.rules.rows import AlertRuleRow

FILL = ["GET", "POST"]


@require_GET
@door("plan.view")
def rules(request: PageRequest) -> HttpResponse:
    """Every rule in force, and what holds without any."""
    return render(request, "track/alert_rules.html", {"page": rules_page(request.actor)})


@require_http_methods(FILL)
@door("plan.edit", object_kind="alert_rule")
def edit(request: PageRequest, code: str = "") -> HttpResponse:
    """Set a rule, new or in force; it holds from the next judging on."""
    held = _held(request, code) if code else None
    form = RuleForm(request.actor, held, request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda given: services.set_alert_rule(request.actor, rule=form.stated(), now=now())
    ):
        messages.success(request, _("The rule is set. Alerts follow it within a minute."))
        return go(request, "track:alert_rules")
    page = {
        "title": held.name(tongue()) if held else _("New rule of alerts"),
        "submit": _("Set the rule"),
        "held": held,
    }
    crumbs = (ways.step(_("Alerts"), "track:alerts"), ways.step(_("Rules of alerts"), "track:alert_rules"))
    return show_form(request, "track/alert_rule.html", form, crumbs=crumbs, **page)


@require_POST
@door("plan.edit", object_kind="alert_rule")
def end(request: PageRequest, code: str) -> HttpResponse:
    """Let a rule no longer hold."""
    services.end_alert_rule(request.actor, code=code, now=now())
    messages.success(request, _("The rule no longer holds."))
    return go(request, "track:alert_rules")


def _held(request: PageRequest, code: str) -> AlertRuleRow:
    found = next((row for row in track.alert_rules(request.actor) if row.code == code), None)
    if found is None:
        raise AlertRuleNotFound(rule=code)
    return found
