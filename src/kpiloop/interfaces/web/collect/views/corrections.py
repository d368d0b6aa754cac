"""Figures put right by people: the list, a new one, and the decision of another person."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now
from kpiloop.interfaces.web.forms.filling import PageForm, show_form, submitted
from kpiloop.interfaces.web.shell.doors import HIDDEN, door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.collect import selectors, services

SHOWN = 200


class CorrectionForm(PageForm):
    """Another value for one cell of a stored row."""

    dataset = forms.ChoiceField(label=gettext_lazy("Dataset"))
    key = forms.CharField(
        max_length=300,
        label=gettext_lazy("Business key of the row"),
        help_text=gettext_lazy("Its parts in the order of the dataset, with “ / ” between them."),
    )
    field = forms.ChoiceField(label=gettext_lazy("Column"))
    value = forms.CharField(
        max_length=500, required=False, label=gettext_lazy("New value"), help_text=gettext_lazy("Empty is no value.")
    )
    reason = forms.CharField(max_length=500, label=gettext_lazy("Reason"))
    waiver = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("Waiver"),
        help_text=gettext_lazy("Why nobody else approves it; without one another person must."),
    )

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        is_english = (get_language() or "").startswith("en")
        keyed = [row for row in warehouse.datasets(viewer) if row.key_columns]
        named_ = [
            (row.code, row.name_en if is_english and row.name_en else row.name_zh, row.key_columns) for row in keyed
        ]
        self.offer("dataset", [(code, f"{name} ({code}: {' / '.join(key)})") for code, name, key in named_])
        columns = {row.code: [(each, each) for each in row.columns if each not in row.key_columns] for row in keyed}
        self.offer("field", [(name, columns[code]) for code, name, _key in named_])  # type: ignore[misc]


@require_GET
@door("sources.view")
def corrections(request: PageRequest) -> HttpResponse:
    """Before beside after: all that wait, then what was decided, newest first."""
    waiting = selectors.corrections(request.actor, state="proposed")
    rows = selectors.corrections(request.actor, limit=SHOWN)
    rows = (*waiting, *(row for row in rows if row.state != "proposed"))
    shown = {"rows": rows, "waiting": waiting, "may": request.actor.may("loads.run"), "me": request.actor.username}
    return render(request, "collect/corrections.html", shown)


@require_http_methods(["GET", "POST"])
@door("loads.run")
def correct(request: PageRequest) -> HttpResponse:
    """Propose another value for one cell of a stored row."""
    first = {name: request.GET.get(name, "") for name in ("dataset", "key", "field", "value")}
    form = CorrectionForm(request.actor, request.POST or None, initial=first)
    if request.method == "POST" and submitted(form, lambda given: _propose(request.actor, given)):
        messages.success(request, _("The correction is proposed; the source stays as it is."))
        return go(request, "collect:corrections")
    page = {"title": _("Correct a figure"), "submit": _("Propose the correction")}
    crumbs = (*ways.data(), ways.step(_("Corrections"), "collect:corrections"))
    return show_form(request, "forms/page.html", form, crumbs=crumbs, **page)


@require_POST
@door("loads.run")
def decide(request: PageRequest, correction_id: int) -> HttpResponse:
    """Approve, refuse or take back one correction."""
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    try:
        if act == "withdraw":
            services.withdraw_correction(request.actor, correction=correction_id, reason=reason, now=now())
        else:
            services.decide_correction(
                request.actor, correction=correction_id, approve=act == "approve", reason=reason, now=now()
            )
        messages.success(request, _("The correction is decided."))
    except Refusal as refusal:
        if refusal.code in HIDDEN:
            raise
        messages.error(request, refusal_sentence(refusal))
    return go(request, "collect:corrections")


def _propose(actor: Actor, given: dict[str, Any]) -> None:
    parts = re.split(r"\s*/\s*", given.pop("key").strip())
    services.propose_correction(actor, key=parts, now=now(), **given)
