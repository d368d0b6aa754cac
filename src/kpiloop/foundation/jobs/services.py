"""Every write about runs, news and due times. Registration (`work`, `on`) is handed through."""

from __future__ import annotations

from kpiloop.foundation.jobs.carrying import enqueue, execute, requeue_stale, retry_failed, work_off
from kpiloop.foundation.jobs.forgetting import forget_finished
from kpiloop.foundation.jobs.news import deliver_waiting, emit, retry_delivery
from kpiloop.foundation.jobs.registry import lookout, lookouts, on, retrying, standing, work
from kpiloop.foundation.jobs.running import (
    beat,
    cancel_run,
    claim,
    fail_run,
    finish_run,
    is_cancelled,
    start_run,
)
from kpiloop.foundation.jobs.timing import (
    ensure_schedule,
    ensure_standing,
    note_beat,
    run_due,
    set_schedule_active,
)

__all__ = [
    "beat",
    "cancel_run",
    "claim",
    "deliver_waiting",
    "emit",
    "enqueue",
    "ensure_schedule",
    "ensure_standing",
    "execute",
    "fail_run",
    "finish_run",
    "forget_finished",
    "is_cancelled",
    "lookout",
    "lookouts",
    "note_beat",
    "on",
    "requeue_stale",
    "retry_delivery",
    "retry_failed",
    "retrying",
    "run_due",
    "set_schedule_active",
    "standing",
    "start_run",
    "work",
    "work_off",
]
