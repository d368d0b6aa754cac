"""The form of a template: KPIs with weights, who answers, and whom it serves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm, day_field
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.cards.rows import NewTemplate, Population, TemplateLine
from kpiloop.loop.plan.choices import (
    HEADS_OF_POPULATION,
    OWNER_RULES,
    POPULATION_KINDS,
    PROVIDER_RULES,
    TARGET_BASES,
)

LINES = 8


class CodesField(forms.CharField):
    """Codes separated by commas or spaces."""

    def __init__(self, **named: Any) -> None:
        super().__init__(required=False, **named)

    def clean(self, value: Any) -> tuple[str, ...]:
        """The codes in the order typed, each once."""
        text = super().clean(value).replace(",", " ").replace("，", " ").replace("、", " ")
        return tuple(dict.fromkeys(text.split()))


class TemplateForm(PageForm):
    """One card for many, and whom it serves."""

    code = forms.SlugField(max_length=40, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    kind = forms.ChoiceField(label=gettext_lazy("The card is for"))
    units = CodesField(label=gettext_lazy("Units"), help_text=gettext_lazy("Codes; empty = the whole company."))
    with_below = forms.BooleanField(required=False, initial=True, label=gettext_lazy("And the units below them"))
    heads = forms.ChoiceField(label=gettext_lazy("Leaders"))
    positions = CodesField(label=gettext_lazy("Positions"), help_text=gettext_lazy("Codes; empty = every position."))
    levels = CodesField(
        label=gettext_lazy("Levels"),
        help_text=gettext_lazy("Pay levels such as P5; of units their kind, or 1 for right below the company."),
    )
    people = CodesField(label=gettext_lazy("Only these people"), help_text=gettext_lazy("Employee numbers."))
    excluded = CodesField(label=gettext_lazy("Not these"), help_text=gettext_lazy("Codes or employee numbers."))
    valid_from = day_field(required=False, label=gettext_lazy("From"))
    valid_to = day_field(required=False, label=gettext_lazy("Until before"))
    owner_rule = forms.ChoiceField(label=gettext_lazy("Who answers"))
    owner = forms.ChoiceField(required=False, label=gettext_lazy("Named owner"))
    provider_rule = forms.ChoiceField(label=gettext_lazy("Reports the figure"))
    provider = forms.ChoiceField(required=False, label=gettext_lazy("Named reporter"))

    def __init__(
        self, viewer: Actor, held: NewTemplate | None, *arguments: Any, population: int = 1, **named: Any
    ) -> None:
        """The form of a template with one of the populations it serves; the others stay."""
        if held is not None:
            named["initial"] = _written(held, population) | named.get("initial", {})
        super().__init__(*arguments, **named)
        self.held, self.population = held, population
        if held is not None and 1 < population <= len(held.populations):
            self.fields["gone"] = forms.BooleanField(required=False, label=gettext("No longer serve these"))
        language = get_language() or "zh-hans"
        people = [(row.code, f"{row.name(language)} {row.code}") for row in org.people(viewer, on=today())]
        kpis = [(row.code, row.name(language)) for row in plan.kpis(viewer)]
        for name, group, values in (
            ("kind", "population_kind", POPULATION_KINDS),
            ("heads", "heads_of_population", HEADS_OF_POPULATION),
            ("owner_rule", "owner_rule", OWNER_RULES),
            ("provider_rule", "provider_rule", PROVIDER_RULES),
        ):
            self.offer(name, [(value, label(f"{group}.{value}")) for value in values])
        self.offer("owner", people, empty="—")
        self.offer("provider", people, empty="—")
        bases = [(value, label(f"target_basis.{value}")) for value in TARGET_BASES]
        for place in range(1, LINES + 1):
            self._add_line(place, kpis, bases)

    def _add_line(self, place: int, kpis: list[tuple[str, str]], bases: list[tuple[str, str]]) -> None:
        number = {"place": place}
        self.fields[f"kpi_{place}"] = forms.ChoiceField(required=False, label=gettext("KPI %(place)d") % number)
        self.offer(f"kpi_{place}", kpis, empty="—")
        self.fields[f"weight_{place}"] = forms.DecimalField(
            required=False, min_value=Decimal(0), max_value=Decimal(100), decimal_places=4, label=gettext("Weight, %")
        )
        self.fields[f"basis_{place}"] = forms.ChoiceField(required=False, label=gettext("First targets"), choices=bases)
        self.fields[f"figure_{place}"] = forms.DecimalField(
            required=False,
            label=pgettext("first target", "Figure"),
            help_text=gettext("In the unit of the KPI, e.g. CNY or 0.95."),
        )

    def stated(self, scheme: str) -> NewTemplate:
        """What the service takes; the other populations of a stored template stay."""
        given = self.cleaned_data
        names = ("kind", "units", "with_below", "levels", "positions", "people", "excluded", "heads")
        asked = Population(
            **{name: given[name] for name in names}, valid_from=given["valid_from"], valid_to=given["valid_to"]
        )
        return NewTemplate(
            code=given["code"],
            scheme=scheme,
            name_zh=given["name_zh"],
            name_en=given["name_en"],
            lines=tuple(self._lines()),
            populations=self._populations(None if given.get("gone") else asked),
            owner_rule=given["owner_rule"],
            owner=given["owner"] if given["owner_rule"] == "named" else "",
            provider_rule=given["provider_rule"],
            provider=given["provider"] if given["provider_rule"] == "named" else "",
        )

    def _populations(self, asked: Population | None) -> tuple[Population, ...]:
        others = list(self.held.populations) if self.held else []
        place = self.population - 1
        others[place : place + 1] = [asked] if asked is not None else []
        return tuple(others)

    def _lines(self) -> list[TemplateLine]:
        given = self.cleaned_data
        return [
            TemplateLine(
                given[f"kpi_{place}"],
                given[f"weight_{place}"] or Decimal(0),
                given[f"basis_{place}"] or "none",
                given[f"figure_{place}"],
            )
            for place in range(1, LINES + 1)
            if given[f"kpi_{place}"]
        ]


def _written(held: NewTemplate, population: int) -> dict[str, Any]:
    """A stored template as the form shows it, with one of whom it serves."""
    asked = held.populations[population - 1] if population <= len(held.populations) else Population()
    names = ("code", "name_zh", "name_en", "owner_rule", "owner", "provider_rule", "provider")
    shown: dict[str, Any] = {name: getattr(held, name) for name in names}
    shown |= {name: getattr(asked, name) for name in ("kind", "with_below", "heads", "valid_from", "valid_to")}
    lists = ("units", "levels", "positions", "people", "excluded")
    shown |= {name: ", ".join(getattr(asked, name)) for name in lists}
    for place, line in enumerate(held.lines, start=1):
        shown |= {f"kpi_{place}": line.kpi, f"weight_{place}": f"{line.weight.normalize():f}"}
        figure = "" if line.figure is None else f"{line.figure.normalize():f}"
        shown |= {f"basis_{place}": line.target_basis, f"figure_{place}": figure}
    return shown
