"""An import that is done and taken back at once: what a stage would refuse is told before anybody imports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.foundation.jobs.errors import RunUnknown
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.governance.bundle.applying import STEPS
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.comparing import fingerprint
from kpiloop.governance.bundle.rows import Fault, ImportPlan, Row
from kpiloop.governance.bundle.selectors import RIGHTS
from kpiloop.governance.bundle.spelling import written

#: Kind of the work that rehearses in the background.
REHEARSAL = "bundle.rehearsal"


def rehearsed(
    actor: Actor, plan: ImportPlan, *, on: date, now: datetime, between: Callable[[], None] = lambda: None
) -> ImportPlan:
    """The plan with the first thing a stage refuses, at the row it is about.

    Shape:    a plan that has faults already comes back as it is: those are told first. `between` is
              called before each stage and may raise to stop.
    Law:      nothing is written; it takes as long as the import, and other writers wait meanwhile.
    Errors:   permission_denied.
    """
    for right in RIGHTS:
        require(actor, right)
    if not needs_rehearsal(plan):
        return plan
    with transaction.atomic():
        faults = tuple(_refused(Work(actor, plan, on, now, ""), between))
        transaction.set_rollback(True)
    return replace(plan, faults=faults)


def needs_rehearsal(plan: ImportPlan) -> bool:
    """Whether there is something to write and nothing known to be wrong with it."""
    return not plan.faults and any(change.kind != "left" for change in plan.changes)


def queue_rehearsal(actor: Actor, plan: ImportPlan, *, path: Path, on: date, upload: str = "") -> RunRow | None:
    """Ask for a rehearsal in the background; returns the run to watch.

    Shape:    `upload` is the key of the page's upload, for the way back from the job.
    Law:      the same file over the same company is one run, however often it is asked for; one that was
              cancelled or failed is begun again.
    Missing:  None when there is nothing to rehearse.
    Errors:   permission_denied.
    """
    last = rehearsal(actor, plan, path=path, on=on)
    if not needs_rehearsal(plan):
        return None
    key = _key(actor, plan, path, on)
    if last is not None:
        key = f"{key}:{last.id}" if last.state == "cancelled" else last.key
    arguments = {"path": str(path), "on": on.isoformat(), "fingerprint": plan.fingerprint, "upload": upload}
    return enqueue(actor, kind=REHEARSAL, key=key, arguments=arguments)


def rehearsal(viewer: Actor, plan: ImportPlan, *, path: Path, on: date) -> RunRow | None:
    """The last rehearsal of exactly this plan that the viewer asked for.

    Missing:  None before one is asked for, and when the file, the company or the day is another since.
    Errors:   permission_denied.
    """
    for right in RIGHTS:
        require(viewer, right)
    return jobs.latest_run(viewer, key=_key(viewer, plan, path, on))


def asked_rehearsal(viewer: Actor, run_id: int) -> RunRow:
    """A rehearsal by its number.

    Errors:   permission_denied; run_unknown, also where the run is other work.
    """
    for right in RIGHTS:
        require(viewer, right)
    run = jobs.run(viewer, run_id)
    if run.kind != REHEARSAL:
        raise RunUnknown(run=run_id)
    return run


def rehearsal_faults(run: RunRow) -> tuple[Fault, ...] | None:
    """What a finished rehearsal found; None before it is done."""
    stated = run.outcome.get("rehearsal")
    if run.kind != REHEARSAL or not isinstance(stated, list):
        return None
    return tuple(Fault(each["code"], each["where"], each["fields"]) for each in stated)


def _key(actor: Actor, plan: ImportPlan, path: Path, on: date) -> str:
    said = (fingerprint(plan.bundle), plan.fingerprint, str(path), on.isoformat(), actor.username)
    return f"{REHEARSAL}:{hashlib.sha256(chr(0).join(said).encode()).hexdigest()[:40]}"


def _refused(work: Work, between: Callable[[], None]) -> Iterator[Fault]:
    for write, parts in STEPS:
        between()
        try:
            write(work)
        except Refusal as refusal:
            yield Fault(refusal.code, _place(work, parts, refusal), refusal.fields)
            return  # whatever stands on it would be refused for the same reason


def _place(work: Work, parts: tuple[str, ...], refusal: Refusal) -> str:
    """The row that says most of what the refusal names, of those that change before those that stay."""
    named = {written_field for value in refusal.fields.values() if (written_field := str(value))}
    touched = [row for part in parts for kind in ("added", "changed") for row in work.rows(part, kind)]
    for rows in (touched, [row for part in parts for row in work.plan.bundle.rows(part)]):
        best = max(rows, key=lambda row: len(named & _said(row)), default=None)
        if best is not None and (named & _said(best) or len(rows) == 1):
            return best.place(_column(best, refusal, named))
    return parts[0]


def _said(row: Row) -> set[str]:
    """Everything a row states, and each name of a list it states."""
    said = {written(value) for value in row.values.values()}
    return said | {name for value in row.values.values() if isinstance(value, tuple) for name in value}


def _column(row: Row, refusal: Refusal, named: set[str]) -> str:
    """The column a refusal names by its name, else the last one that says what it names."""
    field = str(refusal.fields.get("field") or refusal.fields.get("column") or "").partition(".")[0]
    if field in row.cells:
        return field
    return next((name for name in reversed(list(row.values)) if written(row.values[name]) in named), "")
