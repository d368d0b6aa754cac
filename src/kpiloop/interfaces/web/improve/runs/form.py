"""The form of a rung: after how many misses what follows."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.improve.choices import ABOUT, OPENS
from kpiloop.loop.improve.ladders.rungs import Rung
from kpiloop.loop.plan import selectors as plan


class RungForm(PageForm):
    """What follows after how many misses, in which scheme."""

    code = forms.SlugField(max_length=60, label=gettext_lazy("Code"))
    scheme = forms.ChoiceField(required=False, label=gettext_lazy("Scheme"))
    about = forms.ChoiceField(label=gettext_lazy("About"))
    opens = forms.ChoiceField(
        label=gettext_lazy("Opens"),
        help_text=gettext_lazy("A unit: a talk or a rectification. A person: a talk or an improvement plan."),
    )
    misses = forms.IntegerField(min_value=1, max_value=24, label=gettext_lazy("After misses"))
    within = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=24,
        label=gettext_lazy("Of so many periods"),
        help_text=gettext_lazy("Empty: in a row."),
    )
    grades = forms.CharField(
        required=False,
        max_length=60,
        label=gettext_lazy("Low grades"),
        help_text=gettext_lazy("With a comma between them; empty is the lowest grade of the scheme."),
    )

    def __init__(self, viewer: Actor, held: Rung | None, *arguments: Any, **named: Any) -> None:
        named["initial"] = (_written(held) if held else {"misses": 3}) | named.get("initial", {})
        super().__init__(*arguments, **named)
        schemes = {row.code: row.name(tongue()) for row in plan.schemes(viewer)}
        self.offer("scheme", schemes.items(), empty=gettext("every scheme without rules of its own"))
        self.offer("about", [(value, label(f"rung_about.{value}")) for value in ABOUT])
        self.offer("opens", [(value, label(f"rung_opens.{value}")) for value in OPENS])
        if held is not None:
            self.fields["code"].disabled = True

    def stated(self) -> Rung:
        """What the service takes."""
        given = self.cleaned_data
        grades = tuple(grade for grade in re.split(r"[\s,，、]+", given["grades"].strip()) if grade)
        names = ("code", "about", "opens", "misses", "within", "scheme")
        return Rung(**{name: given[name] for name in names}, grades=grades)


def _written(held: Rung) -> dict[str, Any]:
    names = ("code", "scheme", "about", "opens", "misses", "within")
    return {name: getattr(held, name) for name in names} | {"grades": ", ".join(held.grades)}
