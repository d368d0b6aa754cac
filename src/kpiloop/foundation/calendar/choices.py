"""States of a period, and kinds of days that differ from the usual week."""

from __future__ import annotations

OPEN = "open"
CLOSED = "closed"
REOPENED = "reopened"
STATE_CHOICES = [(state, state) for state in (OPEN, CLOSED, REOPENED)]

HOLIDAY = "holiday"
MAKE_UP = "make_up"
CAMPAIGN = "campaign"
EVENT_KINDS = (HOLIDAY, MAKE_UP, CAMPAIGN)
EVENT_CHOICES = [(kind, kind) for kind in EVENT_KINDS]

#: A kind of period beside those the year is cut into: only companies that measure by week have them.
WEEK = "week"

ANCHORS = ("nearest", "last")
