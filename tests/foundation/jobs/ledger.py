"""A process that works off runs until it is killed: each run leaves one line in a ledger; started by tests.forks."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping

from django.utils import timezone

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs import services
from kpiloop.foundation.jobs.models import Beat, BusinessRun
from kpiloop.foundation.jobs.registry import Effect
from kpiloop.foundation.jobs.rows import RunRow


@services.work("ledger")
def write_line(run: RunRow, arguments: Mapping[str, object]) -> Effect:
    """A little work, then one line that commits together with "done"."""
    time.sleep(0.004)

    def line() -> dict[str, object]:
        Beat.objects.create(name=f"{run.id} {uuid.uuid4().hex}"[:40], beat_at=timezone.now())
        time.sleep(0.004)  # killed here, the line must be gone again
        return {}

    return line


def ask(count: int) -> None:
    """Ask for that many runs."""
    for number in range(count):
        services.start_run(SYSTEM, kind="ledger", key=f"line {number}", arguments={})


def work_until_done() -> None:
    """Execute every run that is not done, again and again, as a carrier that doubles everything would."""
    while left := list(BusinessRun.objects.exclude(state="done").values_list("pk", flat=True)):
        for run_id in left:
            services.execute(run_id)
            services.execute(run_id)
        time.sleep(0.05)


def main(task: str, *count: str) -> int:
    if task == "ask":
        ask(int(count[0]))
    else:
        work_until_done()
    return 0
