"""The daily look, and the look after new lights."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.rows import EventRow, RunRow
from kpiloop.foundation.jobs.services import enqueue, on, standing, work
from kpiloop.loop.review import duties  # noqa: F401  (registers what is owed)
from kpiloop.loop.review.services.follow_up import RUN_KIND, follow_up

IN_THE_MORNING = "30 7 * * *"


@work(RUN_KIND)
def look_daily(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Alerts for unanswered misses, notices about overdue actions."""
    now = timezone.now()
    done = follow_up(SYSTEM, today=timezone.localdate(now), now=now)
    return {"opened": done.opened, "resolved": done.resolved, "notices": done.notices}


@on("statuses.assessed", "review")
def look_after_lights(event: EventRow) -> None:
    """New lights may answer a miss or leave one unanswered."""
    enqueue(SYSTEM, kind=RUN_KIND, key=f"{RUN_KIND}:e{event.id}", arguments={})


standing(RUN_KIND, IN_THE_MORNING)
