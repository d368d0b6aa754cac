"""A new action: filled in as far as the alert, cause or KPI it comes from says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.interfaces.web.forms.filling import PageForm, day_field
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.web.worded.entries import FigureField, months_from, people_choices
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.typed import typed_up
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.rows import AlertRow, StatusRow

DAYS_TO_ACT = 14


@dataclass(frozen=True)
class Origin:
    """What the action comes from."""

    assignment: AssignmentRow  #: KPI it shall move
    period: PeriodRow  #: month it answers
    status: StatusRow | None  #: light of that month
    alert: AlertRow | None = None  #: alert it answers
    cause_id: int | None = None  #: cause it answers


class ActionForm(PageForm):
    """What, who, by when, with which effect."""

    title = forms.CharField(
        max_length=200,
        label=gettext_lazy("What will be done"),
        error_messages={"required": gettext_lazy("Say what will be done.")},
    )
    owner = forms.ChoiceField(label=gettext_lazy("Who does it"))
    due_on = day_field(label=gettext_lazy("Until"))

    def __init__(self, viewer: Actor, origin: Origin, today: date, *arguments: Any, **named: Any) -> None:
        named.setdefault("initial", _first_words(viewer, origin, today))
        super().__init__(*arguments, **named)
        people = people_choices(viewer, on=today)
        owner = origin.assignment.owner
        if all(code != owner.code for code, _name in people):
            people.insert(0, (owner.code, f"{owner.name(figures.tongue())} {owner.code}"))
        self.offer("owner", people)
        kpi = origin.assignment.kpi
        self.fields["expected_effect"] = FigureField(
            formats.display_of(kpi),
            label=gettext("Expected effect, %(unit)s") % {"unit": figures.change_unit_of(kpi)},
            help_text=gettext("Change of the KPI: a KPI that should fall has a negative one."),
        )
        self.fields["effect_period"] = forms.ChoiceField(
            label=gettext("Shows in"), choices=months_from(viewer, origin.period)
        )


def origin_of(
    viewer: Actor, asked: Mapping[str, str], period: PeriodRow, assignment_id: int | None = None
) -> Origin | None:
    """What an address says the action comes from; None when it names no KPI."""
    alert_id, named, cause = (_number(asked.get(name)) for name in ("alert", "assignment", "cause"))
    key = assignment_id or named
    alert = track.alert(viewer, alert_id=alert_id) if alert_id else None
    if alert is not None:
        period = calendar.period(viewer, alert.month)
        key = alert.assignment.id
    if not key:
        return None
    status = track.status(viewer, assignment_id=key, period_code=period.code)
    assignment = alert.assignment if alert else plan.assignment(viewer, key, on=period.ends_before - timedelta(days=1))
    return Origin(assignment, period, status, alert, cause)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _first_words(viewer: Actor, origin: Origin, today: date) -> dict[str, Any]:
    display = formats.display_of(origin.assignment.kpi)
    is_missed = origin.status is not None and origin.status.light in ("red", "amber")
    gap: Decimal | None = origin.status.gap if origin.status and is_missed else None
    following = calendar.following(viewer, origin.period)
    return {
        "owner": origin.assignment.owner.code,
        "due_on": today + timedelta(days=DAYS_TO_ACT),
        # Closing the gap is the natural promise; whoever promises less says so by typing it.
        "expected_effect": typed_up(-gap, display) if gap else "",
        "effect_period": following.code if following else origin.period.code,
    }
