"""Meetings, cut to what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.db.models import Count

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure.rows import OverrideRow
from kpiloop.loop.review.assembling import agenda_of, carried_into, carried_rows, cut
from kpiloop.loop.review.choices import CARRIED_MINUTES, CLOSING_MINUTES, PUBLISHED
from kpiloop.loop.review.errors import MeetingNotFound
from kpiloop.loop.review.models import Action, Decision, Meeting
from kpiloop.loop.review.reading import action_rows, decision_rows
from kpiloop.loop.review.rows import AgendaRow, CarriedRow, MeetingRow, MeetingSummary, Readiness, WaitingRow
from kpiloop.loop.review.snapshot import (
    frozen_actions,
    frozen_overrides,
    thaw_carried,
    thaw_counts,
    thaw_item,
    thaw_override,
)
from kpiloop.loop.track import engine_io as track_io
from kpiloop.loop.track import selectors as track

VIEW = "meetings.view"


def meeting(viewer: Actor, *, period_code: str, on: date | None = None) -> MeetingRow:
    """The meeting of a month: carried actions first, then the exceptions within the viewer's sight."""
    require(viewer, VIEW)
    found = Meeting.objects.select_related("period").filter(period__code=period_code).first()
    if found is None:
        raise MeetingNotFound(period=period_code)
    period = calendar.period_by_id(viewer, found.period_id)
    day = on or period.ends_before - timedelta(days=1)
    sees = org.visible_subjects(viewer, on=day).sees
    items = cut(agenda_of(found), sees)
    carried = [row for row in _carried(found, period) if sees(row.action.assignment.subject.id)]
    if found.state == PUBLISHED:
        then = Action.objects.filter(pk__in=frozen_actions(found.snapshot))
        actions = {row.id: row for row in action_rows(then)}
        items = [thaw_item(row, found.snapshot, actions) for row in items]
        carried = [thaw_carried(row, found.snapshot) for row in carried]
    shown = {row.id for row in items}
    decisions = [
        row
        for row in decision_rows(Decision.objects.filter(meeting=found))
        if row.item_id is None or row.item_id in shown
    ]
    return MeetingRow(
        id=found.pk,
        period_code=period_code,
        state=found.state,
        starts_at=found.starts_at,
        chair=org_io.people_by_id()[found.chair_id],
        place=found.place,
        minutes=found.minutes,
        waiver=found.waiver,
        counts=thaw_counts(found.snapshot, track.counts(viewer, period_code=period_code, on=day)),
        carried=tuple(carried),
        items=tuple(items),
        decisions=tuple(decisions),
        readiness=_readiness(items),
        minutes_planned=_length(items, carried),
        published_by=found.published_by,
        published_at=found.published_at,
        seal=found.snapshot.get("seal", ""),
        overridden=_overridden(viewer, found, day),
    )


def _overridden(viewer: Actor, held: Meeting, on: date) -> tuple[OverrideRow, ...] | None:
    """Overrides the published pack lists, of subjects in sight."""
    frozen = frozen_overrides(held.snapshot)
    if frozen is None:
        return None
    rows = measure.overrides(viewer, period_codes=[held.period.code], on=on) if frozen else []
    return tuple(thaw_override(row, frozen[row.id]) for row in rows if row.id in frozen)


def meetings(viewer: Actor) -> list[MeetingSummary]:
    """Every meeting, newest month first."""
    require(viewer, VIEW)
    people = org_io.people_by_id()
    found = Meeting.objects.select_related("period").annotate(
        agenda=Count("items", distinct=True), decided=Count("decisions", distinct=True)
    )
    return [
        MeetingSummary(
            id=row.pk,
            period_code=row.period.code,
            state=row.state,
            starts_at=row.starts_at,
            chair=people[row.chair_id],
            items=row.agenda,
            decisions=row.decided,
        )
        for row in found.order_by("-period__starts_on")
    ]


def readiness(viewer: Actor, *, period_code: str, on: date | None = None) -> Readiness | None:
    """How far the homework of a month's meeting is; None without a meeting."""
    require(viewer, VIEW)
    found = Meeting.objects.filter(period__code=period_code).first()
    if found is None:
        return None
    if found.state == PUBLISHED:
        return meeting(viewer, period_code=period_code, on=on).readiness
    return _readiness(_live_items(viewer, found, on))


def agenda_item(viewer: Actor, *, period_code: str, assignment_id: int, on: date | None = None) -> int | None:
    """The item of a month's meeting that speaks of an assignment; None where there is none in sight."""
    require(viewer, VIEW)
    found = Meeting.objects.filter(period__code=period_code).first()
    item = found.items.filter(assignment_id=assignment_id).first() if found else None
    if found is None or item is None:
        return None
    status = track_io.statuses_of(found.period_id, [assignment_id]).get(assignment_id)
    sees = _sight(viewer, found, on)
    return item.pk if status is not None and sees(status.assignment.subject.id) else None


def _live_items(viewer: Actor, found: Meeting, on: date | None) -> list[AgendaRow]:
    return cut(agenda_of(found), _sight(viewer, found, on))


def _sight(viewer: Actor, found: Meeting, on: date | None) -> Callable[[int], bool]:
    period = calendar.period_by_id(viewer, found.period_id)
    return org.visible_subjects(viewer, on=on or period.ends_before - timedelta(days=1)).sees


def _carried(found: Meeting, period: PeriodRow) -> list[CarriedRow]:
    """Live before publication; afterwards the actions the meeting saw, whatever became of them."""
    if found.state != PUBLISHED:
        return carried_into(period)
    keys = [int(key) for key in found.snapshot.get("carried", {})]
    return carried_rows(action_rows(Action.objects.filter(pk__in=keys).order_by("due_on", "pk")), period)


def _readiness(items: Sequence[AgendaRow]) -> Readiness:
    waiting = tuple(
        WaitingRow(row.id, row.status.assignment.owner, row.status.assignment, row.lacks)
        for row in items
        if not row.is_ready
    )
    return Readiness(len(items) - len(waiting), len(items), waiting)


def _length(items: Sequence[AgendaRow], carried: Sequence[CarriedRow]) -> int:
    discussed = sum(row.minutes_planned for row in items)
    return discussed + (CARRIED_MINUTES if carried else 0) + CLOSING_MINUTES
