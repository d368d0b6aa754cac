"""Forms of reviews and talks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, text_area
from kpiloop.interfaces.web.worded.figures import tongue
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.plan import selectors as plan


class CycleForm(PageForm):
    """Which quarter of which scheme."""

    scheme = forms.ChoiceField(label=gettext_lazy("Scheme"))
    quarter = forms.ChoiceField(label=gettext_lazy("Quarter"))

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        schemes = [row for row in plan.schemes(viewer) if row.state == "published"]
        self.offer("scheme", [(row.code, f"{row.name(tongue())} ({row.code})") for row in schemes])
        quarters = reversed(calendar.periods(viewer, kind="quarter"))
        self.offer("quarter", [(row.code, period_name(row.code)) for row in quarters])


class ScoreForm(PageForm):
    """Why a quarter is scored though something is in the way."""

    waiver = forms.CharField(
        required=False,
        label=gettext_lazy("Reason for scoring before every month is closed"),
        widget=text_area(2),
    )
    new_terms = forms.BooleanField(required=False, label=gettext_lazy("By the terms as they stand now"))


class ReviewForm(PageForm):
    """What one thinks of a quarter."""

    text = forms.CharField(label=gettext_lazy("Review"), widget=text_area(6))


class ConfirmForm(PageForm):
    """Seen; with what is not agreed, if anything."""

    reservation = forms.CharField(required=False, label=gettext_lazy("What you do not agree with"), widget=text_area(3))


class TalkForm(PageForm):
    """What was said in a talk, and when."""

    held_on = day_field(label=gettext_lazy("Held on"))
    contents = forms.CharField(label=gettext_lazy("What was said and agreed"), widget=text_area(6))
