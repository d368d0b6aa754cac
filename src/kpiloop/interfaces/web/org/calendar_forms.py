"""Forms about the calendar: how the year is cut, and days that differ."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kpiloop.foundation.calendar.rows import CalendarRow, Cut
from kpiloop.interfaces.web.forms.filling import PageForm, day_field
from kpiloop.interfaces.wording.labels import choices


class CutForm(PageForm):
    """How the fiscal year is cut and which days of a week are worked."""

    pattern = forms.ChoiceField(
        label=gettext_lazy("Periods"),
        help_text=gettext_lazy("A year of 53 weeks gives its last period one week more."),
    )
    fiscal_start_month = forms.IntegerField(
        min_value=1, max_value=12, label=gettext_lazy("Month the fiscal year begins in")
    )
    named_by = forms.ChoiceField(label=gettext_lazy("The fiscal year is named by the year of its"))
    week_start = forms.ChoiceField(label=gettext_lazy("First day of a week"))
    anchor = forms.ChoiceField(label=gettext_lazy("Of whole weeks, the year begins"))
    shift_week = forms.BooleanField(
        required=False,
        label=gettext_lazy("Compare with the same weeks a year before"),
        help_text=gettext_lazy("Exactly 52 weeks earlier instead of the period of the same number."),
    )
    workdays = forms.MultipleChoiceField(
        label=gettext_lazy("Working days of a week"), widget=forms.CheckboxSelectMultiple
    )
    first_month = day_field(label=gettext_lazy("Periods from"))
    last_month = day_field(label=gettext_lazy("Periods until"))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, group in (("pattern", "calendar_pattern"), ("named_by", "year_named_by"), ("anchor", "year_anchor")):
            self.offer(name, choices(group))
        self.offer("week_start", choices("weekday"))
        self.offer("workdays", choices("weekday"))

    def cut(self) -> Cut:
        """How the year is cut, as the service takes it."""
        given = self.cleaned_data
        return Cut(given["pattern"], int(given["week_start"]), given["anchor"], given["shift_week"])


def filled_with(row: CalendarRow | None) -> dict[str, Any]:
    """What the form shows first: the calendar as it stands."""
    if row is None:
        return {"pattern": "months", "fiscal_start_month": 1, "named_by": "end", "workdays": list("01234")}
    return {
        "pattern": row.cut.pattern,
        "fiscal_start_month": row.fiscal_start_month,
        "named_by": row.named_by,
        "week_start": row.cut.week_start,
        "anchor": row.cut.anchor,
        "shift_week": row.cut.shift_week,
        "workdays": [str(day) for day in row.workdays],
        "first_month": row.first_day,
        "last_month": row.last_day,
    }


class EventForm(PageForm):
    """Days off, make-up days or a campaign."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    first_day = day_field(label=gettext_lazy("First day"))
    last_day = day_field(label=gettext_lazy("Last day"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("kind", choices("calendar_event"))
