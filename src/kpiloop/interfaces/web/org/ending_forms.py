"""Forms that end a unit or a place a person holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.interfaces.web.forms.filling import PageForm, day_field
from kpiloop.interfaces.web.org.org_pages import PlaceLine
from kpiloop.interfaces.wording.periods import day


class EndForm(PageForm):
    """From when on something is no more, and why."""

    on = day_field(label=gettext_lazy("Ends on"), help_text=gettext_lazy("The day before is its last one."))
    reason = forms.CharField(required=False, max_length=500, label=gettext_lazy("Reason"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> str | None:
        """The mark of the organisation the page was made of."""
        return self.cleaned_data["seen"] or None


class PlaceEndForm(EndForm):
    """Which place of a person ends."""

    valid_from = forms.ChoiceField(label=gettext_lazy("Which place"))
    field_order = ("valid_from", "on", "reason")

    def __init__(self, places: Iterable[PlaceLine], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("valid_from", [(line.valid_from.isoformat(), _told(line)) for line in places])
        self.fields["on"].help_text = gettext(
            "The day before is the last one. The first day of the place takes back a place that never was."
        )

    def clean_valid_from(self) -> date:
        """A place is named by its first day."""
        return date.fromisoformat(self.cleaned_data["valid_from"])


def _told(line: PlaceLine) -> str:
    where = " · ".join(part for part in (line.unit, line.position) if part)
    return gettext("%(place)s, from %(day)s") % {"place": where, "day": day(line.valid_from)}
