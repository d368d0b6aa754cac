"""Bringing a whole scheme in: prepare, explain, apply."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.governance.bundle.applying import apply_changes
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.comparing import fingerprint
from kpiloop.governance.bundle.errors import BundleFaulty, PlanOutdated
from kpiloop.governance.bundle.rows import Change, Imported, ImportPlan
from kpiloop.governance.bundle.selectors import RIGHTS, check_bundle, export_bundle

#: Kind of the work that imports in the background.
IMPORT = "bundle.import"


def prepare_import(actor: Actor, *, path: Path, on: date) -> ImportPlan:
    """See what a bundle would change and what is wrong with it; writes nothing.

    Shape:    folder, zip or workbook -> changes row by row and faults with their places; `on` is
              the day from which rows that are gone no longer hold.
    Errors:   permission_denied, bundle_unreadable.
    """
    return check_bundle(actor, path=path, on=on)


def explain_import(viewer: Actor, plan: ImportPlan) -> dict[str, dict[str, int]]:
    """How many rows of each part would be added, changed, ended, or left though they are gone.

    Shape:    part -> kind of change -> count.
    Errors:   permission_denied.
    """
    for right in RIGHTS:
        require(viewer, right)
    return _counted(plan.changes)


def apply_import(actor: Actor, plan: ImportPlan, *, on: date, now: datetime, reason: str = "") -> Imported:
    """Write a whole bundle, all of it or nothing.

    Law:      the same bundle again changes nothing; rows that are gone end on a day and stay readable.
    Errors:   permission_denied, bundle_faulty, bundle_plan_outdated; and whatever a stage refuses.
    """
    for right in RIGHTS:
        require(actor, right)
    _refuse_faulty(plan)
    with transaction.atomic():
        if fingerprint(export_bundle(actor)) != plan.fingerprint:
            raise PlanOutdated()
        generated = apply_changes(Work(actor, plan, on, now, reason))
        counts = _counted(plan.changes)
        if generated:
            counts["generated"] = generated
        if any(kind != "left" for kinds in counts.values() for kind in kinds):
            record(actor, verb="import", object_kind="bundle", object_key="company", after=counts, reason=reason)
    return Imported(counts)


def queue_import(actor: Actor, plan: ImportPlan, *, path: Path, on: date, reason: str = "") -> RunRow:
    """Ask for an import to be done in the background; returns the run to watch.

    Law:      the same bundle over the same company is one run, however often it is asked for; what was
              looked at is what is written, or nothing.
    Errors:   permission_denied, bundle_faulty.
    """
    for right in RIGHTS:
        require(actor, right)
    _refuse_faulty(plan)
    key = f"{IMPORT}:{fingerprint(plan.bundle)[:24]}:{plan.fingerprint[:24]}:{on.isoformat()}"
    arguments = {"path": str(path), "on": on.isoformat(), "reason": reason, "fingerprint": plan.fingerprint}
    return enqueue(actor, kind=IMPORT, key=key, arguments=arguments)


def _refuse_faulty(plan: ImportPlan) -> None:
    if plan.faults:
        first = plan.faults[0]
        raise BundleFaulty(count=len(plan.faults), fault=first.code, where=first.where)


def _counted(changes: tuple[Change, ...]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        found[change.part][change.kind] += 1
    return {part: dict(kinds) for part, kinds in found.items()}
