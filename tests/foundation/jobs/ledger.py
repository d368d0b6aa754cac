"""A process that works off runs until it is killed: each run leaves one line in a ledger. Run with `python -m`."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Mapping

import django

django.setup()

from django.utils import timezone  # noqa: E402

from kpiloop.foundation.access.actors import SYSTEM  # noqa: E402
from kpiloop.foundation.jobs import services  # noqa: E402
from kpiloop.foundation.jobs.models import Beat, BusinessRun  # noqa: E402
from kpiloop.foundation.jobs.registry import Effect  # noqa: E402
from kpiloop.foundation.jobs.rows import RunRow  # noqa: E402


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


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        ask(int(sys.argv[2]))
    else:
        work_until_done()
