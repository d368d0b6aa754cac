"""Loads that run in the background."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import beat, lookout, retrying, work
from kpiloop.loop.collect.services import load, queue_dropped, settle_accounts, watch_folder
from kpiloop.loop.collect.timetable.outages import note_failure, note_recovery

#: What a background load may do, under the name of who asked for it.
_RIGHTS = frozenset({"loads.run"})
#: Somebody stopped the run or the source: nothing is wrong with it.
_NOT_THE_SOURCE = frozenset({"run_cancelled", "run_already_finished", "source_paused"})
#: Minutes before a scheduled load that failed is tried again; after the last one its next due time comes.
retrying("collect.load", 2, 10, 30, 90)


@work("collect.load")
def load_source(run: RunRow, arguments: Mapping[str, object]) -> dict[str, object]:
    """Load one source; a cancelled run stops at the next step."""
    actor = Actor(user_id=None, username=run.actor, permissions=_RIGHTS)
    source, location = str(arguments["source"]), arguments.get("location")
    try:
        done = load(
            actor,
            source=source,
            location=str(location) if location else None,
            whole=bool(arguments.get("whole")),
            now=timezone.now(),
            progress=lambda step, count, total: beat(run.id, step, count, total),
        )
    except Exception as fault:
        code = fault.code if isinstance(fault, Refusal) else "internal_error"
        if "due_at" in arguments and code not in _NOT_THE_SOURCE:
            fields = fault.fields if isinstance(fault, Refusal) else {"fault": type(fault).__name__}
            note_failure(source, code=code, fields=fields, now=timezone.now())
        raise
    note_recovery(source, now=timezone.now())
    return {"load": done.number, "kept": done.rows_kept, "quarantined": done.rows_quarantined, "known": done.is_known}


@lookout("collect.watch", every=timedelta(seconds=5))
def look_into_folders(now: datetime) -> object:
    """See whether somebody dropped a file into a watched folder."""
    return queue_dropped(SYSTEM, now=now)


@lookout("collect.accounts", every=timedelta(minutes=10))
def settle_accounts_due(now: datetime) -> object:
    """See whether the day has come to close or reopen an account by itself."""
    return settle_accounts(SYSTEM, now=now)


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
