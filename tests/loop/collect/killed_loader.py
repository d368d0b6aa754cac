"""A worker in a process of its own that loads a file and dies at a named moment; started by tests.forks."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.models import BusinessRun, OutboxEvent
from kpiloop.foundation.jobs.services import execute
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.foundation.warehouse.services import publishing
from kpiloop.loop.collect import jobs, services
from kpiloop.loop.collect.models import LoadBatch, QuarantineRow
from kpiloop.loop.collect.services import loads
from tests.loop.collect.conftest import ORDER_COLUMNS, ORDER_HEAD, ORDER_RECIPE
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import found_company

ROWS = 3000


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), 9)


def begin() -> None:
    """A company, a source and a file of 3,000 orders of three months; every hundredth names an unknown unit."""
    found_company()
    warehouse.register_dataset(
        SYSTEM, code="orders", name_zh="订单", columns=ORDER_COLUMNS,  # type: ignore[arg-type]
        key_columns=["number"], date_columns=["on"], unit_column="unit", person_column="person",
    )  # fmt: skip
    services.add_source(SYSTEM, code="erp", kind="csv", name_zh="来源", location="orders.csv", dataset="orders")
    services.confirm_mapping(SYSTEM, source="erp", recipe=ORDER_RECIPE)
    write(Path(settings.HOME))


def write(home: Path) -> None:
    lines = [ORDER_HEAD]
    for place in range(ROWS):
        day = date(2026, 8 + place % 3, 1 + place % 28)
        unit = "NOWHERE" if place % 100 == 99 else ("EAST", "WEST")[place % 2]
        lines.append(f"S{place},{day},{unit},E2,{place}.25,1")
    (home / "orders.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def work(moment: str) -> None:
    """The worker does the queued load; a run that a dead worker left is taken up again."""
    places = {
        "reading": (loads, "understand_by_column"),
        "landing": (publishing, "merge_rows"),
        "building": (publishing, "flip"),
    }
    if moment in places:
        owner, name = places[moment]
        setattr(owner, name, die)
    if moment == "finishing":
        jobs.load = lambda *asked, **named: die(services.load(*asked, **named))
    run = services.queue_load(SYSTEM, source="erp")
    BusinessRun.objects.filter(pk=run.id, state="running").update(heartbeat_at=datetime(2026, 1, 1).astimezone())
    execute(run.id)


def report() -> None:
    rows = stored_rows("orders")
    print(
        json.dumps(
            {
                "rows": len(rows),
                "keys": len({row["number"] for row in rows}),
                "amount": str(sum(row["amount"] for row in rows)),  # type: ignore[misc]
                "batches": sorted(LoadBatch.objects.values_list("state", flat=True)),
                "kept": list(LoadBatch.objects.filter(state="done").values_list("rows_kept", "rows_quarantined")),
                "waiting": QuarantineRow.objects.count(),
                "news": OutboxEvent.objects.filter(kind="dataset.loaded").count(),
            }
        )
    )


def main(task: str, *details: str) -> int:
    {"begin": begin, "report": report, "work": work}[task](*details)
    return 0
