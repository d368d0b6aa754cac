"""Runs of misses as flat rows: one per month of a run, with what was opened from it."""

from __future__ import annotations

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.interfaces.reports.export_rows import Cell, Export
from kpiloop.loop.improve import selectors as improve

MISS_RUN_COLUMNS = (
    *("id", "kpi", "subject", "subject_name", "owner", "first", "last", "length", "misses", "within", "state"),
    *("final", "opened", "period", "mark", "actual", "target", "achievement"),
)


def export_miss_runs(
    viewer: Actor,
    *,
    up_to: str | None = None,
    misses: int | None = None,
    within: int | None = None,
    state: str | None = None,
) -> Export:
    """Runs the viewer may see; `opened` names kind, key and state of each thing opened, with a semicolon between."""
    if viewer.is_system:
        raise PermissionRefused(permission="signed_in")
    rows: list[tuple[Cell, ...]] = []
    for run in improve.miss_runs(viewer, up_to=up_to, misses=misses, within=within, state=state):
        name = f"{run.kpi.code}:{run.subject.code}:{run.first_period}"
        about = (name, run.kpi.code, run.subject.code, run.subject.name_zh, run.assignment.owner.code)
        span = (run.first_period, run.last_period, run.length, run.misses, run.within)
        opened = ";".join(f"{one.kind} {one.key} {one.state}" for one in run.opened)
        states = ("open" if run.is_open else "closed", int(run.is_final), opened)
        rows += [
            (*about, *span, *states, month.period_code, month.mark, month.actual, month.target, month.achievement)
            for month in run.months
        ]
    return Export("miss_runs", MISS_RUN_COLUMNS, tuple(rows))
