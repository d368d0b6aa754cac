"""Run in a process of its own: publish one load and die at a named moment, or report the state."""

from __future__ import annotations

import json
import os
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from kpiloop.foundation.access.actors import SYSTEM  # noqa: E402
from kpiloop.foundation.jobs.models import OutboxEvent  # noqa: E402
from kpiloop.foundation.warehouse import engine_io, selectors, services  # noqa: E402
from kpiloop.foundation.warehouse.files import checked_path  # noqa: E402
from kpiloop.foundation.warehouse.rows import LoadRow  # noqa: E402
from kpiloop.foundation.warehouse.services import publishing  # noqa: E402
from tests.foundation.warehouse import sales  # noqa: E402


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), 9)


def publish(moment: str) -> None:
    def effects(load: LoadRow) -> None:
        if moment == "in the transaction":
            die()

    if moment == "after landing":
        publishing.merge_rows = die  # type: ignore[assignment]
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


if __name__ == "__main__":
    if sys.argv[1] == "begin":
        call_command("migrate", verbosity=0)
        sales.register()
        sales.publish([("A1", "2026-01-10", "N", "1.00")])
    elif sys.argv[1] == "report":
        report()
    elif sys.argv[1] == "sweep":
        from datetime import UTC, datetime

        sys.stdout.write(str(services.sweep_files(SYSTEM, now=datetime(2100, 1, 1, tzinfo=UTC))))
    else:
        publish(sys.argv[2])
