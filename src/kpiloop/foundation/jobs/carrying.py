"""From the queue to the work and back: the carrier may lose, double or delay; the run row decides."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs import registry
from kpiloop.foundation.jobs.carrier import hand_over
from kpiloop.foundation.jobs.choices import FAILED, QUEUED, RUNNING
from kpiloop.foundation.jobs.models import BusinessRun
from kpiloop.foundation.jobs.news import deliver_waiting
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.running import STALE_AFTER, claim, fail_run, finish_run, start_run
from kpiloop.foundation.jobs.timing import note_beat

log = logging.getLogger("kpiloop.jobs")

BEAT_SECONDS = 15


def enqueue(actor: Actor, *, kind: str, key: str, arguments: Mapping[str, object]) -> RunRow:
    """Ask for a piece of work and hand it to the carrier, in one transaction.

    Law:      the queue entry commits with the run row, and with the caller's change if there is one;
              asking again for work that failed tries it again, for any other work changes nothing.
    """
    with transaction.atomic():
        is_new = not BusinessRun.objects.filter(idempotency_key=key).exists()
        run = start_run(actor, kind=kind, key=key, arguments=arguments)
        if is_new or run.state == FAILED:
            hand_over(run.id, kind)
    return run


def execute(run_id: int) -> str:
    """Do a run that the carrier delivered, and say how it ended.

    Shape:    key of the run -> its state; called by the job process and nobody else.
    Law:      a second delivery of a live or finished run leaves without doing anything.
    Errors:   none: a refusal or a fault is recorded on the run.
    """
    run = claim(run_id)
    if run is None:
        return "left"
    with _Pulse(run_id):
        try:
            _perform(run)
        except Refusal as refusal:
            fail_run(run_id, code=refusal.code, fields=refusal.fields)
        except Exception as fault:
            log.exception("run %s (%s) failed", run_id, run.kind)
            fail_run(run_id, code="internal_error", fields={"fault": type(fault).__name__})
    return BusinessRun.objects.values_list("state", flat=True).get(pk=run_id)


def requeue_stale(now: datetime) -> int:
    """Hand runs whose process died to the carrier again, under the same key.

    Shape:    called every half minute -> how many were handed over again.
    """
    stale = BusinessRun.objects.filter(state=RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    count = 0
    for run_id, kind in stale.values_list("pk", "kind"):
        with transaction.atomic():
            # Only one of two schedulers wins this update, so only one entry is queued.
            won = BusinessRun.objects.filter(pk=run_id, state=RUNNING, heartbeat_at__lt=now - STALE_AFTER)
            if won.update(state=QUEUED):
                hand_over(run_id, kind)
                count += 1
    return count


def retry_failed(now: datetime) -> int:
    """Hand scheduled work that failed to the carrier again when its pause is over.

    Shape:    called every round -> how many runs were handed over again; kinds say their pauses (`retrying`).
    Law:      one more attempt at the same run under the same key, so a due time has one effect.
    """
    return sum(
        _try_again(run_id, kind, attempt)
        for kind, minutes in registry.pauses().items()
        for run_id, attempt, ended in _failed(kind)
        if attempt <= len(minutes) and ended is not None and now >= ended + timedelta(minutes=minutes[attempt - 1])
    )


def _failed(kind: str) -> list[tuple[int, int, datetime | None]]:
    """Failed runs of due times: key, attempts so far, when the last one ended."""
    failed = BusinessRun.objects.filter(kind=kind, state=FAILED, due_times__isnull=False)
    return list(failed.values_list("pk", "attempt", "finished_at"))


def _try_again(run_id: int, kind: str, attempt: int) -> int:
    with transaction.atomic():
        # Only one of two schedulers wins this update, so only one entry is queued.
        won = BusinessRun.objects.filter(pk=run_id, state=FAILED, attempt=attempt).update(state=QUEUED)
        if won:
            hand_over(run_id, kind)
    return won


def work_off(now: datetime | None = None, *, limit: int = 1000) -> int:
    """Deliver news and do queued runs here and now, until nothing is left to do.

    Shape:    for the command line, which has no job process beside it -> how many were done.
    Law:      news that this very work leaves is delivered too, so the clock is read anew each round.
    """
    count = 0
    while count < limit:
        moment = timezone.now()
        delivered = deliver_waiting(max(now, moment) if now else moment, limit)
        queued = list(BusinessRun.objects.filter(state=QUEUED).order_by("pk").values_list("pk", flat=True))
        for run_id in queued:
            execute(run_id)
        if not delivered and not queued:
            break
        count += delivered + len(queued)
    return count


def _perform(run: RunRow) -> None:
    function = registry.work_for(run.kind)
    if function is None:
        fail_run(run.id, code="work_unknown", fields={"kind": run.kind})
        return
    answer = function(run, run.arguments)
    with transaction.atomic():
        if BusinessRun.objects.filter(pk=run.id, state=RUNNING).exists():
            finish_run(run.id, answer() if callable(answer) else answer or {})


class _Pulse:
    """Keeps a run's heartbeat fresh from a thread of its own while the work goes on."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._beat, name=f"pulse {run_id}", daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join(timeout=5)

    def _beat(self) -> None:
        while not self.stopped.wait(BEAT_SECONDS):
            try:
                BusinessRun.objects.filter(pk=self.run_id, state=RUNNING).update(heartbeat_at=timezone.now())
                note_beat("jobs", now=timezone.now())
            except DatabaseError:  # a long write holds the database: the next beat comes soon
                log.warning("no heartbeat for run %s this time", self.run_id)
        connection.close()
