"""What a list would change in the organisation, as its keeper reads it, and the forms about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.filling import PageForm, day_field
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors
from kpiloop.loop.collect.roster.choices import (
    ACCOUNTS,
    CHANGED,
    ENDS,
    KINDS,
    LEFT,
    NEW,
    PROPOSED,
    RENAMED,
    SETTLED,
    STAYS,
)
from kpiloop.loop.collect.roster.rows import Change, Place, RosterPlan, Terms
from kpiloop.loop.collect.roster.shapes import UNITS
from kpiloop.loop.collect.rows import SourceRow

#: More changes than this are counted, not listed: nobody reads a thousand lines before a click.
SHOWN = 200
_LIGHTS = {LEFT: "red", NEW: "green", "returned": "green"}


@dataclass(frozen=True)
class ChangeLine:
    """One change."""

    kind: str  #: what happens
    light: str  #: colour of its mark
    code: str  #: unit, position or employee number
    name: str  #: its name
    on: date | None  #: from which day on
    before: str  #: what it was
    after: str  #: what it becomes
    more: int  #: further stretches after the first


@dataclass(frozen=True)
class RosterPage:
    """The page."""

    source: SourceRow  #: the list
    name: str  #: its name
    title: str  #: the finding
    plan: RosterPlan  #: what would change
    lines: tuple[ChangeLine, ...]  #: the first changes
    hidden: int  #: changes that are not listed
    counts: tuple[tuple[str, int], ...]  #: how many of each kind
    refused: tuple[tuple[int, str, str], ...]  #: line, who it is about, why
    file: str  #: key of a file handed over; empty: the source's own place


class RosterTermsForm(PageForm):
    """Under which terms a list changes the organisation."""

    applies = forms.BooleanField(
        required=False,
        label=gettext_lazy("Apply by itself when it is loaded"),
        help_text=gettext_lazy("Else somebody is told that changes wait. Many leavers always wait."),
    )
    absent = forms.ChoiceField(label=gettext_lazy("Those the list no longer names"))
    most_leaving = forms.IntegerField(
        min_value=0, max_value=100, label=gettext_lazy("Of 100 people, how many may leave at once unasked")
    )
    within = forms.ChoiceField(required=False, label=gettext_lazy("The list is complete for"))
    accounts = forms.ChoiceField(
        label=gettext_lazy("Sign-in accounts of those who leave"),
        help_text=gettext_lazy(
            "Who comes back gets the account back the same way. Closing by itself is for a system administrator "
            "to allow; the last one who manages accounts is never closed."
        ),
    )

    def __init__(self, viewer: Actor, terms: Terms, on: date, *arguments: Any, **named: Any) -> None:
        named.setdefault(
            "initial",
            {
                "applies": terms.applies,
                "absent": terms.absent,
                "most_leaving": terms.most_leaving,
                "within": terms.within,
                "accounts": terms.accounts,
            },
        )
        super().__init__(*arguments, **named)
        language = get_language() or "zh-hans"
        self.offer("absent", [(kind, label(f"roster_absent.{kind}")) for kind in (ENDS, STAYS)])
        may_settle = viewer.may("accounts.manage") or terms.accounts == SETTLED
        offered = ACCOUNTS if may_settle else (PROPOSED,)
        self.offer("accounts", [(kind, label(f"roster_accounts.{kind}")) for kind in offered])
        units = [(row.code, f"{'　' * row.depth}{row.name(language)}") for row in org.units(viewer, on=on)]
        self.offer("within", units, empty=gettext("the whole company"))

    def terms(self) -> Terms:
        """The terms as they were entered."""
        given = self.cleaned_data
        return Terms(given["absent"], given["most_leaving"], given["within"], given["applies"], given["accounts"])


class RosterApplyForm(PageForm):
    """Applying what was looked at."""

    mark = forms.CharField(widget=forms.HiddenInput())
    on = day_field()
    file = forms.CharField(required=False, widget=forms.HiddenInput())
    leaving = forms.IntegerField(
        required=False, min_value=1, label=gettext_lazy("How many leave, to confirm that it is right")
    )
    reason = forms.CharField(required=False, max_length=500, label=gettext_lazy("Reason"))

    def __init__(self, plan: RosterPlan, file: str, *arguments: Any, **named: Any) -> None:
        named.setdefault("initial", {"mark": plan.mark, "on": plan.on, "file": file})
        super().__init__(*arguments, **named)
        self.fields["on"].widget = forms.HiddenInput()
        if not plan.is_mass_departure:
            del self.fields["leaving"]


def roster_page(viewer: Actor, code: str, plan: RosterPlan, file: str) -> RosterPage:
    """Build the page of one look."""
    language = get_language() or "zh-hans"
    source = selectors.source(viewer, code)
    names = {row.code: row.name(language) for row in org.subjects(viewer, on=[plan.on]).values()}
    names |= {change.code: _name(change, language) for change in plan.changes}
    return RosterPage(
        source=source,
        name=source.name(language),
        title=_title(plan),
        plan=plan,
        lines=tuple(_line(change, names, plan.dataset) for change in plan.changes[:SHOWN]),
        hidden=max(len(plan.changes) - SHOWN, 0),
        counts=tuple((kind, plan.counts[kind]) for kind in KINDS if plan.counts[kind]),
        refused=tuple(
            (row.line, row.written.get("number") or row.written.get("code") or "", sentence(row.reason, row.fields))
            for row in plan.refused
        ),
        file=file,
    )


def _line(change: Change, names: Mapping[str, str], dataset: str) -> ChangeLine:
    before, after = change.was, ""
    if change.kind == RENAMED:
        after = names[change.code]
    elif change.on is None:
        after = (
            change.level if change.kind == CHANGED else " · ".join(filter(None, (_seat(change, names), change.level)))
        )
    else:
        before = _place(change.before, names, dataset) if change.before else ""
        after = _place(change.places[0], names, dataset) if change.places else ""
    return ChangeLine(
        kind=change.kind,
        light=_LIGHTS.get(change.kind, "amber"),
        code=change.code,
        name=names.get(change.code, change.name),
        on=change.on,
        before=before,
        after=after,
        more=max(len(change.places) - 1, 0),
    )


def _seat(change: Change, names: Mapping[str, str]) -> str:
    return names.get(change.places[0].unit, change.places[0].unit) if change.places else ""


def _place(place: Place, names: Mapping[str, str], dataset: str) -> str:
    unit = names.get(place.unit, place.unit)
    if dataset == UNITS:
        return gettext("below %(unit)s") % {"unit": unit} if place.unit else gettext("the company")
    parts = [unit, names.get(place.position, place.position), gettext("leads the unit") if place.is_head else ""]
    if place.line_manager:
        parts.append(gettext("reports to %(name)s") % {"name": names.get(place.line_manager, place.line_manager)})
    return " · ".join(filter(None, parts))


def _name(change: Change, language: str) -> str:
    return change.name_en if language.startswith("en") and change.name_en else change.name


def _title(plan: RosterPlan) -> str:
    if plan.is_mass_departure:
        return gettext("%(leaving)d of %(held)d would leave at once: check the list before you apply it") % {
            "leaving": plan.leaving,
            "held": plan.held,
        }
    if not plan.changes:
        return gettext("The organisation says what the list says")
    words = ngettext(
        "%(count)d change for the organisation", "%(count)d changes for the organisation", len(plan.changes)
    )
    return words % {"count": len(plan.changes)}
