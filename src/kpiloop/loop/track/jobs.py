"""New values give new lights."""

from __future__ import annotations

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.jobs.services import on
from kpiloop.loop.track.services import assess


@on("values.computed", "track")
def assess_new_values(event: EventRow) -> None:
    """Judge the months whose values were computed."""
    assess(SYSTEM, first=str(event.fields["first"]), last=str(event.fields["last"]), now=timezone.now())
