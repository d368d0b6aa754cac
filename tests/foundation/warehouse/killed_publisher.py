"""In a process of its own: publish one load and die at a named moment, or report the state; started by tests.forks."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.models import OutboxEvent
from kpiloop.foundation.warehouse import engine_io, selectors, services
from kpiloop.foundation.warehouse.files import checked_path
from kpiloop.foundation.warehouse.rows import LoadRow
from kpiloop.foundation.warehouse.services import publishing
from tests.foundation.warehouse import sales


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), 9)


def publish(moment: str) -> None:
    def effects(load: LoadRow) -> None:
        if moment == "in the transaction":
            die()

    if moment == "before landing":
        publishing.write_file = die  # type: ignore[assignment]
    if moment == "after building":
        publishing.flip = die  # type: ignore[assignment]
    sales.publish([("A1", "2026-01-10", "N", "2.00"), ("B1", "2026-03-10", "N", "3.00")], effects=effects)


def report() -> None:
    version = selectors.current_version(SYSTEM)
    assert version is not None
    for entry in version.manifest["sales"]:
        checked_path(entry)
    rows = selectors.source_rows(SYSTEM, dataset="sales").rows
    state = {
        "version": version.number,
        "loads": len(selectors.loads(SYSTEM)),
        "news": OutboxEvent.objects.filter(kind="dataset.loaded").count(),
        "amounts": {str(row["order_no"]): str(row["amount"]) for row in rows},
        "coverage": len(engine_io.coverage("sales")),
    }
    sys.stdout.write(json.dumps(state))


def begin() -> None:
    sales.register()
    sales.publish([("A1", "2026-01-10", "N", "1.00")])


def sweep() -> None:
    sys.stdout.write(str(services.sweep_files(SYSTEM, now=datetime(2100, 1, 1, tzinfo=UTC))))


def main(task: str, *details: str) -> int:
    {"begin": begin, "report": report, "sweep": sweep, "publish": publish}[task](*details)
    return 0
