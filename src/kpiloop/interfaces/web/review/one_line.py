"""A decision, or a decision with its action, written in one line while the meeting runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.web.plan.figures_typed import NotAFigure, read_figure
from kpiloop.interfaces.wording import formats
from kpiloop.loop.review.rows import AgendaRow

_ITEM = re.compile(r"(?:^|\s)#(\d{1,2})(?=\s|$)")
_OWNER = re.compile(r"(?:^|\s)@(\S+)")
_DAY = re.compile(r"(?:^|\s)(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?=\s|$)")
_EFFECT = re.compile(r"(?:^|\s)([+\-\u2212]\d[\d.,]*(?:亿|万|千|bn|m|k|%)?)(?=\s|$)", re.IGNORECASE)


@dataclass(frozen=True)
class OneLine:
    """What a line says; an action has all four of item, owner, day and effect."""

    text: str  #: words without their marks
    item: int | None  #: place on the agenda
    owner: str  #: what stood behind @; empty without one
    due_on: date | None  #: last day
    effect: str  #: signed figure as written; empty without one

    @property
    def is_action(self) -> bool:
        """Whether somebody shall do something."""
        return bool(self.owner)


def read_line(line: str, *, today: date) -> OneLine:
    """Take a line apart; a day without a year is the next one to come.

    >>> read_line("折扣由副总批 @陈立 11-30 +45 #1", today=date(2026, 11, 6))
    OneLine(text='折扣由副总批', item=1, owner='陈立', due_on=datetime.date(2026, 11, 30), effect='+45')
    """
    rest, found = line, {}
    for name, pattern in (("item", _ITEM), ("owner", _OWNER), ("day", _DAY), ("effect", _EFFECT)):
        match = pattern.search(rest)
        found[name] = match
        if match:
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    item, owner, effect = found["item"], found["owner"], found["effect"]
    return OneLine(
        text=" ".join(rest.split()),
        item=int(item[1]) if item else None,
        owner=owner[1] if owner else "",
        due_on=_day(found["day"], today),
        effect=effect[1] if effect else "",
    )


def _day(match: re.Match[str] | None, today: date) -> date | None:
    if match is None:
        return None
    try:
        if match[1]:
            return date(int(match[1]), int(match[2]), int(match[3]))
        found = date(today.year, int(match[2]), int(match[3]))
        return found if found >= today else found.replace(year=today.year + 1)
    except ValueError:
        return None


class LineForm(PageForm):
    """One line; what is missing for an action is said beside it."""

    line = forms.CharField(
        max_length=500,
        label=gettext_lazy("One line"),
        widget=forms.Textarea(attrs={"rows": "2", "data-submit-on-enter": ""}),
        error_messages={"required": gettext_lazy("Write what was decided.")},
        help_text=gettext_lazy("#1 names the item, @ who does it, 11-30 the day, +45 the effect in the KPI's unit."),
    )

    def __init__(
        self,
        items: Sequence[AgendaRow],
        people: Callable[[str], str | None],
        today: date,
        *arguments: Any,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self.items = {item.order: item for item in items}
        self.people = people
        self.today = today

    def clean_line(self) -> OneLine:
        """The line taken apart and complete."""
        line = read_line(self.cleaned_data["line"], today=self.today)
        if not line.text:
            raise ValidationError(gettext("Write what was decided."))
        if line.item is not None and line.item not in self.items:
            raise ValidationError(gettext("The agenda has no item #%(item)d.") % {"item": line.item})
        if line.is_action:
            self._refuse_incomplete(line)
        return line

    def _refuse_incomplete(self, line: OneLine) -> None:
        if self.people(line.owner) is None:
            raise ValidationError(
                gettext("Nobody is called %(name)s. Write a full name or number.") % {"name": line.owner}
            )
        if line.item is None:
            raise ValidationError(gettext("An action needs its item, such as #1: it shall move that KPI."))
        if line.due_on is None:
            raise ValidationError(gettext("An action needs a day, such as 11-30."))
        if not line.effect:
            raise ValidationError(gettext("An action needs its expected effect, such as +45 or −0.5%."))
        try:
            read_figure(line.effect, formats.display_of(self.items[line.item].status.assignment.kpi))
        except NotAFigure:
            raise ValidationError(gettext("This is no figure. Write it like −12.5, 1.2万 or 3%.")) from None
