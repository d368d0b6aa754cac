"""Forms about further trees, legal entities and exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.filling import Choices, PageForm, day_field, text_area
from kpiloop.interfaces.web.org.forms import unit_choices

#: The choice of a parent that means: not in this tree any more.
OUT = "-"


def node_choices(viewer: Actor, tree: str, on: date) -> Choices:
    """Units of a further tree, indented, the company first."""
    language = get_language() or "zh-hans"
    rows = org.further_tree(viewer, tree, on=on).units.values()
    return [(row.code, f"{'　' * row.depth}{row.name(language)}") for row in rows]


class TreeForm(PageForm):
    """A further tree."""

    code = forms.SlugField(max_length=40, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))


class NodeForm(TreeForm):
    """A unit that stands in a further tree alone."""

    parent = forms.ChoiceField(required=False, label=gettext_lazy("Unit above"))
    valid_from = day_field(label=gettext_lazy("From"))

    def __init__(self, viewer: Actor, tree: str, on: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("parent", node_choices(viewer, tree, on))


class HangForm(PageForm):
    """The place of a unit in a further tree from a day on."""

    parent = forms.ChoiceField(label=gettext_lazy("New unit above"))
    on = day_field(label=gettext_lazy("From"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, viewer: Actor, tree: str, on: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        places = node_choices(viewer, tree, on)
        self.offer("parent", [*places, (OUT, gettext("Take it out of this tree"))])


class EntityForm(PageForm):
    """Currency and time zone of a legal entity."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    currency = forms.CharField(
        min_length=3, max_length=3, label=gettext_lazy("Currency"), help_text=gettext_lazy("Three letters, like CNY.")
    )
    time_zone = forms.CharField(
        max_length=60, required=False, label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Like Asia/Shanghai; empty for that of the installation."),
    )  # fmt: skip
    day_begins = forms.IntegerField(
        min_value=0, max_value=23, required=False, label=gettext_lazy("Day begins at"),
        help_text=gettext_lazy("Full hour, 0 to 23: with 6, what happens at 05:59 counts for the day before."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, viewer: Actor, on: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("unit", unit_choices(viewer, on))

    def clean_currency(self) -> str:
        """Codes are written in capitals."""
        return str(self.cleaned_data["currency"]).upper()


class EntityYearForm(PageForm):
    """The fiscal year of a legal entity."""

    unit = forms.ChoiceField(label=gettext_lazy("Legal entity"))
    start_month = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label=gettext_lazy("Its year begins in"),
        choices=[("", gettext_lazy("as the group's year")), *((str(month), str(month)) for month in range(1, 13))],
        help_text=gettext_lazy(
            "The month, 1 to 12. Its year is shown beside the group's, which goes on deciding periods, closes and pay. "
            "A year of weeks cannot stand beside the group's."
        ),
    )  # fmt: skip
    valid_from = day_field(label=gettext_lazy("From"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, entities: Sequence[tuple[str, str]], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("unit", entities)


class RatesForm(PageForm):
    """Exchange rates, one per line."""

    lines = forms.CharField(
        widget=text_area(8, placeholder="USD CNY 2026-01 average 7.05"),
        label=gettext_lazy("Rates"),
        help_text=gettext_lazy(
            "One per line, as copied from a sheet: currency, target currency, period, "
            "average or closing or constant, rate."
        ),
    )
    source = forms.CharField(max_length=120, required=False, label=gettext_lazy("Where they come from"))
