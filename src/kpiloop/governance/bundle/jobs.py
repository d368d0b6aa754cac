"""Imports that run in the background."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.utils import timezone

from kpiloop.foundation.access.services import actor_named
from kpiloop.foundation.jobs.registry import Effect
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import beat, work
from kpiloop.governance.bundle.errors import PlanOutdated
from kpiloop.governance.bundle.services import IMPORT, apply_import, prepare_import

_STEPS = ("bundle.reading", "bundle.writing")


@work(IMPORT)
def import_bundle(run: RunRow, arguments: Mapping[str, object]) -> Effect:
    """Read and check again, then write exactly what was looked at; a cancelled run writes nothing."""
    on = date.fromisoformat(str(arguments["on"]))
    actor = actor_named(run.actor, on=timezone.localdate())
    beat(run.id, _STEPS[0], 0, len(_STEPS))
    plan = prepare_import(actor, path=Path(str(arguments["path"])), on=on)
    if plan.fingerprint != arguments["fingerprint"]:
        raise PlanOutdated()
    beat(run.id, _STEPS[1], 1, len(_STEPS))

    def write() -> dict[str, object]:
        done = apply_import(actor, plan, on=on, now=timezone.now(), reason=str(arguments["reason"]))
        return {"bundle": {part: dict(kinds) for part, kinds in done.counts.items()}}

    return write
