"""Forms of the strategy map: links, initiatives and key results, new ones and those there are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import Choices, PageForm, day_field
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import choices
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import InitiativeRow, KeyResultRow, LinkRow

_MONEY: dict[str, Any] = {"max_digits": 20, "decimal_places": 2, "min_value": 0, "required": False}


class LinkForm(PageForm):
    """What moves what."""

    cause = forms.ChoiceField(label=gettext_lazy("This objective"))
    effect = forms.ChoiceField(label=gettext_lazy("moves that one"))
    is_hypothesis = forms.BooleanField(
        required=False, initial=True, label=gettext_lazy("A hypothesis: drawn dashed until figures show it")
    )
    note = forms.CharField(required=False, max_length=500, label=gettext_lazy("Why it is believed"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, viewer: Actor, year: int, *arguments: Any, kept: LinkRow | None = None, **named: Any) -> None:
        fields = ("cause", "effect", "is_hypothesis", "note")
        initial = {name: getattr(kept, name) for name in fields} | {"seen": kept.mark} if kept else None
        super().__init__(*arguments, initial=initial, **named)
        for name in ("cause", "effect"):
            self.offer(name, _offered(viewer, year, getattr(kept, name) if kept else ""))
            self.fields[name].disabled = kept is not None


class InitiativeForm(PageForm):
    """Something undertaken for an objective."""

    code = forms.SlugField(max_length=40, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=200, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=200, required=False, label=gettext_lazy("English name"))
    objective = forms.ChoiceField(label=gettext_lazy("Objective"))
    kpi = forms.ChoiceField(required=False, label=gettext_lazy("KPI it should move"))
    owner = forms.ChoiceField(label=gettext_lazy("Owner"))
    budget = forms.DecimalField(label=gettext_lazy("Budget"), **_MONEY)
    spent = forms.DecimalField(label=gettext_lazy("Spent"), **_MONEY)
    risk = forms.ChoiceField(label=gettext_lazy("Risk"))
    risk_note = forms.CharField(required=False, max_length=500, label=gettext_lazy("What may go wrong"))
    state = forms.ChoiceField(label=gettext_lazy("State"))
    ends_on = day_field(required=False, label=gettext_lazy("Until"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, viewer: Actor, year: int, *arguments: Any, kept: InitiativeRow | None = None, **named: Any
    ) -> None:
        super().__init__(*arguments, initial=_initiative(kept) if kept else None, **named)
        self.fields["code"].disabled = kept is not None
        self.offer("objective", _offered(viewer, year, kept.objective if kept else ""))
        self.offer("kpi", kpi_names(viewer), empty="—")
        self.offer("owner", _people(viewer, kept.owner if kept else None))
        self.offer("risk", [(value, label(f"risk.{value}")) for value in choices.RISKS])
        self.offer("state", [(value, label(f"initiative_state.{value}")) for value in choices.INITIATIVE_STATES])


class KeyResultForm(PageForm):
    """A key result of an objective."""

    objective = forms.ChoiceField(label=gettext_lazy("Objective"))
    code = forms.SlugField(max_length=40, label=gettext_lazy("Code"))
    name = forms.CharField(max_length=200, label=gettext_lazy("What shall be true"))
    owner = forms.ChoiceField(label=gettext_lazy("Owner"))
    start = forms.DecimalField(label=gettext_lazy("From the figure"))
    target = forms.DecimalField(label=gettext_lazy("To the figure"))
    unit = forms.ChoiceField(label=pgettext_lazy("of measurement", "Unit"))
    kpi = forms.ChoiceField(required=False, label=gettext_lazy("KPI it is read from"))

    def __init__(
        self, viewer: Actor, year: int, *arguments: Any, kept: KeyResultRow | None = None, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.offer("objective", _offered(viewer, year, kept.objective if kept else ""))
        self.offer("owner", _people(viewer, kept.owner if kept else None))
        self.offer("kpi", kpi_names(viewer), empty="—")
        self.offer("unit", [(value, label(f"unit.{value}")) for value in choices.MEASUREMENT_UNITS])


class KeyResultChangeForm(KeyResultForm):
    """A key result put right, dropped, or taken up again."""

    is_active = forms.BooleanField(
        required=False,
        label=gettext_lazy("Still pursued"),
        help_text=gettext_lazy("Without the tick it is dropped; its check-ins stay."),
    )
    reason = forms.CharField(required=False, max_length=500, label=gettext_lazy("Reason"))
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, viewer: Actor, year: int, kept: KeyResultRow, *arguments: Any, **named: Any) -> None:
        plain = ("objective", "code", "name", "unit", "kpi", "is_active")
        initial = {name: getattr(kept, name) for name in plain} | {"seen": kept.mark, "owner": kept.owner.code}
        initial |= {"start": _plain(kept.start), "target": _plain(kept.target)}
        super().__init__(viewer, year, *arguments, kept=kept, initial=initial, **named)
        self.fields["code"].disabled = True


def objective_names(viewer: Actor, year: int) -> Choices:
    """Objectives of a year by code, those that ended too."""
    language = get_language() or "zh-hans"
    return [(row.code, row.name(language)) for row in plan.objectives(viewer, fiscal_year=year)]


def kpi_names(viewer: Actor) -> Choices:
    """KPIs by code."""
    language = get_language() or "zh-hans"
    return [(row.code, row.name(language)) for row in plan.kpis(viewer)]


def _offered(viewer: Actor, year: int, kept: str) -> Choices:
    """Objectives that run, and the one that stands there already."""
    language = get_language() or "zh-hans"
    found = plan.objectives(viewer, fiscal_year=year)
    return [(row.code, row.name(language)) for row in found if row.ended_on is None or row.code == kept]


def _people(viewer: Actor, kept: PersonRow | None) -> Choices:
    """People at work today, and the one that stands there already."""
    language = get_language() or "zh-hans"
    found = {row.code: f"{row.name(language)} {row.code}" for row in org.people(viewer, on=today())}
    if kept is not None:
        found.setdefault(kept.code, f"{kept.name(language)} {kept.code}")
    return list(found.items())


def _initiative(row: InitiativeRow) -> dict[str, Any]:
    plain = ("code", "name_zh", "name_en", "objective", "kpi", "risk", "risk_note", "state", "ends_on")
    money = {"budget": _plain(row.budget), "spent": _plain(row.spent)}
    return {name: getattr(row, name) for name in plain} | {"owner": row.owner.code, "seen": row.mark} | money


def _plain(figure: Decimal | None) -> str | None:
    """A figure as it is typed."""
    return None if figure is None else f"{figure.normalize():f}"
