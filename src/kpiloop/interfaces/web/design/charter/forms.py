"""Forms of the steps: what only the document knows. Everything else is mended on the page that keeps it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.charter.choices import (
    ADMINISTRATOR,
    COMMITTEE,
    DAYS,
    FINANCE,
    HR,
    MOST_DAYS,
    OFFICES,
    SPONSOR,
)
from kpiloop.governance.charter.rows import NewOffice, OutlineRow
from kpiloop.interfaces.web.forms.asking import today
from kpiloop.interfaces.web.forms.filling import Choices, PageForm, text_area
from kpiloop.interfaces.wording.labels import label

ALONE = (SPONSOR, ADMINISTRATOR, HR, FINANCE)


def everybody(viewer: Actor) -> Choices:
    """People in sight by number, as a list to choose from."""
    language = get_language() or "zh-hans"
    return [(row.code, f"{row.name(language)} {row.code}") for row in org.people(viewer, on=today())]


def usual_aim() -> str:
    """What a scheme is usually for, in the reader's language."""
    return gettext(
        "To carry the objectives of the company into every unit and post, to judge results by figures everybody can "
        "retrace, and to let contribution count in pay and promotion.\nThe scheme is public to all employees; results "
        "of a person are seen by the person and those who lead it."
    )


class AimForm(PageForm):
    """What the scheme is for; a usual text stands there to begin with."""

    aim = forms.CharField(label=gettext_lazy("Aim of the scheme"), widget=text_area(5), max_length=4000)

    def __init__(self, kept: OutlineRow, *arguments: Any, **named: Any) -> None:
        named["initial"] = {"aim": kept.aim or usual_aim()}
        super().__init__(*arguments, **named)


class ExemptForm(PageForm):
    """Somebody who is not assessed."""

    person = forms.ChoiceField(label=gettext_lazy("Not assessed"))
    reason = forms.CharField(max_length=300, label=gettext_lazy("Reason"))

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("person", everybody(viewer), empty="—")


class OfficesForm(PageForm):
    """Who holds which office, and whose signature the document waits for."""

    sponsor = forms.ChoiceField(required=False)
    administrator = forms.ChoiceField(required=False)
    hr = forms.ChoiceField(required=False)
    finance = forms.ChoiceField(required=False)
    committee = forms.MultipleChoiceField(
        required=False,
        help_text=gettext_lazy("Several with Ctrl or by dragging."),
        widget=forms.SelectMultiple(attrs={"size": "6"}),
    )
    signs = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Signs the document, in this order"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, viewer: Actor, kept: OutlineRow, *arguments: Any, **named: Any) -> None:
        named["initial"] = _offices_kept(viewer, kept)
        super().__init__(*arguments, **named)
        people = everybody(viewer)
        for office in OFFICES:
            self.fields[office].label = label(f"office.{office}")
            if office in ALONE:
                self.offer(office, people, empty="—")
        several, signing = self.fields[COMMITTEE], self.fields["signs"]
        assert isinstance(several, forms.MultipleChoiceField) and isinstance(signing, forms.MultipleChoiceField)
        several.choices = people
        signing.choices = [(office, label(f"office.{office}")) for office in OFFICES]

    def stated(self) -> list[NewOffice]:
        """What the service takes."""
        given = self.cleaned_data
        held = [(office, given[office]) for office in ALONE if given[office]]
        held += [(COMMITTEE, person) for person in given[COMMITTEE]]
        return [NewOffice(office, person, office in given["signs"]) for office, person in held]


class DaysForm(PageForm):
    """Working days of the steps, and what is said about appeals and changes beside the days."""

    appeals = forms.CharField(
        required=False,
        label=gettext_lazy("About appeals, beside the usual sentences"),
        widget=text_area(3),
        max_length=4000,
    )
    changes = forms.CharField(
        required=False,
        label=gettext_lazy("About changes of the scheme, beside the usual sentences"),
        widget=text_area(3),
        max_length=4000,
    )

    def __init__(self, kept: OutlineRow, *arguments: Any, **named: Any) -> None:
        named["initial"] = {**kept.days, "appeals": kept.appeals, "changes": kept.changes}
        super().__init__(*arguments, **named)
        days = {
            name: forms.IntegerField(min_value=0, max_value=MOST_DAYS, label=label(f"charter_days.{name}"))
            for name in DAYS
        }
        self.fields = {**days, **self.fields}


def _offices_kept(viewer: Actor, kept: OutlineRow) -> dict[str, Any]:
    """What was named, else a first proposal: the head of the company stands for it, who asks draws it up."""
    if kept.offices:
        signing = {row.office for row in kept.offices if row.signs}
        named: dict[str, Any] = {row.office: row.person.code for row in kept.offices if row.office in ALONE}
        committee = [row.person.code for row in kept.offices if row.office == COMMITTEE]
        return {**named, COMMITTEE: committee, "signs": sorted(signing)}
    tree, me = org.tree(viewer, on=today()), org.person_of(viewer)
    head = tree.units[tree.root_id].head_id if tree.root_id in tree.units and tree.root_id is not None else None
    people = {row.id: row.code for row in org.people(viewer, on=today())}
    return {
        SPONSOR: people.get(head or 0, ""),
        ADMINISTRATOR: me.code if me else "",
        "signs": [office for office in OFFICES if office != COMMITTEE],
    }
