"""When somebody is reminded of a duty, and how far up the line it has to be known. Pure."""

from __future__ import annotations

from datetime import date, time

#: So many days before it is due, a duty is called to mind.
BEFORE_DAYS = 3
#: Days late from which a duty goes to whoever owes it, to the line manager, and one unit up each time.
LATE_DAYS = (1, 4, 11, 18, 25)
#: Raised is what a late duty is to those up the line.
SOON, TODAY, LATE, RAISED = "soon", "today", "late", "raised"
#: Nobody is disturbed in the evening and at night, unless the account says otherwise.
QUIET_FROM, QUIET_UNTIL = time(20, 0), time(8, 0)


def stage_of(due_on: date, on: date) -> str:
    """Soon, today or late; empty while a duty lies further ahead.

    >>> [stage_of(date(2026, 4, 10), date(2026, 4, day)) for day in (6, 7, 10, 11)]
    ['', 'soon', 'today', 'late']
    """
    days = (on - due_on).days
    if days > 0:
        return LATE
    if days == 0:
        return TODAY
    return SOON if days >= -BEFORE_DAYS else ""


def late_step(days_late: int) -> int:
    """How far up the line a late duty has to be known: 0 not at all, 1 who owes it, 2 the manager, then up.

    Units:    days late.

    >>> late_step(0), late_step(1), late_step(4), late_step(12)
    (0, 1, 2, 3)
    """
    return sum(days_late >= limit for limit in LATE_DAYS)


def is_quiet(at: time, quiet_from: time, quiet_until: time) -> bool:
    """Whether a wall time lies in the quiet hours, which may reach over midnight.

    >>> night = time(20), time(8)
    >>> is_quiet(time(23), *night), is_quiet(time(7, 59), *night), is_quiet(time(8), *night)
    (True, True, False)
    >>> is_quiet(time(12), time(0), time(0))
    False
    """
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until
