"""Refusals about periods."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class PeriodClosed(Refusal):
    """The period is closed: nothing may be written into it."""

    code = "period_closed"


class PeriodUnknown(Refusal):
    """The calendar holds no such period."""

    code = "period_unknown"


class CalendarMissing(Refusal):
    """No calendar has been set up yet."""

    code = "calendar_missing"


class CalendarFixed(Refusal):
    """The fiscal year cannot be moved once there are periods."""

    code = "calendar_fixed"


class PeriodStateUnknown(Refusal):
    """No such state."""

    code = "period_state_unknown"
