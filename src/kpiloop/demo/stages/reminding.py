"""The morning after: unanswered misses, late actions, and the digest everybody finds."""

from __future__ import annotations

from datetime import datetime, timedelta

from kpiloop.demo.clock import StoryClock
from kpiloop.demo.people import Cast
from kpiloop.foundation.notify import services as notify
from kpiloop.loop.review import services as review

#: The company answers for a month five days after it; the demo shows the day after that.
DAYS_LATER = 6


def remind_company(cast: Cast, clock: StoryClock, first_day: datetime) -> dict[str, int]:
    """What the standing work of that morning does; returns counts for the summary."""
    morning = clock.go_to((first_day + timedelta(days=DAYS_LATER)).replace(hour=8, minute=0))
    followed = review.follow_up(cast.admin, today=morning.date(), now=morning)
    notify.remind_of_duties(cast.admin, on=morning.date())
    return {"unanswered": followed.opened, "digests": notify.send_digests(cast.admin, now=morning)}
