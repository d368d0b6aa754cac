"""Flows, stand-ins and locks: through whose hands figures go and until when they may be changed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.entering.flow_page import flow_page
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, show_form, submitted, text_area
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.labels import choices, label
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.entering.choices import MOST_NODES
from kpiloop.loop.collect.entering.rows import NewNode
from kpiloop.loop.plan import selectors as plan

PLAIN_HOLDERS = ("owner", "unit_head")


class FlowForm(PageForm):
    """One flow: its KPIs, and for each step who does it and by when."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=60)
    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    kpis = forms.MultipleChoiceField(label=gettext_lazy("KPIs"), widget=forms.SelectMultiple({"size": "8"}))
    due_1 = forms.IntegerField(label=gettext_lazy("Entered by day"), min_value=0, max_value=90, initial=5)

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["kpis"].choices = [(row.code, row.name(tongue())) for row in plan.kpis(viewer)]  # type: ignore[attr-defined]
        people = [(f"person={row.code}", row.name(tongue())) for row in org.people(viewer, on=today())]
        holders = [(who, label(f"entry_holder.{who}")) for who in PLAIN_HOLDERS]
        for place in range(2, MOST_NODES + 1):
            step = {"step": place}
            self.fields[f"act_{place}"] = forms.ChoiceField(
                label=_("Step %(step)d") % step,
                choices=[("", _("none")), ("check", label("entry_act.check")), ("approve", label("entry_act.approve"))],
                required=False,
            )
            self.fields[f"who_{place}"] = forms.ChoiceField(
                label=_("Step %(step)d by") % step, choices=[*holders, *people], required=False
            )
            self.fields[f"due_{place}"] = forms.IntegerField(
                label=_("Step %(step)d by day") % step, min_value=0, max_value=90, required=False
            )

    def nodes(self, given: dict[str, Any]) -> list[NewNode]:
        """The steps that were filled in, in order."""
        nodes = [NewNode("provide", "provider", given["due_1"])]
        for place in range(2, MOST_NODES + 1):
            if given.get(f"act_{place}"):
                who, _equals, person = str(given[f"who_{place}"]).partition("=")
                due = given[f"due_{place}"]
                nodes.append(
                    NewNode(given[f"act_{place}"], who, nodes[-1].due_days + 2 if due is None else due, person=person)
                )
        return nodes


class StandInForm(PageForm):
    """Who acts for whom, from when until when, and where."""

    principal = forms.ChoiceField(label=gettext_lazy("Stands back"))
    to = forms.ChoiceField(label=gettext_lazy("Stands in"))
    valid_from = day_field(label=gettext_lazy("From"))
    valid_to = day_field(label=gettext_lazy("Until, not included"))
    flow = forms.ChoiceField(label=gettext_lazy("In this flow only"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("In this unit and below only"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=text_area(2))

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        people = [(row.code, row.name(tongue())) for row in org.people(viewer, on=today())]
        me = org.person_of(viewer)
        own = [(me.code, me.name(tongue()))] if me else []
        self.offer("principal", people if viewer.may("sources.edit") else own)
        self.offer("to", people)
        flows = selectors.flows(viewer) if viewer.may("sources.view") else ()
        self.offer("flow", [(row.code, row.name(tongue())) for row in flows], empty=_("every flow"))
        units = [(row.code, row.name(tongue())) for row in org.units(viewer, on=today())]
        self.offer("unit", units, empty=_("everywhere"))


class LockForm(PageForm):
    """Until when figures may be changed."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Locked by"))
    days = forms.IntegerField(label=gettext_lazy("Days, or periods kept open"), min_value=0, max_value=400)
    kpis = forms.MultipleChoiceField(
        label=gettext_lazy("Only these KPIs"), widget=forms.SelectMultiple({"size": "6"}), required=False
    )

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("kind", choices("lock_kind"))
        self.fields["kpis"].choices = [(row.code, row.name(tongue())) for row in plan.kpis(viewer)]  # type: ignore[attr-defined]


class UnlockForm(PageForm):
    """Who may change which KPI past its lock, until when."""

    account = forms.CharField(label=gettext_lazy("Account"), max_length=150)
    kpi = forms.ChoiceField(label=gettext_lazy("KPI"))
    period = forms.CharField(label=gettext_lazy("Month, empty for any"), required=False)
    until = day_field(label=gettext_lazy("Expires at the start of"))
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=text_area(2))

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("kpi", [(row.code, row.name(tongue())) for row in plan.kpis(viewer)])


@require_GET
@door("sources.view")
def flows(request: PageRequest) -> HttpResponse:
    """Flows, stand-ins and locks at one glance."""
    return render(request, "entering/flows.html", {"page": flow_page(request.actor, today(), now())})


@require_http_methods(["GET", "POST"])
@door("sources.edit")
def new_flow(request: PageRequest) -> HttpResponse:
    """Say through whose hands figures go; a code that exists changes that flow."""
    form = FlowForm(request.actor, request.POST or None)

    def act(given: dict[str, Any]) -> object:
        named = {name: given[name] for name in ("code", "name_zh", "name_en", "kpis")}
        return services.set_flow(request.actor, **named, nodes=form.nodes(given), now=now())

    return _form(request, form, act, _("A flow for figures"), _("The flow is set."), columns="three")


@require_http_methods(["GET", "POST"])
@door("values.view")
def stand_in(request: PageRequest) -> HttpResponse:
    """Let somebody act for somebody else for a while."""
    form = StandInForm(request.actor, request.POST or None)
    return _form(
        request,
        form,
        lambda given: services.delegate(request.actor, **given, now=now()),
        _("Somebody stands in"),
        _("The stand-in is set."),
        back="entering:mine",
    )


@require_http_methods(["GET", "POST"])
@door("sources.edit")
def lock(request: PageRequest) -> HttpResponse:
    """Say until when figures may be changed."""
    form = LockForm(request.actor, request.POST or None)
    return _form(
        request,
        form,
        lambda given: services.set_lock_rule(request.actor, **given, now=now()),
        _("Until when figures may be changed"),
        _("The lock is set."),
    )


@require_http_methods(["GET", "POST"])
@door("sources.edit")
def unlock(request: PageRequest) -> HttpResponse:
    """Let one account change one KPI past its lock for a while."""
    form = UnlockForm(request.actor, request.POST or None)

    def act(given: dict[str, Any]) -> object:
        until = timezone.make_aware(datetime.combine(given.pop("until"), time.min))
        return services.except_from_lock(request.actor, **given, until=until, now=now())

    return _form(request, form, act, _("Except from a lock"), _("The exception is set and expires by itself."))


def _form(
    request: PageRequest,
    form: PageForm,
    act: Any,
    title: str,
    done: str,
    *,
    back: str = "entering:flows",
    columns: str = "two",
) -> HttpResponse:
    if request.method == "POST" and submitted(form, act):
        messages.success(request, done)
        return go(request, back)
    page = {
        "title": title,
        "submit": _("Set it"),
        "back": reverse(back),
        "crumbs": (Link(_("Flows and locks"), reverse("entering:flows")),),
        columns: True,
    }
    return show_form(request, "forms/page.html", form, **page)
