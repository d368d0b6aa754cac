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
}
