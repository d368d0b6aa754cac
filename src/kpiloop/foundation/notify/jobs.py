"""Every morning people are reminded; every hour comes the digest of the day; news goes out to other systems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import enqueue, lookout, on, standing, work
from kpiloop.foundation.notify.hooks.choices import EVENTS
from kpiloop.foundation.notify.hooks.delivering import is_due, take_news
from kpiloop.foundation.notify.services import remind_of_duties, send_digests, send_due

REMIND, DELIVER, HOOKS = "notify.remind", "notify.deliver", "notify.hooks"


@work(REMIND)
def remind(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Ask what is owed today."""
    return {"reminders": remind_of_duties(SYSTEM, on=timezone.localdate())}


@work(DELIVER)
def deliver(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Send the digests that may be sent now."""
    return {"digests": send_digests(SYSTEM, now=timezone.now())}


standing(REMIND, "40 7 * * *")
standing(DELIVER, "0 * * * *")


@work(HOOKS)
def send_news(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Send to other systems what is due."""
    return dict(send_due(SYSTEM, clock=timezone.now))


@lookout(HOOKS, every=timedelta(seconds=5))
def look_for_news(now: datetime) -> object:
    """See whether something waits for another system; one look is one run."""
    return enqueue(SYSTEM, kind=HOOKS, key=f"{HOOKS}:{now.isoformat()}", arguments={}) if is_due(now) else None


for _event in EVENTS:
    on(_event, "hooks")(take_news)
