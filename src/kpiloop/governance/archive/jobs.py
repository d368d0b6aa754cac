"""A month whose reopening is over is shut and closed at night; one that was opened again is computed at once."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.rows import EventRow, RunRow
from kpiloop.foundation.jobs.services import enqueue, on, standing, work
from kpiloop.governance.archive.services.keeping import let_go
from kpiloop.governance.archive.services.reopening import end_reopenings
from kpiloop.loop.measure.counting.asking import RECOMPUTE

END, LET_GO = "archive.end_reopenings", "archive.let_go"


@work(END)
def end_over_night(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Shut what is over."""
    shut, closed = end_reopenings(SYSTEM, today=timezone.localdate(), now=timezone.now())
    return {"shut": shut, "closed": closed}


@on("period.reopened", "archive")
def compute_again(event: EventRow) -> None:
    """Facts that came late are counted as far as the month was opened for them."""
    month = str(event.fields["period"])
    enqueue(SYSTEM, kind=RECOMPUTE, key=f"{RECOMPUTE}:r{event.id}:{month}", arguments={"first": month, "last": month})


@work(LET_GO)
def let_go_over_night(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Delete what is older than its rule."""
    return {"runs": let_go(SYSTEM, today=timezone.localdate(), now=timezone.now())}


standing(LET_GO, "40 3 * * *")
standing(END, "20 0 * * *")
