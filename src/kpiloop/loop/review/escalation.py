"""How far up the line an overdue action has to be known. Pure."""

from __future__ import annotations

from kpiloop.loop.review.choices import ESCALATION_DAYS


def step_for(days_late: int) -> int:
    """How far up the line an action has to be known: 0 not at all, 1 owner, 2 line manager, then unit by unit.

    Units:    days late.

    >>> step_for(0), step_for(1), step_for(4), step_for(12)
    (0, 1, 2, 3)
    """
    return sum(days_late >= limit for limit in ESCALATION_DAYS)
