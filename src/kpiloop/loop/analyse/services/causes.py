"""Owners write why a KPI is off; somebody else confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.loop.analyse.choices import CAUSE_KINDS, CONFIRMED, WITHDRAWN, WRITTEN
from kpiloop.loop.analyse.errors import (
    CauseByWriter,
    CauseKindUnknown,
    CauseNotFound,
    CauseState,
    CauseTextRequired,
    NotAnswerable,
)
from kpiloop.loop.analyse.models import Cause
from kpiloop.loop.analyse.permissions import last_day, may_confirm, may_write
from kpiloop.loop.analyse.rows import NewCause
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import AssignmentRow


def write_cause(
    actor: Actor,
    *,
    assignment_id: int,
    period_code: str,
    kind: str,
    text: str,
    evidence: str = "",
    impact: Decimal | None = None,
) -> int:
    """Write one cause of a variance; returns its key.

    Units:    impact in the measurement unit of the KPI, with the sign of the gap it explains.
    Errors:   as `write_causes`.
    """
    cause = NewCause(assignment_id, period_code, kind, text, evidence, impact)
    return write_causes(actor, causes=[cause])[0]


@transaction.atomic
def write_causes(actor: Actor, *, causes: Sequence[NewCause]) -> list[int]:
    """Write causes for variances the actor answers for; all or none, one entry in the trail.

    Units:    impact in the measurement unit of the KPI, with the sign of the gap it explains.
    Errors:   permission_denied (causes.write), not_found, not_answerable, period_closed,
              period_out_of_scope, cause_kind_unknown, cause_text_required.
    """
    require(actor, "causes.write")
    periods = calendar.periods_by_code(actor, sorted({cause.period_code for cause in causes}))
    seen: dict[tuple[int, str], AssignmentRow] = {}
    for cause in causes:
        key = (cause.assignment_id, cause.period_code)
        if key not in seen:
            seen[key] = _answerable(actor, cause.assignment_id, last_day(periods[cause.period_code]))
            _require_open(periods[cause.period_code], seen[key])
        _refuse_empty(cause, seen[key])
    rows = [
        Cause(
            assignment_id=cause.assignment_id,
            period_id=periods[cause.period_code].id,
            kind=cause.kind,
            text=cause.text.strip(),
            evidence=cause.evidence.strip(),
            impact=cause.impact,
            written_by=actor.username,
        )
        for cause in causes
    ]
    for row in rows:
        row.save(force_insert=True)
    keys = [row.pk for row in rows]
    after = {"causes": len(keys), "periods": sorted(periods), "assignments": sorted({key for key, _ in seen})}
    record(actor, verb="write", object_kind="analyse.cause", object_key=_keys(keys), after=after)
    return keys


@transaction.atomic
def confirm_cause(actor: Actor, *, cause_id: int, now: datetime) -> None:
    """Confirm a cause somebody else wrote: it explains the variance.

    Errors:   permission_denied (causes.write), cause_not_found, not_answerable, cause_confirm_own,
              cause_state, period_closed.
    """
    require(actor, "causes.write")
    row = _waiting(actor, cause_id)
    if row.written_by == actor.username:
        raise CauseByWriter(cause=cause_id, written_by=row.written_by)
    period = calendar.period_by_id(actor, row.period_id)
    assignment = plan.assignment(actor, row.assignment_id)
    if not may_confirm(actor, assignment, on=last_day(period)):
        raise NotAnswerable(kpi=assignment.kpi.code, subject=assignment.subject.code)
    row.state, row.confirmed_by, row.confirmed_at = CONFIRMED, actor.username, now
    row.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _record_state(actor, row, WRITTEN, "", now)


@transaction.atomic
def withdraw_cause(actor: Actor, *, cause_id: int, reason: str, now: datetime) -> None:
    """Take a cause back that turned out not to be one; it stays readable.

    Errors:   permission_denied (causes.write), cause_not_found, not_answerable, cause_state,
              period_closed.
    """
    require(actor, "causes.write")
    row = _waiting(actor, cause_id)
    assignment = plan.assignment(actor, row.assignment_id)
    on = last_day(calendar.period_by_id(actor, row.period_id))
    if row.written_by != actor.username and not may_confirm(actor, assignment, on=on):
        raise NotAnswerable(kpi=assignment.kpi.code, subject=assignment.subject.code)
    row.state = WITHDRAWN
    row.save(update_fields=["state"])
    _record_state(actor, row, WRITTEN, reason, now)


def _answerable(actor: Actor, assignment_id: int, on: date) -> AssignmentRow:
    assignment = plan.assignment(actor, assignment_id, on=on)
    if not may_write(actor, assignment, on=on):
        raise NotAnswerable(kpi=assignment.kpi.code, subject=assignment.subject.code)
    return assignment


def _require_open(period: PeriodRow, assignment: AssignmentRow) -> None:
    """A month reopened for some figures takes causes of these and of those that rest on them."""
    calendar.require_open(period, figure_kpi=assignment.kpi.id, figure_subject=assignment.subject.id)


def _refuse_empty(cause: NewCause, assignment: AssignmentRow) -> None:
    if cause.kind not in CAUSE_KINDS:
        raise CauseKindUnknown(kind=cause.kind, kinds=", ".join(CAUSE_KINDS))
    if not cause.text.strip():
        raise CauseTextRequired(kpi=assignment.kpi.code, period=cause.period_code)


def _waiting(actor: Actor, cause_id: int) -> Cause:
    """The cause, locked, while it may still change."""
    row = Cause.objects.select_for_update().filter(pk=cause_id).first()
    if row is None:
        raise CauseNotFound(cause=cause_id)
    period = calendar.period_by_id(actor, row.period_id)
    _require_open(period, plan.assignment(actor, row.assignment_id, on=last_day(period)))
    if row.state != WRITTEN:
        raise CauseState(cause=cause_id, state=row.state)
    return row


def _record_state(actor: Actor, row: Cause, before: str, reason: str, now: datetime) -> None:
    record(
        actor,
        verb="confirm" if row.state == CONFIRMED else "withdraw",
        object_kind="analyse.cause",
        object_key=str(row.pk),
        before={"state": before},
        after={"state": row.state},
        reason=reason,
        now=now,
    )


def _keys(keys: Sequence[int]) -> str:
    return str(keys[0]) if len(keys) == 1 else f"{keys[0]}..{keys[-1]}"
