"""Forms of a scheme: what holds beside its cards, a waiver, and a KPI that leaves a card."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, text_area
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import DEFAULT_CARDS, DUTIES, MISSING_POLICIES
from kpiloop.loop.plan.rows import AssignmentRow, SchemeRow


class RulesForm(PageForm):
    """Names, limits and what else holds in a scheme beside its cards; the defaults carry a small company."""

    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    missing_policy = forms.ChoiceField(label=gettext_lazy("A KPI without a figure"))
    kpi_limit = forms.IntegerField(min_value=1, max_value=32_767, label=gettext_lazy("KPIs on a card, at most"))
    limit_blocks = forms.BooleanField(
        required=False,
        label=gettext_lazy("More than that refuses publishing"),
        help_text=gettext_lazy("Otherwise it is only noticed, with a merge to consider."),
    )
    default_card = forms.ChoiceField(
        label=gettext_lazy("People without a card"),
        help_text=gettext_lazy("The score then opens to the unit and to the grade of its head."),
    )
    freeze_days = forms.IntegerField(
        min_value=0,
        max_value=31,
        label=gettext_lazy("Targets frozen before the end of a period, days"),
        help_text=gettext_lazy("Within these days nobody asks for another target. 0 = until the last day."),
    )
    duties = forms.ChoiceField(
        label=gettext_lazy("One person in two roles"),
        help_text=gettext_lazy("Reporting, answering and approving. Nobody ever approves the own result."),
    )
    waiver = forms.CharField(
        required=False,
        label=gettext_lazy("Waived for the whole scheme because"),
        widget=text_area(2),
        help_text=gettext_lazy("One reason here suffices for everybody; empty takes it back."),
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, scheme: SchemeRow, *arguments: Any, **named: Any) -> None:
        named["initial"] = {
            "name_zh": scheme.name_zh,
            "name_en": scheme.name_en,
            "missing_policy": scheme.missing_policy,
            "kpi_limit": scheme.kpi_limit,
            "limit_blocks": scheme.limit_blocks,
            "seen": scheme.mark,
            "default_card": scheme.default_card,
            "freeze_days": scheme.freeze_days,
            "duties": scheme.duties,
            "waiver": scheme.duties_waiver,
        }
        super().__init__(*arguments, **named)
        self.offer("missing_policy", [(value, label(f"missing_policy.{value}")) for value in MISSING_POLICIES])
        if scheme.state != "draft":
            self.fields["missing_policy"].disabled = True
            self.fields["missing_policy"].help_text = gettext(
                "The scheme is in force and scores rest on it: its next version may say otherwise."
            )
        self.offer("default_card", [(value, label(f"default_card.{value}")) for value in DEFAULT_CARDS])
        self.offer("duties", [(value, label(f"duties.{value}")) for value in DUTIES])


class RemovalForm(PageForm):
    """What becomes of the weight of a KPI that leaves a card (rule R19)."""

    how = forms.ChoiceField(
        label=gettext_lazy("Its weight"),
        choices=[
            ("renormalise", gettext_lazy("goes to the others in proportion")),
            ("move", gettext_lazy("goes to one KPI")),
        ],
    )
    to = forms.ChoiceField(required=False, label=gettext_lazy("To this KPI"))
    on = day_field(label=gettext_lazy("From"))
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=text_area(2))

    def __init__(self, viewer: Actor, scheme: str, line: AssignmentRow, *arguments: Any, **named: Any) -> None:
        named.setdefault("initial", {"on": today()})
        super().__init__(*arguments, **named)
        language = get_language() or "zh-hans"
        held = plan.assignments(viewer, on=today(), scheme=scheme, subject_ids=[line.subject.id])
        others = [row for row in held if row.id != line.id and row.weight > 0]
        weights = {row.id: formats.number(row.weight.normalize()) for row in others}
        self.offer("to", [(str(row.id), f"{row.kpi.name(language)} {weights[row.id]}%") for row in others], empty="—")

    def stated(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        return {**given, "to": int(given["to"]) if given["to"] else None}
