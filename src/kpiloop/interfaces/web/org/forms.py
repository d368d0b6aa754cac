"""Forms about units, people and their places."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.filling import Choices, PageForm, day_field
from kpiloop.interfaces.wording.labels import choices


def unit_choices(viewer: Actor, on: date) -> Choices:
    """Units in the order of the tree, indented."""
    language = get_language() or "zh-hans"
    return [(row.code, f"{'　' * row.depth}{row.name(language)}") for row in org.units(viewer, on=on)]


def people_choices(viewer: Actor, on: date) -> Choices:
    """People by number."""
    language = get_language() or "zh-hans"
    return [(row.code, f"{row.name(language)} {row.code}") for row in org.people(viewer, on=on)]


def order_field(**named: Any) -> forms.IntegerField:
    """Where a unit stands among those beside it."""
    label = gettext_lazy("Place among its siblings")
    return forms.IntegerField(min_value=0, max_value=30000, required=False, label=label, **named)


class UnitForm(PageForm):
    """A new unit."""

    code = forms.CharField(max_length=60, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), initial="unit")
    parent = forms.ChoiceField(required=False, label=gettext_lazy("Unit above"))
    order = order_field(help_text=gettext_lazy("A number: smaller ones stand further up."))
    valid_from = day_field(label=gettext_lazy("From"))

    def __init__(self, viewer: Actor, on: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("kind", choices("unit_kind"))
        self.offer("parent", unit_choices(viewer, on), empty="—")

    def clean_parent(self) -> str | None:
        """The company has no unit above."""
        return self.cleaned_data["parent"] or None

    def clean_order(self) -> int:
        """Nothing said is the first place."""
        return self.cleaned_data["order"] or 0


class AliasForm(PageForm):
    """Another code or name of a unit in some source."""

    alias = forms.CharField(max_length=120, label=gettext_lazy("Other code or name"))


class MoveForm(PageForm):
    """Another place in the tree from a day on."""

    new_parent = forms.ChoiceField(label=gettext_lazy("New unit above"))
    order = order_field(help_text=gettext_lazy("Another place below the same unit needs no other unit above."))
    on = day_field(label=gettext_lazy("From"))
    reason = forms.CharField(required=False, max_length=500, label=gettext_lazy("Reason"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> str | None:
        """The mark of the organisation the page was made of."""
        return self.cleaned_data["seen"] or None

    def __init__(self, viewer: Actor, on: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("new_parent", unit_choices(viewer, on))


class NameForm(PageForm):
    """Another name; the code stays."""

    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> str | None:
        """The mark of the organisation the page was made of."""
        return self.cleaned_data["seen"] or None


class SeatForm(PageForm):
    """A new position."""

    code = forms.CharField(max_length=60, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    level = forms.CharField(
        max_length=20, required=False, label=gettext_lazy("Pay level"), help_text=gettext_lazy("Such as P6.")
    )


class SeatChangeForm(NameForm):
    """Another name or pay level of a position."""

    level = forms.CharField(
        max_length=20, required=False, label=gettext_lazy("Pay level"), help_text=gettext_lazy("Such as P6.")
    )


class PersonChangeForm(NameForm):
    """Another name of a person, and an account for who has none."""

    username = forms.CharField(
        max_length=150, required=False, label=gettext_lazy("Account"),
        help_text=gettext_lazy("Sign-in name of an existing account, when there is one."),
    )  # fmt: skip

    def __init__(self, has_account: bool, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if has_account:
            del self.fields["username"]


class PlaceForm(PageForm):
    """Where a person works from a day on."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    position = forms.ChoiceField(required=False, label=gettext_lazy("Position"))
    line_manager = forms.ChoiceField(required=False, label=gettext_lazy("Line manager"))
    is_head = forms.BooleanField(required=False, label=gettext_lazy("Leads the unit"))
    on = day_field(label=gettext_lazy("From"))
    valid_to = day_field(
        required=False, label=gettext_lazy("Ends on"), help_text=gettext_lazy("Where an end is agreed; else empty.")
    )

    def __init__(self, viewer: Actor, on: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        language = get_language() or "zh-hans"
        seats = [(row.code, f"{row.name(language)} {row.code}") for row in org.positions(viewer, on=on)]
        self.offer("unit", unit_choices(viewer, on), empty="—")
        self.offer("position", seats, empty="—")
        self.offer("line_manager", people_choices(viewer, on), empty="—")

    def place(self) -> dict[str, Any]:
        """What the service takes: nothing is None, not empty text."""
        given = dict(self.cleaned_data)
        return {**given, "position": given["position"] or None, "line_manager": given["line_manager"] or None}


class TransferForm(PlaceForm):
    """Another place for a person who has one."""

    reason = forms.CharField(required=False, max_length=500, label=gettext_lazy("Reason"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> str | None:
        """The mark of the places the page was made of."""
        return self.cleaned_data["seen"] or None


class PersonForm(PlaceForm):
    """A new employee and the first place."""

    number = forms.CharField(max_length=60, label=gettext_lazy("Employee number"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    username = forms.CharField(
        max_length=150,
        required=False,
        label=gettext_lazy("Account"),
        help_text=gettext_lazy("Sign-in name of an existing account, when there is one."),
    )
    field_order = (
        "number",
        "name_zh",
        "name_en",
        "username",
        "unit",
        "position",
        "line_manager",
        "is_head",
        "on",
        "valid_to",
    )
