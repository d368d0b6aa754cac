"""The form of a KPI definition, for a new KPI and for its next version."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, text_area
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import choices
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import DefinitionRow

PARAMETERS = ("baseline", "tolerance", "lo", "hi", "band", "cap", *(f"level_{step}" for step in range(1, 11)))
_EXACT: dict[str, Any] = {"max_digits": 20, "decimal_places": 6}


class KpiForm(PageForm):
    """Everything a definition says."""

    code = forms.SlugField(
        max_length=60,
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Letters, digits and _; formulas name the KPI by it, so it never changes."),
    )
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, label=gettext_lazy("English name"), required=False)
    objective = forms.ChoiceField(label=gettext_lazy("Objective"), required=False)
    direction = forms.ChoiceField(label=gettext_lazy("Direction"))
    time_kind = forms.ChoiceField(
        label=gettext_lazy("Over time"),
        help_text=gettext_lazy("Decides how months become a quarter: a flow adds up, a stock takes the last month."),
    )
    measurement_unit = forms.ChoiceField(label=pgettext_lazy("of measurement", "Unit"))
    display_scale = forms.ChoiceField(label=gettext_lazy("Shown in"))
    decimals = forms.IntegerField(min_value=0, max_value=6, initial=0, label=gettext_lazy("Decimals shown"))
    judged_on = forms.ChoiceField(label=gettext_lazy("Judged on"))
    measured_by = forms.ChoiceField(
        label=gettext_lazy("Measured by"),
        help_text=gettext_lazy("By week: weeks stand beside the months; cards, scores and pay stay monthly."),
    )
    achievement_method = forms.ChoiceField(label=gettext_lazy("Achievement"))
    parameters = forms.CharField(
        required=False,
        label=gettext_lazy("Parameters of the achievement"),
        help_text=gettext_lazy(
            "One per line, such as baseline = 80 or level_1 = 0.6; only inverse, baseline, range and levels need any."
        ),
        widget=text_area(2),
    )
    green_from = forms.DecimalField(
        initial=Decimal(100), label=gettext_lazy("On target from, % of achievement"), **_EXACT
    )
    amber_from = forms.DecimalField(initial=Decimal(95), label=gettext_lazy("At risk from, % of achievement"), **_EXACT)
    empty_means = forms.ChoiceField(label=gettext_lazy("No rows mean"))
    timing = forms.ChoiceField(label=gettext_lazy("Leading or lagging"))
    counter = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Counter-KPI"),
        help_text=gettext_lazy("Falls when this one is pushed the wrong way, such as returns beside revenue."),
    )
    source = forms.CharField(
        required=False,
        label=gettext_lazy("Source of its figures"),
        help_text=gettext_lazy("System, report or form, and who keeps it."),
    )
    valid_from = day_field(label=gettext_lazy("In force from"))
    purpose = forms.CharField(required=False, label=gettext_lazy("Why it is measured"), widget=text_area())
    pitfalls = forms.CharField(required=False, label=gettext_lazy("How it misleads"), widget=text_area())

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        language = get_language() or "zh-hans"
        self.offer("counter", [(row.code, row.name(language)) for row in plan.kpis(viewer)], empty="—")
        held = self.initial.get("objective", "")  # one that ended stands there until another one is chosen
        found = [row for row in plan.objectives(viewer) if row.ended_on is None or row.code == held]
        self.offer("objective", [(row.code, row.name(language)) for row in found], empty="—")
        for name, group, values in (
            ("direction", "direction", choices.DIRECTIONS),
            ("time_kind", "time_kind", choices.TIME_KINDS),
            ("measurement_unit", "unit", choices.MEASUREMENT_UNITS),
            ("display_scale", "display_scale", choices.DISPLAY_SCALES),
            ("judged_on", "judged_on", choices.JUDGED_ON),
            ("measured_by", "measured_by", choices.MEASURED_BY),
            ("achievement_method", "achievement_method", choices.ACHIEVEMENT_METHODS),
            ("empty_means", "empty_means", choices.EMPTY_MEANS),
            ("timing", "timing", choices.TIMINGS),
        ):
            self.offer(name, [(value, label(f"{group}.{value}")) for value in values])

    def clean_parameters(self) -> dict[str, Decimal]:
        """Lines `name = figure` as a mapping."""
        found: dict[str, Decimal] = {}
        for line in self.cleaned_data["parameters"].splitlines():
            if not line.strip():
                continue
            name, _, figure = line.partition("=")
            if name.strip() not in PARAMETERS:
                raise forms.ValidationError(
                    gettext_lazy("“%(name)s” is no parameter; known are %(known)s."),
                    params={"name": name.strip(), "known": ", ".join(PARAMETERS)},
                )
            found[name.strip()] = forms.DecimalField().clean(figure)
        return found


def stated(given: dict[str, Any]) -> dict[str, Any]:
    """What the service takes, from what the form says."""
    fields = {name: value for name, value in given.items() if name != "parameters"}
    fields["achievement_parameters"] = given["parameters"]
    fields["objective"] = given["objective"] or None
    for name in ("green_from", "amber_from"):
        fields[name] = given[name] / 100
    return fields


def first_words(row: DefinitionRow, objective: str) -> dict[str, Any]:
    """What stands in the form when the next version is begun."""
    kpi = row.kpi
    kept = (
        *("code", "name_zh", "name_en", "direction", "time_kind", "measurement_unit", "display_scale", "decimals"),
        *("judged_on", "measured_by", "achievement_method", "empty_means", "timing", "counter"),
    )
    return {
        **{name: getattr(kpi, name) for name in kept},
        "objective": objective,
        "parameters": "\n".join(f"{name} = {figure:f}" for name, figure in kpi.achievement_parameters.items()),
        "green_from": f"{(kpi.green_from * 100).normalize():f}",
        "amber_from": f"{(kpi.amber_from * 100).normalize():f}",
        "valid_from": row.valid_from,
        "source": row.source,
        "purpose": row.purpose,
        "pitfalls": row.pitfalls,
    }
