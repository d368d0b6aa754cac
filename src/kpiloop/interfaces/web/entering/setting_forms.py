"""Forms about flows, stand-ins and locks, new ones and those there are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, text_area
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.labels import choices, label
from kpiloop.loop.collect import selectors
from kpiloop.loop.collect.entering.choices import HOLDERS, MOST_NODES, PERSON, PROVIDE
from kpiloop.loop.collect.entering.rows import FlowRow, LockRuleRow, NewNode
from kpiloop.loop.plan import selectors as plan

#: Further days before a step is late, at most.
_MOST_GRACE = 90


class FlowForm(PageForm):
    """One flow: its KPIs, and for each step who does it, by when, and the grace after it."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=60)
    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    kpis = forms.MultipleChoiceField(label=gettext_lazy("KPIs"), widget=forms.SelectMultiple({"size": "8"}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, viewer: Actor, *arguments: Any, kept: FlowRow | None = None, **named: Any) -> None:
        super().__init__(*arguments, initial=_flow(kept) if kept else None, **named)
        self.fields["code"].disabled = kept is not None
        self.fields["kpis"].choices = [(row.code, row.name(tongue())) for row in plan.kpis(viewer)]  # type: ignore[attr-defined]
        people = {row.code: row.name(tongue()) for row in org.people(viewer, on=today())}
        for node in kept.nodes if kept else ():
            if node.person is not None:  # who left since still stands there until somebody follows
                people.setdefault(node.person.code, node.person.name(tongue()))
        named_people = [(f"{PERSON}={code}", name) for code, name in people.items()]
        holders = [(who, label(f"entry_holder.{who}")) for who in HOLDERS if who != PERSON]
        for place in range(1, MOST_NODES + 1):
            self._add_step(place, [*holders, *named_people])

    def _add_step(self, place: int, holders: list[tuple[str, str]]) -> None:
        step = {"step": place}
        further = [("", _("none")), ("check", label("entry_act.check")), ("approve", label("entry_act.approve"))]
        acts = [(PROVIDE, label(f"entry_act.{PROVIDE}"))] if place == 1 else further
        named = _("Step %(step)d") % step
        self.fields[f"act_{place}"] = forms.ChoiceField(
            label=named, choices=acts, required=False, disabled=place == 1, initial=acts[0][0]
        )
        # The first step is the provider's unless somebody else is named; later ones hardly ever are.
        offered = holders if place == 1 else [*holders[1:], holders[0]]
        self.fields[f"who_{place}"] = forms.ChoiceField(
            label=_("Entered by") if place == 1 else _("Step %(step)d by") % step, choices=offered, required=False
        )
        self.fields[f"due_{place}"] = forms.IntegerField(
            label=_("Entered by day") if place == 1 else _("Step %(step)d by day") % step,
            min_value=0, max_value=90, required=place == 1, initial=5 if place == 1 else None,
        )  # fmt: skip
        self.fields[f"grace_{place}"] = forms.IntegerField(
            label=_("Days of grace"), min_value=0, max_value=_MOST_GRACE, required=False
        )

    def nodes(self, given: dict[str, Any]) -> list[NewNode]:
        """The steps that were filled in, in order."""
        nodes: list[NewNode] = []
        for place in range(1, MOST_NODES + 1):
            act = PROVIDE if place == 1 else given.get(f"act_{place}")
            if not act:
                continue
            who, _equals, person = str(given[f"who_{place}"] or "provider").partition("=")
            due, grace = given[f"due_{place}"], given[f"grace_{place}"] or 0
            nodes.append(NewNode(act, who, nodes[-1].due_days + 2 if due is None else due, grace, person))
        return nodes


def _flow(row: FlowRow) -> dict[str, Any]:
    """A flow as it is typed."""
    typed: dict[str, Any] = {name: getattr(row, name) for name in ("code", "name_zh", "name_en", "version")}
    typed["kpis"] = list(row.kpis)
    for node in row.nodes:
        who = f"{PERSON}={node.person.code}" if node.person else node.who
        typed |= {
            f"act_{node.place}": node.act,
            f"who_{node.place}": who,
            f"due_{node.place}": node.due_days,
            f"grace_{node.place}": node.grace_days or None,
        }
    return typed


class LockForm(PageForm):
    """Until when figures may be changed."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Locked by"))
    days = forms.IntegerField(label=gettext_lazy("Days, or periods kept open"), min_value=0, max_value=400)
    kpis = forms.MultipleChoiceField(
        label=gettext_lazy("Only these KPIs"), widget=forms.SelectMultiple({"size": "6"}), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, viewer: Actor, *arguments: Any, kept: LockRuleRow | None = None, **named: Any) -> None:
        fields = ("code", "kind", "days", "kpis")
        initial = {name: getattr(kept, name) for name in fields} | {"seen": kept.mark} if kept else None
        super().__init__(*arguments, initial=initial, **named)
        self.fields["code"].disabled = kept is not None
        self.offer("kind", choices("lock_kind"))
        self.fields["kpis"].choices = [(row.code, row.name(tongue())) for row in plan.kpis(viewer)]  # type: ignore[attr-defined]


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
