"""Writing the calendar: its periods, the days that differ from the usual week, and states of periods."""

from __future__ import annotations

from kpiloop.foundation.calendar.services.days import (
    add_event,
    load_public_holidays,
    remove_event,
    set_workdays,
)
from kpiloop.foundation.calendar.services.periods import ensure_calendar, hold, set_state
from kpiloop.foundation.calendar.services.weeks import keep_weeks

__all__ = [
    "add_event",
    "ensure_calendar",
    "hold",
    "keep_weeks",
    "load_public_holidays",
    "remove_event",
    "set_state",
    "set_workdays",
]
