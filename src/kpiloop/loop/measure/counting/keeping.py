"""After a run: leave behind what the rows of whole months gave, so that a later run need not read them again."""

from __future__ import annotations

from collections.abc import Mapping

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.jobs.services import enqueue, on, work
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.loop.measure.counting.planning import plan_run

KEEP = "measure.keep"


def keep_states(actor: Actor, *, first: str, last: str) -> dict[str, tuple[str, ...]]:
    """Keep the states of what a run over some months reads.

    Shape:    months a run computed -> dataset -> months whose rows were read for it.
    Law:      derived data: figures are the same with and without.
    Errors:   permission_denied.
    """
    require(actor, "measures.run")
    version = warehouse.current_version_number()
    months = [row for row in calendar.periods(actor) if first <= row.code <= last]
    if version is None or not months:
        return {}
    planned = plan_run(actor, months)
    scans = [(scan, planned.shapes[scan.dataset]) for each in planned.asked.values() for scan in each.plan.scans]
    return warehouse.keep_states(version, scans)


@on("values.computed", "measure")
def keep_after_run(event: EventRow) -> None:
    """Leave behind what the rows gave, once the figures stand; a small company reads its rows faster."""
    version = warehouse.current_version_number()
    if version is not None and warehouse.is_worth_keeping(version):
        months = {"first": event.fields["first"], "last": event.fields["last"]}
        enqueue(SYSTEM, kind=KEEP, key=f"{KEEP}:v{version}:{months['first']}:{months['last']}", arguments=months)


@work(KEEP)
def keep(run: object, arguments: Mapping[str, object]) -> dict[str, object]:
    """Keep the states of what a run over some months reads."""
    made = keep_states(SYSTEM, first=str(arguments["first"]), last=str(arguments["last"]))
    return {dataset: len(months) for dataset, months in made.items()}
