"""Calling a meeting and publishing its minutes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.web.worded.entries import people_choices

FRIDAY = 4
LOCAL = "%Y-%m-%dT%H:%M"


class PrepareForm(PageForm):
    """When, where, led by whom."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("Begins"),
        input_formats=[LOCAL],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )
    chair = forms.ChoiceField(label=gettext_lazy("Chaired by"))
    place = forms.CharField(max_length=120, required=False, label=gettext_lazy("Place"))

    def __init__(self, viewer: Actor, period: PeriodRow, today: date, *arguments: Any, **named: Any) -> None:
        me = org.person_of(viewer)
        named.setdefault("initial", {"starts_at": usual_start(period), "chair": me.code if me else ""})
        super().__init__(*arguments, **named)
        self.offer("chair", people_choices(viewer, on=today))


class PublishForm(PageForm):
    """What was said, and why it is fine that something is missing."""

    minutes = forms.CharField(max_length=20000, required=False, label=gettext_lazy("Minutes"), widget=text_area(8))
    waiver = forms.CharField(
        max_length=1000,
        required=False,
        label=gettext_lazy("Why it is published although answers are missing"),
        help_text=gettext_lazy("Stays in the minutes and in the trail."),
        widget=text_area(2),
    )


def usual_start(period: PeriodRow) -> datetime:
    """The first Friday after the month, half past nine in the morning."""
    day = period.ends_before + timedelta(days=(FRIDAY - period.ends_before.weekday()) % 7)
    return timezone.make_aware(datetime.combine(day, time(9, 30)))
