"""The one place that knows the queue. It may lose, double or delay: the run row decides."""

from __future__ import annotations

from django_q.tasks import async_task

#: What the carrier calls, as text: queue entries outlive a start of the program.
TARGET = "kpiloop.foundation.jobs.services.execute"


def hand_over(run_id: int, kind: str) -> None:
    """Put a run into the queue; the entry commits with the caller's transaction."""
    async_task(TARGET, run_id, task_name=f"run {run_id}", group=kind)
