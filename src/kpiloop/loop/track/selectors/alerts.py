"""The alert inbox."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.track.choices import LIVE_STATES, NO_ACTION, OPEN
from kpiloop.loop.track.errors import AlertNotFound
from kpiloop.loop.track.models import Alert, Status
from kpiloop.loop.track.permissions import reach
from kpiloop.loop.track.rows import AlertRow


def alerts(
    viewer: Actor, *, state: str | None = None, mine: bool = True, on: date | None = None, limit: int = 500
) -> list[AlertRow]:
    """Alerts sent to the viewer, or (mine=False) all about subjects the viewer may see; newest first."""
    person = org.person_of(viewer)
    own = Q(recipient_id=person.id) if person else Q(pk__in=[])
    found = Alert.objects.filter(own if mine else own | _visible(viewer, on))
    if state is not None:
        found = found.filter(state=state)
    return _rows(found.order_by("-last_period__starts_on", "-pk")[:limit], person.id if person else None)


def alert(viewer: Actor, *, alert_id: int, on: date | None = None) -> AlertRow:
    """One alert the viewer may see."""
    person = org.person_of(viewer)
    own = Q(recipient_id=person.id) if person else Q(pk__in=[])
    found = _rows(Alert.objects.filter(own | _visible(viewer, on), pk=alert_id), person.id if person else None)
    if not found:
        raise AlertNotFound(alert=alert_id)
    return found[0]


def unread_count(viewer: Actor) -> int:
    """How many open alerts wait for the viewer."""
    person = org.person_of(viewer)
    return Alert.objects.filter(recipient_id=person.id, state=OPEN).count() if person else 0


def unanswered_count(viewer: Actor, *, period_code: str) -> int:
    """How many misses of a month in sight have neither cause nor action although it was time (S31)."""
    period = calendar.period(viewer, period_code)
    waiting = Alert.objects.filter(kind=NO_ACTION, state__in=LIVE_STATES, last_period_id=period.id)
    return waiting.filter(_visible(viewer, period.ends_before - timedelta(days=1))).count()


def _visible(viewer: Actor, on: date | None) -> Q:
    if on is None:
        newest = Alert.objects.order_by("-last_period__ends_before").select_related("last_period").first()
        on = newest.last_period.ends_before if newest else date.max
    return reach(viewer, on=on).of_assignments()


def _rows(found: QuerySet[Alert], person_id: int | None) -> list[AlertRow]:
    held = list(found.select_related("first_period", "last_period"))
    assignments = plan_io.assignments_by_id({row.assignment_id for row in held})
    people = org_io.people_by_id()
    streaks, months = _streaks(held), _months_of_weeks(held)
    return [
        AlertRow(
            id=row.pk,
            kind=row.kind,
            assignment=assignments[row.assignment_id],
            first_period=row.first_period.code,
            last_period=row.last_period.code,
            recipient=people[row.recipient_id],
            state=row.state,
            rule=row.rule,
            opened_at=row.opened_at,
            acknowledged_by=row.acknowledged_by,
            acknowledged_at=row.acknowledged_at,
            note=row.note,
            resolved_at=row.resolved_at,
            streak=streaks.get((row.assignment_id, row.last_period_id), 0),
            is_mine=row.recipient_id == person_id,
            month=months.get(row.last_period.code, row.last_period.code),
        )
        for row in held
    ]


def _months_of_weeks(held: list[Alert]) -> dict[str, str]:
    """The month an alert about weeks opens in, by code of the week."""
    weeks = {row.last_period.code: row.last_period.starts_on for row in held if row.last_period.kind == WEEK}
    months = calendar.periods(SYSTEM) if weeks else ()
    return {code: next(row.code for row in months if row.ends_before > begins) for code, begins in weeks.items()}


def _streaks(held: list[Alert]) -> dict[tuple[int, int], int]:
    periods = {row.last_period_id for row in held}
    found = Status.objects.filter(period_id__in=periods, streak__gt=0)
    return {
        (assignment, period): streak
        for assignment, period, streak in found.values_list("assignment_id", "period_id", "streak")
    }
