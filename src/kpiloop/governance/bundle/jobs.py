"""Imports, and rehearsals of them, that run in the background."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.utils import timezone

from kpiloop.foundation.access.services import actor_named
from kpiloop.foundation.jobs.errors import RunCancelled
from kpiloop.foundation.jobs.registry import Effect, Outcome
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import beat, is_cancelled, work
from kpiloop.governance.bundle.errors import PlanOutdated
from kpiloop.governance.bundle.rehearsing import REHEARSAL, rehearsed
from kpiloop.governance.bundle.rows import ImportPlan
from kpiloop.governance.bundle.services import IMPORT, apply_import, prepare_import

_READING, _WRITING, _REHEARSING = "bundle.reading", "bundle.writing", "bundle.rehearsing"
_STEPS = 2


@work(IMPORT)
def import_bundle(run: RunRow, arguments: Mapping[str, object]) -> Effect:
    """Read and check again, then write exactly what was looked at; a cancelled run writes nothing."""
    on = date.fromisoformat(str(arguments["on"]))
    actor = actor_named(run.actor, on=timezone.localdate())
    plan = _looked_at(run, arguments)
    beat(run.id, _WRITING, 1, _STEPS)

    def write() -> dict[str, object]:
        done = apply_import(actor, plan, on=on, now=timezone.now(), reason=str(arguments["reason"]))
        return {"bundle": {part: dict(kinds) for part, kinds in done.counts.items()}}

    return write


@work(REHEARSAL)
def rehearse_bundle(run: RunRow, arguments: Mapping[str, object]) -> Outcome:
    """Do the import and take it back; told is what it would refuse. A cancelled run stops at the next stage."""
    on = date.fromisoformat(str(arguments["on"]))
    actor = actor_named(run.actor, on=timezone.localdate())
    plan = _looked_at(run, arguments)
    beat(run.id, _REHEARSING, 1, _STEPS)

    def between() -> None:
        if is_cancelled(run.id):
            raise RunCancelled(run=run.id)

    found = rehearsed(actor, plan, on=on, now=timezone.now(), between=between).faults
    faults = [
        {"code": fault.code, "where": fault.where, "fields": {name: str(said) for name, said in fault.fields.items()}}
        for fault in found
    ]
    return {"rehearsal": faults}


def _looked_at(run: RunRow, arguments: Mapping[str, object]) -> ImportPlan:
    beat(run.id, _READING, 0, _STEPS)
    actor = actor_named(run.actor, on=timezone.localdate())
    plan = prepare_import(actor, path=Path(str(arguments["path"])), on=date.fromisoformat(str(arguments["on"])))
    if plan.fingerprint != arguments["fingerprint"]:
        raise PlanOutdated()
    return plan
