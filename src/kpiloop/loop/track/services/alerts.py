"""What people and later stages do with alerts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.timezone import get_default_timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.track.choices import ACKNOWLEDGED, LIVE_STATES, NO_ACTION, OPEN, RESOLVED
from kpiloop.loop.track.errors import AlertNotFound, AlertNotOpen, NoteRequired
from kpiloop.loop.track.models import Alert


@transaction.atomic
def acknowledge(actor: Actor, *, alert_id: int, note: str, now: datetime) -> None:
    """Take note of an alert and say what will be done about it.

    Law:      the recipient, or somebody who may see the subject; the note is not optional.
    Errors:   permission_denied, alert_not_found, alert_not_open, note_required.
    """
    require(actor, "alerts.acknowledge")
    row = Alert.objects.select_for_update().select_related("assignment").filter(pk=alert_id).first()
    if row is None or not _may_answer(actor, row, now):
        raise AlertNotFound(alert=alert_id)
    if row.state != OPEN:
        raise AlertNotOpen(alert=alert_id, state=row.state)
    if not note.strip():
        raise NoteRequired(alert=alert_id)
    row.state, row.note = ACKNOWLEDGED, note.strip()
    row.acknowledged_by, row.acknowledged_at = actor.username, now
    row.save(update_fields=["state", "note", "acknowledged_by", "acknowledged_at"])
    after = {"state": ACKNOWLEDGED, "kind": row.kind, "assignment": row.assignment_id}
    record(
        actor,
        verb="acknowledge",
        object_kind="track.alert",
        object_key=str(row.pk),
        before={"state": OPEN},
        after=after,
        reason=row.note,
        now=now,
    )


def _may_answer(actor: Actor, row: Alert, now: datetime) -> bool:
    person = org.person_of(actor)
    if person is not None and (person.id == row.recipient_id or row.listeners.filter(person_id=person.id).exists()):
        return True
    visible = org.visible_subjects(actor, on=now.astimezone(get_default_timezone()).date())
    return visible.everything or row.assignment.subject_id in visible.subject_ids


@transaction.atomic
def set_no_action_alerts(
    actor: Actor, *, period_code: str, assignment_ids: Collection[int], now: datetime
) -> tuple[int, int]:
    """Open an alert for every miss nobody has answered, and end those that were answered.

    Shape:    the assignments that are red in the month with neither cause nor action -> (opened,
              resolved).
    Law:      one live alert per assignment; the month of an existing one moves on.
    Errors:   permission_denied (measures.run), period_unknown.
    """
    require(actor, "measures.run")
    period = calendar.period(actor, period_code)
    live = {row.assignment_id: row for row in Alert.objects.filter(kind=NO_ACTION, state__in=LIVE_STATES)}
    wanted = set(assignment_ids)
    lasting = [row.pk for key, row in live.items() if key in wanted]
    ended = [row.pk for key, row in live.items() if key not in wanted]
    Alert.objects.filter(pk__in=lasting).update(last_period_id=period.id)
    Alert.objects.filter(pk__in=ended).update(state=RESOLVED, resolved_at=now)
    assignments = plan_io.assignments_by_id(wanted - set(live))
    fresh = [
        Alert(
            kind=NO_ACTION,
            assignment_id=assignment.id,
            first_period_id=period.id,
            last_period_id=period.id,
            recipient_id=assignment.owner.id,
            rule={"code": "miss_unanswered"},
            opened_at=now,
        )
        for assignment in assignments.values()
    ]
    Alert.objects.bulk_create(fresh)
    if fresh or ended:
        after = {"opened": len(fresh), "resolved": len(ended)}
        record(actor, verb="set_no_action", object_kind="track.alert", object_key=period_code, after=after, now=now)
    return len(fresh), len(ended)
