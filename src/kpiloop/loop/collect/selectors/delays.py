"""Whether newer facts are on their way for longer than people may be left in the dark about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs import selectors as jobs

#: A row that reached us this long ago must be in the figures, or every page says that it is not.
LATE_AFTER = timedelta(seconds=60)
#: A job process that gave no sign of life for this long counts as stopped.
SILENT_AFTER = timedelta(seconds=90)
#: What lies between a row that arrived and the figure it changes.
_WORK = ("collect.load", "collect.watch", "measure.run")
_NEWS = ("dataset.loaded", "values.submitted")


@dataclass(frozen=True)
class Delay:
    """Newer facts are on their way and not yet in the figures."""

    reason: str  #: no_job_process or work_waits
    since: datetime | None  #: since when; None when no job process ever gave a sign of life


def delay(viewer: Actor, *, now: datetime) -> Delay | None:
    """What keeps newer facts from the figures; None when nothing does."""
    beats = {beat.name: beat.beat_at for beat in jobs.beats(viewer)}
    lived = beats.get("jobs")
    if lived is None or now - lived > SILENT_AFTER:
        return Delay("no_job_process", lived)
    since = jobs.oldest_open(viewer, kinds=_WORK, events=_NEWS)
    if since is not None and now - since > LATE_AFTER:
        return Delay("work_waits", since)
    return None
