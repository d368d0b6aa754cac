"""Forms of strategic objectives: stating one, changing what it says, ending it; and what hangs on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, text_area
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.choices import PERSPECTIVES
from kpiloop.loop.plan.rows import ObjectiveRow


class ObjectiveForm(PageForm):
    """What an objective says."""

    code = forms.SlugField(max_length=40, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=200, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=200, required=False, label=gettext_lazy("English name"))
    perspective = forms.ChoiceField(label=gettext_lazy("Perspective"))
    fiscal_year = forms.IntegerField(min_value=2000, max_value=2100, label=gettext_lazy("Fiscal year"))
    sponsor = forms.ChoiceField(required=False, label=gettext_lazy("Leader in charge"))
    text = forms.CharField(required=False, label=gettext_lazy("What it means"), widget=text_area())

    def __init__(self, viewer: Actor, *arguments: Any, kept: ObjectiveRow | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("perspective", [(value, label(f"perspective.{value}")) for value in PERSPECTIVES])
        language = get_language() or "zh-hans"
        people = {row.code: f"{row.name(language)} {row.code}" for row in org.people(viewer, on=today())}
        if kept is not None and kept.sponsor is not None:  # who left since still stands there until somebody follows
            people.setdefault(kept.sponsor.code, f"{kept.sponsor.name(language)} {kept.sponsor.code}")
        self.offer("sponsor", people.items(), empty="—")

    def clean_sponsor(self) -> str | None:
        """Nobody is None, not an empty number."""
        return self.cleaned_data["sponsor"] or None


class ObjectiveChangeForm(ObjectiveForm):
    """What an objective says, changed; the code stays."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, viewer: Actor, kept: ObjectiveRow, *arguments: Any, **named: Any) -> None:
        plain = ("code", "name_zh", "name_en", "perspective", "fiscal_year", "text")
        initial = {name: getattr(kept, name) for name in plain}
        initial |= {"sponsor": kept.sponsor.code if kept.sponsor else "", "seen": kept.mark}
        super().__init__(viewer, *arguments, kept=kept, initial=initial, **named)
        self.fields["code"].disabled = True


class ObjectiveEndForm(PageForm):
    """From when on an objective is no longer pursued, and why."""

    on = day_field(label=gettext_lazy("Ends on"), help_text=gettext_lazy("Today or an earlier day."))
    reason = forms.CharField(max_length=500, label=gettext_lazy("Reason"), widget=text_area(2))
    seen = forms.CharField(widget=forms.HiddenInput)


@dataclass(frozen=True)
class Hanging:
    """What hangs on an objective and stays when it ends."""

    kpis: tuple[tuple[str, str], ...]  #: code and name
    key_results: tuple[str, ...]  #: what shall be true
    initiatives: tuple[str, ...]  #: names, with those done or stopped left out
    links: tuple[str, ...]  #: names of objectives it moves or is moved by

    @property
    def is_empty(self) -> bool:
        """Whether nothing rests on it."""
        return not (self.kpis or self.key_results or self.initiatives or self.links)


def kept_objective(viewer: Actor, code: str) -> ObjectiveRow | None:
    """The objective of a code."""
    return next((row for row in plan.objectives(viewer) if row.code == code), None)


def hanging_on(viewer: Actor, row: ObjectiveRow) -> Hanging:
    """Read what rests on an objective."""
    language, year = get_language() or "zh-hans", row.fiscal_year
    names = {each.code: each.name(language) for each in plan.objectives(viewer, fiscal_year=year)}
    links = [link for link in plan.objective_links(viewer, fiscal_year=year) if row.code in (link.cause, link.effect)]
    running = [each for each in plan.initiatives(viewer, fiscal_year=year) if each.state in ("planned", "running")]
    results = plan.key_results(viewer, fiscal_year=year)
    return Hanging(
        kpis=tuple((each.code, each.name(language)) for each in plan.kpis(viewer) if each.objective_id == row.id),
        key_results=tuple(each.name for each in results if each.objective == row.code),
        initiatives=tuple(each.name(language) for each in running if each.objective == row.code),
        links=tuple(f"{names[link.cause]} → {names[link.effect]}" for link in links),
    )
