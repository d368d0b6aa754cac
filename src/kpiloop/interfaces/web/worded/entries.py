"""Fields several forms ask for the same way: figures, people, months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.filling import Choices
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.formats import Display
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.interfaces.wording.typed import NotAFigure, read_figure


class FigureField(forms.CharField):
    """A figure as people write it, in the scale of its KPI on the screen."""

    def __init__(self, display: Display, **named: Any) -> None:
        super().__init__(max_length=40, **named)
        self.display = display

    def clean(self, value: Any) -> Decimal | None:
        """What was typed, in the unit of the KPI."""
        text = super().clean(value)
        try:
            return read_figure(text, self.display)
        except NotAFigure:
            raise ValidationError(gettext("This is no figure. Write it like −12.5, 1.2万 or 3%.")) from None


def people_choices(viewer: Actor, *, on: date) -> Choices:
    """People in sight by number, as a list to choose from."""
    return [(row.code, f"{row.name(tongue())} {row.code}") for row in org.people(viewer, on=on)]


def months_from(viewer: Actor, first: PeriodRow, *, count: int = 12) -> Choices:
    """A month and those after it, as far as the calendar reaches."""
    found = [row for row in calendar.periods(viewer, kind="month") if row.starts_on >= first.starts_on]
    return [(row.code, period_name(row.code)) for row in found[:count]]
