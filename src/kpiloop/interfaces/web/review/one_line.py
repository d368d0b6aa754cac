"""A decision, or a decision with its action, written in one line while the meeting runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.typed import NotAFigure, read_figure
from kpiloop.loop.review import selectors as review
from kpiloop.loop.review.rows import ActionDraft, MeetingRow

_ITEM = re.compile(r"(?:^|\s)#(\d{1,2})(?=\s|$)")
_ACTION_MARK = "@"


@dataclass(frozen=True)
class OneLine:
    """What a line says."""

    text: str  #: what was decided
    item_id: int | None  #: agenda item it belongs to
    draft: ActionDraft | None  #: the action, when somebody shall do something


@dataclass(frozen=True)
class Understood:
    """A line as it was understood, before it is saved."""

    kind: str  #: decision or action
    pairs: tuple[tuple[str, str], ...]  #: part and what it says
    missing: str  #: parts still to be written; empty when it can be saved


def read_one_line(viewer: Actor, held: MeetingRow, text: str, today: date) -> OneLine:
    """Take a line apart; a line with @ is an action, the rest are decisions, with #1 about an item."""
    if _ACTION_MARK in text:
        draft = in_screen_scale(review.draft_action(viewer, text=text, period_code=held.period_code, today=today))
        key = draft.assignment.id if draft.assignment else None
        item = next((row.id for row in held.items if row.status.assignment.id == key), None)
        return OneLine(draft.title, item, draft)
    found = _ITEM.search(text)
    item = next((row.id for row in held.items if found and row.order == int(found[1])), None)
    return OneLine(" ".join(_ITEM.sub(" ", text).split()), item, None)


def in_screen_scale(draft: ActionDraft) -> ActionDraft:
    """The effect of a draft read as the screen shows its KPI: +45 is 45万 where figures stand in 万."""
    effect: Decimal | None = None
    if draft.assignment is not None and draft.effect_text:
        try:
            effect = read_figure(draft.effect_text, formats.display_of(draft.assignment.kpi))
        except NotAFigure:
            return draft
    return replace(draft, expected_effect=effect if effect is not None else draft.expected_effect)


def understood(line: OneLine) -> Understood | None:
    """How a line is understood, for the one who is typing it; None for nothing."""
    if not line.text and line.draft is None:
        return None
    if line.draft is None:
        return Understood("decision", ((gettext("Decision"), line.text),), "")
    draft = line.draft
    pairs = [(gettext("Action"), draft.title)]
    if draft.owner is not None:
        pairs.append((gettext("Owner"), f"{draft.owner.name(figures.tongue())} {draft.owner.code}"))
    if draft.due_on is not None:
        pairs.append((gettext("Until"), periods.day_with_weekday(draft.due_on)))
    if draft.assignment is not None:
        pairs.append((gettext("KPI"), figures.kpi_of(draft.assignment)))
    if draft.assignment is not None and draft.expected_effect is not None:
        said = {"effect": figures.gap(draft.assignment.kpi, draft.expected_effect).text}
        month = periods.period_name(draft.effect_period, short=True) if draft.effect_period else ""
        pairs.append((gettext("Effect check"), gettext("%(effect)s by %(month)s") % {**said, "month": month}))
    missing = gettext(", ").join(label(f"draft_part.{part}") for part in draft.lacks)
    return Understood("action", tuple(pairs), missing)


class LineForm(PageForm):
    """One line; what is missing for an action is said beside it."""

    line = forms.CharField(
        max_length=500,
        label=gettext_lazy("One line"),
        widget=forms.Textarea(attrs={"rows": "2", "data-submit-on-enter": ""}),
        error_messages={"required": gettext_lazy("Write what was decided.")},
        help_text=gettext_lazy("#1 names the item, @ who does it, 11-30 the day, +45 the effect in the KPI's unit."),
    )

    def __init__(self, viewer: Actor, held: MeetingRow, today: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.viewer, self.held, self.today = viewer, held, today

    def clean_line(self) -> OneLine:
        """The line taken apart and complete."""
        written = self.cleaned_data["line"]
        line = read_one_line(self.viewer, self.held, written, self.today)
        number = _ITEM.search(written)
        if number and line.item_id is None:
            raise ValidationError(gettext("The agenda has no item #%(item)d.") % {"item": int(number[1])})
        if not line.text:
            raise ValidationError(gettext("Write what was decided."))
        if line.draft is not None and line.draft.lacks:
            raise ValidationError([_wanted(part) for part in line.draft.lacks])
        return line


def _wanted(part: str) -> str:
    """What to write so that a part of an action is there."""
    wanted: Sequence[tuple[str, str]] = (
        ("owner", gettext("Nobody is called that. Write a full name or number behind @.")),
        ("due_on", gettext("An action needs a day, such as 11-30.")),
        ("kpi", gettext("An action needs its item, such as #1: it shall move that KPI.")),
        ("expected_effect", gettext("An action needs its expected effect, such as +45 or −0.5%.")),
        ("effect_period", gettext("No calendar reaches the month after that day.")),
        ("title", gettext("Write what was decided.")),
    )
    return dict(wanted)[part]
