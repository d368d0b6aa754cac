"""A KPI made together: what is offered now, what changed from offer to offer, what the check says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.filling import text_area
from kpiloop.interfaces.web.plan.kpi_form import KpiForm
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import NegotiationRow, StepRow

_GROUPS = {"measurement_unit": "unit"}
_PERCENTS = ("green_from", "amber_from")


class OfferForm(KpiForm):
    """A definition as an offer, with the unit it is for and a word to the other side."""

    subject = forms.ChoiceField(label=gettext_lazy("For the unit"))
    note = forms.CharField(required=False, label=gettext_lazy("A word to the other side"), widget=text_area(2))
    field_order = ("subject", "code", "name_zh", "name_en")

    def __init__(self, viewer: Actor, on: date, *arguments: Any, **named: Any) -> None:
        super().__init__(viewer, *arguments, **named)
        language = get_language() or "zh-hans"
        self.offer("subject", [(row.code, row.name(language)) for row in org.units(viewer, on=on)])


def offered(given: Mapping[str, Any]) -> dict[str, Any]:
    """What an offer says, from what the form says."""
    content = {name: value for name, value in given.items() if name not in ("code", "subject", "note", "parameters")}
    content["achievement_parameters"] = given["parameters"]
    for name in _PERCENTS:
        content[name] = given[name] / 100
    return content


def first_offer(row: NegotiationRow, raw: Mapping[str, str]) -> dict[str, Any]:
    """What stands in the form when the other side answers."""
    initial: dict[str, Any] = {**raw, "code": row.kpi_code, "subject": row.subject.code}
    initial["parameters"] = raw.get("achievement_parameters", "").replace(", ", "\n")
    for name in _PERCENTS:
        if raw.get(name):
            initial[name] = format((Decimal(raw[name]) * 100).normalize(), "f")
    return initial


@dataclass(frozen=True)
class SaidLine:
    """One thing an offer says."""

    name: str  #: field
    content: str  #: what it says
    is_changed: bool  #: differs from the offer before


@dataclass(frozen=True)
class StepPart:
    """One step with what it said."""

    row: StepRow  #: the step
    said: tuple[SaidLine, ...]  #: every field of an offer, changed ones first


@dataclass(frozen=True)
class NegotiationPage:
    """The page."""

    title: str  #: the finding
    row: NegotiationRow  #: as it stands
    steps: tuple[StepPart, ...]  #: newest first
    flaws: tuple[str, ...]  #: sentences of the check
    lacking: tuple[str, ...]  #: roles that have not approved


@dataclass(frozen=True)
class NegotiationLine:
    """One negotiation in the list."""

    id: int  #: key
    name: str  #: KPI as it is offered now
    subject: str  #: unit
    state: str  #: state
    offers: int  #: how many offers were made
    last: StepRow  #: newest step
    at: datetime  #: when


def negotiation_lines(viewer: Actor, on: date) -> tuple[NegotiationLine, ...]:
    """All the viewer may see, open ones first."""
    language = get_language() or "zh-hans"
    return tuple(
        NegotiationLine(
            id=row.id,
            name=_name(row),
            subject=row.subject.name(language),
            state=row.state,
            offers=sum(1 for step in row.steps if step.kind == "offer"),
            last=row.steps[-1],
            at=row.steps[-1].made_at,
        )
        for row in plan.negotiations(viewer, on=on)
    )


def negotiation_page(viewer: Actor, number: int, on: date) -> NegotiationPage:
    """Build the page for one reader."""
    row = plan.negotiation(viewer, number, on=on)
    unit = row.subject.name(get_language() or "zh-hans")
    title = gettext("%(name)s of %(unit)s: %(state)s") % {
        "name": _name(row), "unit": unit, "state": label(f"negotiation_state.{row.state}"),
    }  # fmt: skip
    flaws = tuple(
        sentence(f"finding.{flaw.code}", {"kpi": _name(row), "subject": unit, **flaw.fields}) for flaw in row.flaws
    )
    steps = tuple(StepPart(step, _said(step)) for step in reversed(row.steps))
    return NegotiationPage(title, row, steps, flaws, tuple(label(f"role.{role}") for role in row.lacking_roles))


def _name(row: NegotiationRow) -> str:
    said = row.offer.content
    english = not (get_language() or "zh").startswith("zh") and said.get("name_en")
    return english or said.get("name_zh") or row.kpi_code


def _said(step: StepRow) -> tuple[SaidLine, ...]:
    lines = [
        SaidLine(label(f"definition_field.{name}"), _word(name, text), name in step.changed and step.number > 1)
        for name, text in step.content.items()
        if text
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_changed))


def _word(name: str, text: str) -> str:
    if name in _PERCENTS:
        return formats.percent(Decimal(text))
    label_id = f"{_GROUPS.get(name, name)}.{text}"
    return label(label_id) if has_label(label_id) else text
