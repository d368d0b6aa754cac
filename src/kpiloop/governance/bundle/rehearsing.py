"""An import that is done and taken back at once: what a stage would refuse is told before anybody imports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.governance.bundle.applying import STEPS
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.rows import Fault, ImportPlan, Row
from kpiloop.governance.bundle.selectors import RIGHTS
from kpiloop.governance.bundle.spelling import written


def rehearsed(actor: Actor, plan: ImportPlan, *, on: date, now: datetime) -> ImportPlan:
    """The plan with the first thing a stage refuses, at the row it is about.

    Shape:    a plan that has faults already comes back as it is: those are told first.
    Law:      nothing is written; it takes as long as the import, and other writers wait meanwhile.
    Errors:   permission_denied.
    """
    for right in RIGHTS:
        require(actor, right)
    if plan.faults or not any(change.kind != "left" for change in plan.changes):
        return plan
    with transaction.atomic():
        faults = tuple(_refused(Work(actor, plan, on, now, "")))
        transaction.set_rollback(True)
    return replace(plan, faults=faults)


def _refused(work: Work) -> Iterator[Fault]:
    for write, parts in STEPS:
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
