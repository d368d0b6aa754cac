"""Which period an address names."""

from __future__ import annotations

from django.http import Http404

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.errors import PeriodUnknown
from kpiloop.foundation.calendar.rows import PeriodRow


def period_named(viewer: Actor, code: str) -> PeriodRow:
    """The period of an address; one the calendar does not hold is an address nobody knows.

    Errors:   not found, told like any other address that does not exist.
    """
    try:
        return calendar.period(viewer, code)
    except PeriodUnknown as unknown:
        raise Http404 from unknown
