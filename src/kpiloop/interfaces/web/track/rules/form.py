"""The form of a rule of alerts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.choices import ROLE_PERMISSIONS
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.web.track.rules.page import also_words
from kpiloop.interfaces.web.worded.entries import people_choices
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.track.rules import kinds
from kpiloop.loop.track.rules.rows import AlertRuleRow, NewAlertRule

_PERCENT = Decimal(100)


class RuleForm(PageForm):
    """When an alert opens, about what, and whom it tells."""

    code = forms.SlugField(max_length=60, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    kind = forms.ChoiceField(label=gettext_lazy("Fires on"))
    kpi = forms.ChoiceField(required=False, label=gettext_lazy("KPI"))
    unit = forms.ChoiceField(required=False, label=gettext_lazy("Unit, with all below it"))
    limit = forms.DecimalField(
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(1000),
        label=gettext_lazy("Limit, %"),
        help_text=gettext_lazy(
            "Off target and behind pace: achievement below it; empty takes the limits of the KPI. "
            "Sudden change: from this change on, in points for percentages. "
            "Day off target: achievement of the day below it."
        ),
    )
    months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=24,
        label=gettext_lazy("Months in a row"),
        help_text=gettext_lazy("Off target, missed again and no figure; empty is 1, for missed again 2."),
    )
    days = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=366,
        label=gettext_lazy("Days"),
        help_text=gettext_lazy(
            "No figure: days after the month, empty takes the due day of the KPI. "
            "Day off target: days in a row, empty is 1."
        ),
    )
    base = forms.ChoiceField(label=gettext_lazy("Changed against"))
    side = forms.ChoiceField(label=gettext_lazy("Which changes"))
    who = forms.ChoiceField(label=gettext_lazy("Tells"))
    person = forms.ChoiceField(required=False, label=gettext_lazy("Named person"))
    severity = forms.ChoiceField(label=gettext_lazy("Severity"))
    also = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Tells as well"), widget=forms.CheckboxSelectMultiple
    )
    also_people = forms.CharField(
        required=False,
        max_length=400,
        label=gettext_lazy("People told as well"),
        help_text=gettext_lazy("Employee numbers with a comma between them."),
    )
    repeat_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=366,
        label=gettext_lazy("Told again after, days"),
        help_text=gettext_lazy("While it stays off and nobody has answered; empty is once."),
    )
    escalate_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=366,
        label=gettext_lazy("Passed on after, days"),
        help_text=gettext_lazy("Without an answer the next head up is told, then the one above; empty is never."),
    )

    def __init__(self, viewer: Actor, held: AlertRuleRow | None, *arguments: Any, **named: Any) -> None:
        named["initial"] = (_written(held) if held else {"severity": kinds.NORMAL}) | named.get("initial", {})
        super().__init__(*arguments, **named)
        for name, group, values in (
            ("kind", "alert_rule_kind", kinds.RULE_KINDS),
            ("base", "alert_base", kinds.BASES),
            ("side", "alert_side", kinds.SIDES),
            ("who", "alert_who", kinds.WHO),
            ("severity", "alert_severity", kinds.SEVERITIES),
        ):
            self.offer(name, [(value, label(f"{group}.{value}")) for value in values])
        kpis = [(row.code, row.name(tongue())) for row in plan.kpis(viewer)]
        self.offer("kpi", kpis, empty=gettext("every KPI"))
        units = [(row.code, row.name(tongue())) for row in org.units(viewer, on=today())]
        self.offer("unit", units, empty=gettext("everywhere"))
        self.offer("person", people_choices(viewer, on=today()), empty="—")
        roles = [(f"{kinds.ROLE_MARK}{role}", also_words(f"{kinds.ROLE_MARK}{role}")) for role in ROLE_PERMISSIONS]
        also = self.fields["also"]
        assert isinstance(also, forms.MultipleChoiceField)
        also.choices = [*((place, label(f"alert_who.{place}")) for place in kinds.ALSO_PLACES), *roles]
        if held is not None:
            self.fields["code"].disabled = True

    def stated(self) -> NewAlertRule:
        """What the service takes."""
        given = self.cleaned_data
        names = ("code", "name_zh", "name_en", "kind", "kpi", "unit", "months", "days", "base", "side", "who")
        limit = given["limit"]
        return NewAlertRule(
            **{name: given[name] for name in names},
            limit=None if limit is None else limit / _PERCENT,
            person=given["person"] if given["who"] == kinds.NAMED else "",
            severity=given["severity"],
            also=(*given["also"], *_people(given["also_people"])),
            repeat_days=given["repeat_days"],
            escalate_days=given["escalate_days"],
        )


def _written(held: AlertRuleRow) -> dict[str, Any]:
    names = ("code", "name_zh", "name_en", "kind", "kpi", "months", "days", "base", "side", "who", "severity")
    shown: dict[str, Any] = {name: getattr(held, name) for name in (*names, "repeat_days", "escalate_days")}
    limit = None if held.limit is None else f"{(held.limit * _PERCENT).normalize():f}"
    unit, person = held.unit.code if held.unit else "", held.person.code if held.person else ""
    people = [entry.removeprefix(kinds.PERSON_MARK) for entry in held.also if entry.startswith(kinds.PERSON_MARK)]
    also = [entry for entry in held.also if not entry.startswith(kinds.PERSON_MARK)]
    shown |= {"also": also, "also_people": ", ".join(people)}
    return shown | {"limit": limit, "unit": unit, "person": person}


def _people(written: str) -> list[str]:
    return [f"{kinds.PERSON_MARK}{number}" for number in re.split(r"[\s,，、;；]+", written.strip()) if number]
