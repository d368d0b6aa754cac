"""Words for the choices of calendar."""

from __future__ import annotations

TERMS = {
    "period_state.open": "Open",
    "period_state.closed": "Closed",
    "period_state.reopened": "Reopened",
    "period_kind.month": "Month",
    "period_kind.quarter": "Quarter",
    "period_kind.half": "Half-year",
    "period_kind.year": "Year",
    "calendar_pattern.months": "Calendar months",
    "calendar_pattern.4-4-5": "4-4-5 weeks",
    "calendar_pattern.4-5-4": "4-5-4 weeks",
    "calendar_pattern.5-4-4": "5-4-4 weeks",
    "calendar_pattern.13x4": "13 periods of 4 weeks",
    "year_named_by.end": "named by its end",
    "year_named_by.start": "named by its start",
    "year_anchor.nearest": "on the week nearest to the first of the month",
    "year_anchor.last": "on the last week begun by the first of the month",
    "weekday.0": "Monday",
    "weekday.1": "Tuesday",
    "weekday.2": "Wednesday",
    "weekday.3": "Thursday",
    "weekday.4": "Friday",
    "weekday.5": "Saturday",
    "weekday.6": "Sunday",
    "calendar_event.holiday": "Day off",
    "calendar_event.make_up": "Make-up day",
    "calendar_event.campaign": "Campaign",
}
