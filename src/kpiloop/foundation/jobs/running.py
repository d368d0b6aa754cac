"""One piece of work from asked-for to ended. The unique key decides; whoever carries it does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs.choices import CANCELLED, DONE, FAILED, QUEUED, RUNNING
from kpiloop.foundation.jobs.errors import RunAlreadyFinished, RunCancelled, RunUnknown
from kpiloop.foundation.jobs.models import BusinessRun
from kpiloop.foundation.jobs.rows import RunRow

#: A running run without a sign of life for this long counts as dead.
STALE_AFTER = timedelta(seconds=60)


def start_run(actor: Actor, *, kind: str, key: str, arguments: Mapping[str, object]) -> RunRow:
    """Ask for a piece of work; asking again with the same key gives the same run.

    Shape:    joins the caller's transaction; the run is queued and not yet claimed.
    Source:   architecture.md section 6
    """
    run, _ = BusinessRun.objects.get_or_create(
        idempotency_key=key, defaults={"kind": kind, "arguments": _plain(arguments), "actor": actor.username}
    )
    return row_of(run)


def claim(run_id: int, *, now: datetime | None = None) -> RunRow | None:
    """Take a run in hand, if nobody else has it.

    Law:      a queued or failed run, or one without a sign of life, goes to exactly one claimer.
    Missing:  None when the run is done, cancelled or alive elsewhere: leave it alone.
    """
    moment = now or timezone.now()
    dead = Q(state=RUNNING) & (Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=moment - STALE_AFTER))
    free = BusinessRun.objects.filter(Q(state__in=(QUEUED, FAILED)) | dead, pk=run_id)
    taken = free.update(
        state=RUNNING,
        attempt=F("attempt") + 1,
        heartbeat_at=moment,
        finished_at=None,
        error_code="",
        error_fields={},
    )
    return row_of(_run(run_id)) if taken else None


def beat(run_id: int, step: str = "", done: int = 0, total: int = 0) -> None:
    """Give a sign of life and say how far the work is.

    Errors:   run_cancelled when somebody cancelled it meanwhile: stop here.
    """
    moment = timezone.now()
    alive = BusinessRun.objects.filter(pk=run_id, state=RUNNING)
    if not alive.update(heartbeat_at=moment, step=step, done_units=done, total_units=total):
        _refuse_ended(run_id)


def finish_run(run_id: int, outcome: Mapping[str, object]) -> RunRow:
    """Say "done" inside the transaction of the effect, so that both happen or neither.

    Law:      one effect for one key, however often the work was begun.
    Errors:   run_already_finished or run_cancelled; either undoes the caller's transaction.
    """
    with transaction.atomic():
        run = BusinessRun.objects.select_for_update().filter(pk=run_id).first()
        if run is None or run.state not in (QUEUED, RUNNING):
            _refuse_ended(run_id)
        finished = timezone.now()
        BusinessRun.objects.filter(pk=run_id).update(
            state=DONE, outcome=_plain(outcome), finished_at=finished, heartbeat_at=finished
        )
    return row_of(_run(run_id))


def fail_run(run_id: int, *, code: str, fields: Mapping[str, object] | None = None) -> None:
    """Record why a run could not be done; a later delivery may try again.

    Shape:    a run that is already done or cancelled keeps its state.
    """
    BusinessRun.objects.filter(pk=run_id, state__in=(QUEUED, RUNNING)).update(
        state=FAILED, error_code=code[:80], error_fields=_plain(fields or {}), finished_at=timezone.now()
    )


def cancel_run(actor: Actor, *, run_id: int) -> None:
    """Cancel a run that has not ended; work in progress stops at its next sign of life.

    Law:      a cancelled run leaves no effect, because "done" is refused from now on.
    Errors:   permission_denied unless it is the actor's own run or the actor may run measures;
              run_already_finished when it has ended.
    """
    with transaction.atomic():
        run = BusinessRun.objects.select_for_update().filter(pk=run_id).first()
        if run is None:
            raise RunUnknown(run=run_id)
        if run.actor != actor.username:
            require(actor, "measures.run")
        if run.state not in (QUEUED, RUNNING, FAILED):
            raise RunAlreadyFinished(run=run_id, state=run.state)
        BusinessRun.objects.filter(pk=run_id).update(state=CANCELLED, finished_at=timezone.now())
        record(actor, verb="cancel", object_kind="run", object_key=str(run_id), before={"state": run.state})


def is_cancelled(run_id: int) -> bool:
    """Whether somebody cancelled the run.

    Shape:    asked between the steps of long work.
    """
    return BusinessRun.objects.filter(pk=run_id, state=CANCELLED).exists()


def row_of(run: BusinessRun) -> RunRow:
    """Turn a stored run into the row other rooms see.

    Shape:    one table row -> one frozen row.
    """
    return RunRow(
        id=run.pk,
        kind=run.kind,
        key=run.idempotency_key,
        state=run.state,
        attempt=run.attempt,
        arguments=run.arguments,
        outcome=run.outcome,
        error_code=run.error_code,
        error_fields=run.error_fields,
        actor=run.actor,
        step=run.step,
        done_units=run.done_units,
        total_units=run.total_units,
        created_at=run.created_at,
        heartbeat_at=run.heartbeat_at,
        finished_at=run.finished_at,
    )


def _run(run_id: int) -> BusinessRun:
    found = BusinessRun.objects.filter(pk=run_id).first()
    if found is None:
        raise RunUnknown(run=run_id)
    return found


def _refuse_ended(run_id: int) -> None:
    run = _run(run_id)
    if run.state == CANCELLED:
        raise RunCancelled(run=run_id)
    raise RunAlreadyFinished(run=run_id, state=run.state)


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    """Decimals and days become text: what is stored is what every reader gets."""
    plain: dict[str, object] = json.loads(json.dumps(dict(fields), default=str))
    return plain
