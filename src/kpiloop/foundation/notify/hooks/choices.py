"""What may be sent, and the states of hooks and deliveries."""

from __future__ import annotations

from datetime import timedelta

#: News of the product that other systems may ask for, in the order a form shows them.
EVENTS = (
    "load.finished",
    "load.rows_waiting",
    "load.failed",
    "values.computed",
    "alerts.raised",
    "alerts.repeated",
    "alerts.escalated",
    "alerts.recovered",
    "targets.changed",
    "period.closed",
    "period.reopened",
    "cycle.published",
    "cycle.finalised",
    "minutes.published",
)
#: Sent by hand, to see whether the receiver understands.
TEST = "hook.test"

ACTIVE, PAUSED, REMOVED = "active", "paused", "removed"
WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"

#: How long to wait before each further try; after the last one the delivery is given up, visibly.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600, 43200))
#: So many tries in a row without one success, over whatever deliveries, pause the hook.
MOST_FAILURES = 15
#: Somebody who is sending a delivery is left alone for so long.
LEASE = timedelta(minutes=2)
#: Seconds for one answer, all of it.
TIMEOUT = 10.0
#: So much of an answer is kept for people to read.
EXCERPT = 400
#: Deliveries that are over are kept for so long.
KEEP = timedelta(days=30)
