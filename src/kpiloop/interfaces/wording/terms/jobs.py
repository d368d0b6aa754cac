"""Words for the choices of jobs."""

from __future__ import annotations

TERMS = {
    "run.queued": "Queued",
    "run.running": "Running",
    "run.done": "Done",
    "run.failed": "Failed",
    "run.cancelled": "Cancelled",
    "delivery.waiting": "Waiting",
    "delivery.delivered": "Delivered",
    "delivery.dead": "Given up",
    "catch_up.latest": "Latest only",
    "catch_up.all": "Catch up on all",
    "catch_up.skip": "Skip",
    "hook_event.load.finished": "a load is finished",
    "hook_event.load.rows_waiting": "rows of a load wait in quarantine",
    "hook_event.load.failed": "a load failed",
    "hook_event.values.computed": "values are computed",
    "hook_event.alerts.raised": "alerts are raised",
    "hook_event.targets.changed": "targets are changed",
    "hook_event.period.closed": "a period is closed",
    "hook_event.period.reopened": "a period is opened again",
    "hook_event.cycle.published": "scores are published",
    "hook_event.cycle.finalised": "scores are final",
    "hook_event.minutes.published": "minutes of a meeting are published",
    "hook_event.hook.test": "test",
    "hook_state.active": "active",
    "hook_state.paused": "paused",
    "hook_paused.by_hand": "paused",
    "hook_paused.failures": "paused after failures",
    "hook_paused.gone": "paused: the address is gone",
}
