"""The alert inbox."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar.choices import WEEK
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.rows import PersonRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.track.choices import LIVE_STATES, NO_ACTION, OPEN
from kpiloop.loop.track.errors import AlertNotFound
from kpiloop.loop.track.models import Alert, AlertDay, AlertListener, AlertStep, Status
from kpiloop.loop.track.permissions import reach
from kpiloop.loop.track.rows import AlertRow, DayRow, StepRow


def alerts(
    viewer: Actor, *, state: str | None = None, mine: bool = True, on: date | None = None, limit: int = 500
) -> list[AlertRow]:
    """Alerts sent to the viewer, or (mine=False) all about subjects the viewer may see; newest first."""
    person = org.person_of(viewer)
    own = _sent_to(person)
    found = Alert.objects.filter(own if mine else own | _visible(viewer, on))
    if state is not None:
        found = found.filter(state=state)
    return _rows(found.order_by("-last_period__starts_on", "-pk")[:limit], person.id if person else None)


def alert(viewer: Actor, *, alert_id: int, on: date | None = None) -> AlertRow:
    """One alert the viewer may see."""
    person = org.person_of(viewer)
    own = _sent_to(person)
    found = _rows(Alert.objects.filter(own | _visible(viewer, on), pk=alert_id), person.id if person else None)
    if not found:
        raise AlertNotFound(alert=alert_id)
    return found[0]


def unread_count(viewer: Actor) -> int:
    """How many open alerts wait for the viewer."""
    person = org.person_of(viewer)
    return Alert.objects.filter(_sent_to(person), state=OPEN).count() if person else 0


def unanswered_count(viewer: Actor, *, period_code: str) -> int:
    """How many misses of a month in sight have neither cause nor action although it was time (S31)."""
    period = calendar.period(viewer, period_code)
    waiting = Alert.objects.filter(kind=NO_ACTION, state__in=LIVE_STATES, last_period_id=period.id)
    return waiting.filter(_visible(viewer, period.ends_before - timedelta(days=1))).count()


def alert_steps(viewer: Actor, *, alert_id: int, on: date | None = None) -> tuple[StepRow, ...]:
    """What was told about an alert, to whom and when, oldest first; whoever may see the alert may see it.

    Errors:   alert_not_found.
    """
    alert(viewer, alert_id=alert_id, on=on)
    people = org_io.people_by_id()
    return tuple(
        StepRow(
            kind=row.kind,
            number=row.number,
            due_on=row.due_on,
            told_at=row.told_at,
            people=tuple(people[key] for key in row.people if key in people),
        )
        for row in AlertStep.objects.filter(alert_id=alert_id).order_by("due_on", "pk")
    )


def alert_days(viewer: Actor, *, alert_id: int, on: date | None = None) -> tuple[DayRow, ...]:
    """The days of an alert about days, oldest first; whoever may see the alert may see them.

    Errors:   alert_not_found.
    """
    alert(viewer, alert_id=alert_id, on=on)
    found = AlertDay.objects.filter(alert_id=alert_id).order_by("on")
    return tuple(DayRow(row.on, row.actual, row.target, row.achievement, row.state) for row in found)


def _sent_to(person: PersonRow | None) -> Q:
    """Alerts a person has to answer, is told by a rule, or was raised to."""
    if person is None:
        return Q(pk__in=[])
    heard = AlertListener.objects.filter(person_id=person.id).values("alert_id")
    return Q(recipient_id=person.id) | Q(pk__in=heard)


def _visible(viewer: Actor, on: date | None) -> Q:
    if on is None:
        newest = Alert.objects.order_by("-last_period__ends_before").select_related("last_period").first()
        on = newest.last_period.ends_before if newest else date.max
    return reach(viewer, on=on).of_assignments()


def _rows(found: QuerySet[Alert], person_id: int | None) -> list[AlertRow]:
    held = list(found.select_related("first_period", "last_period").prefetch_related("listeners"))
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
            is_mine=person_id in (row.recipient_id, *(each.person_id for each in row.listeners.all())),
            also=tuple(people[each.person_id] for each in row.listeners.all()),
            first_day=row.first_day,
            last_day=row.last_day,
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
