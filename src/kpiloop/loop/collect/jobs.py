"""Loads that run in the background."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import beat, lookout, work
from kpiloop.loop.collect.services import load, queue_dropped, watch_folder

#: What a background load may do, under the name of who asked for it.
_RIGHTS = frozenset({"loads.run"})


@work("collect.load")
def load_source(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Load one source; a cancelled run stops at the next step."""
    actor = Actor(user_id=None, username=run.actor, permissions=_RIGHTS)
    location = arguments.get("location")
    done = load(
        actor,
        source=str(arguments["source"]),
        location=str(location) if location else None,
        whole=bool(arguments.get("whole")),
        now=timezone.now(),
        progress=lambda step, count, total: beat(run.id, step, count, total),
    )
    return {"load": done.number, "kept": done.rows_kept, "quarantined": done.rows_quarantined, "known": done.is_known}


@lookout("collect.watch", every=timedelta(seconds=5))
def look_into_folders(now: datetime) -> object:
    """See whether somebody dropped a file into a watched folder."""
    return queue_dropped(SYSTEM, now=now)


@work("collect.watch")
def load_dropped(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Load what was dropped into the folder of a source."""
    loads = watch_folder(
        SYSTEM,
        source=str(arguments["source"]),
        now=timezone.now(),
        progress=lambda step, count, total: beat(run.id, step, count, total),
    )
    return {"loads": [done.number for done in loads], "load": loads[-1].number if loads else None}
