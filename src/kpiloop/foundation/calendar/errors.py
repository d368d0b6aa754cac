"""Refusals about periods."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class PeriodClosed(Refusal):
    """The period is closed: nothing may be written into it."""

    code = "period_closed"


class PeriodOutOfScope(Refusal):
    """The period was opened again for other things. Fields: period."""

    code = "period_out_of_scope"


class PeriodUnknown(Refusal):
    """The calendar holds no such period."""

    code = "period_unknown"


class CalendarMissing(Refusal):
    """No calendar has been set up yet."""

    code = "calendar_missing"


class CalendarFixed(Refusal):
    """The fiscal year cannot be moved once there are periods."""

    code = "calendar_fixed"


class WeeksMissing(Refusal):
    """The calendar has no weeks, because nothing is measured by them."""

    code = "calendar_weeks_missing"


class PeriodStateUnknown(Refusal):
    """No such state."""

    code = "period_state_unknown"


class CalendarWrong(Refusal):
    """A calendar cannot be cut like this. Fields: what, given."""

    code = "calendar_wrong"


class EventUnknown(Refusal):
    """No such day in the working calendar."""

    code = "calendar_event_unknown"


class EventWrong(Refusal):
    """The end lies before the start, the kind is unknown, or the days are taken. Fields: kind, first_day, last_day."""

    code = "calendar_event_wrong"


class HolidaysUnknown(Refusal):
    """The published table does not hold this year. Fields: year, first, last."""

    code = "calendar_holidays_unknown"
