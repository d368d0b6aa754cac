"""A month that is still running in words: what should be reached by its day, and where it stands."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.web.worded.figures import figure, gap
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.periods import day_short
from kpiloop.loop.track.rows import StatusRow


def expected_name(status: StatusRow) -> str:
    """Head of the expected figure: the last day that is counted."""
    if status.running_on is None:
        return ""
    return gettext("Expected by %(day)s") % {"day": day_short(status.running_on - timedelta(days=1))}


def days_so_far(viewer: Actor, status: StatusRow) -> str:
    """How far the running month has come; empty once it is over."""
    if status.running_on is None:
        return ""
    month, days = calendar.period(viewer, status.period_code), calendar.work_days(viewer)
    whole = days.count(month.starts_on, month.ends_before)
    fields = {
        "day": day_short(status.running_on - timedelta(days=1)),
        "done": days.count(month.starts_on, status.running_on),
        "whole": whole,
    }
    return (
        ngettext(
            "up to %(day)s, %(done)s of %(whole)s working day is over",
            "up to %(day)s, %(done)s of %(whole)s working days are over",
            whole,
        )
        % fields
    )


def pace_sentence(viewer: Actor, status: StatusRow | None) -> str:
    """What the light of a running month rests on; empty once it is over.

    A way of counting days is no news: between the two bounds nobody is alarmed, so they are told as one.
    """
    if status is None or status.running_on is None:
        return ""
    kpi, expected = status.assignment.kpi, status.expected
    fields = {"days": days_so_far(viewer, status)}
    if expected is None:
        return gettext("The month is still running: %(days)s; what should be reached so far cannot be said.") % fields
    if not status.is_paced:
        return gettext("The month is still running: %(days)s; the whole target holds on every day of it.") % fields
    fields |= {
        "expected": figure(kpi, expected.figure),
        "low": formats.value(expected.low, formats.display_of(kpi)),
        "high": figure(kpi, expected.high),
        "target": figure(kpi, status.target),
    }
    if status.gap is None:
        said = gettext(
            "The month is still running: %(days)s; %(expected)s of %(target)s should be there, "
            "%(low)s to %(high)s is usual, and there is no figure yet."
        )
    else:
        fields["gap"] = gap(kpi, status.gap).text
        said = gettext(
            "The month is still running: %(days)s; %(expected)s of %(target)s should be there, "
            "%(low)s to %(high)s is usual, and it stands at %(gap)s against that."
        )
    return said % fields
