"""Every morning people are reminded; every hour whoever is awake gets the digest of the day."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import standing, work
from kpiloop.foundation.notify.services import remind_of_duties, send_digests

REMIND, DELIVER = "notify.remind", "notify.deliver"


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
