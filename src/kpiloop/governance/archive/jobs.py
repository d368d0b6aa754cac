"""Once a night every month whose reopening is over is shut and closed as the next revision."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import standing, work
from kpiloop.governance.archive.services.reopening import end_reopenings

END = "archive.end_reopenings"


@work(END)
def end_over_night(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Shut what is over."""
    shut, closed = end_reopenings(SYSTEM, today=timezone.localdate(), now=timezone.now())
    return {"shut": shut, "closed": closed}


standing(END, "20 0 * * *")
