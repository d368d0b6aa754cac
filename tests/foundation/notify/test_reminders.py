"""Before, at and after the day, then up the line; one digest a day, never at night (S35)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.foundation.jobs.models import Schedule
from kpiloop.foundation.jobs.services import ensure_standing, run_due, work_off
from kpiloop.foundation.notify import selectors, services
from kpiloop.foundation.notify.duties import Duty, forget, owed, sources
from kpiloop.foundation.notify.models import Digest, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S35")]
DUE = date(2026, 4, 10)
ZONE = ZoneInfo("Asia/Shanghai")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


@pytest.fixture
def line() -> list[Actor]:
    """Owner, manager, head of the unit above."""
    for name in ("owner", "manager", "head"):
        access.create_account(SYSTEM, username=name, password="loop-keeper-9", roles=["staff"], on=DUE)
    users = {user.username: user for user in User.objects.all()}
    return [access.actor_for(users[name], on=DUE) for name in ("owner", "manager", "head")]


@pytest.fixture
def duties(line: list[Actor]) -> Iterator[list[Duty]]:
    """What is owed; only these duties exist in the test."""
    owner, manager, head = (actor.user_id for actor in line)
    found = [Duty("job:1", "action", DUE, owner, (manager, head), {"title": "Second carrier"})]
    kept = sources()
    for name, _ in kept:
        forget(name)

    @owed("test")
    def source(on: date) -> Iterable[Duty]:
        return list(found)

    yield found
    forget("test")
    for name, each in kept:
        owed(name)(each)


def days(first: int, last: int) -> list[date]:
    return [DUE + timedelta(days=step) for step in range(first, last + 1)]


def inbox(actor: Actor) -> list[tuple[str, date | None]]:
    return [(row.code, row.digest_day) for row in reversed(selectors.notices(actor))]


def live(through: list[date]) -> None:
    """Mornings as the two jobs make them."""
    for day in through:
        services.remind_of_duties(SYSTEM, on=day)
        services.send_digests(SYSTEM, now=at(day, 8))


def test_before_at_and_after_then_up_the_line(line: list[Actor], duties: list[Duty]) -> None:
    live(days(-10, 12))
    owner, manager, head = line
    assert inbox(owner) == [
        ("action_soon", DUE - timedelta(days=3)),
        ("action_today", DUE),
        ("action_late", DUE + timedelta(days=1)),
    ]
    assert inbox(manager) == [("action_raised", DUE + timedelta(days=4))]
    assert inbox(head) == [("action_raised", DUE + timedelta(days=11))]
    assert selectors.notices(manager)[0].fields["days_late"] == 4


def test_days_nobody_asked_lose_no_step(line: list[Actor], duties: list[Duty]) -> None:
    live([DUE + timedelta(days=12)])
    day = DUE + timedelta(days=12)
    assert [inbox(actor) for actor in line] == [[("action_late", day)], *[[("action_raised", day)]] * 2]


def test_asking_twice_reminds_once_and_a_new_day_begins_anew(line: list[Actor], duties: list[Duty]) -> None:
    assert [services.remind_of_duties(SYSTEM, on=DUE) for _ in range(2)] == [1, 0]
    duties[0] = Duty("job:1", "action", DUE + timedelta(days=20), line[0].user_id)
    assert services.remind_of_duties(SYSTEM, on=DUE + timedelta(days=20)) == 1


def test_what_is_done_is_not_reminded_of(line: list[Actor], duties: list[Duty]) -> None:
    duties.clear()
    live(days(-3, 12))
    assert [inbox(actor) for actor in line] == [[], [], []]


def test_one_digest_per_person_and_day(line: list[Actor], duties: list[Duty]) -> None:
    duties.append(Duty("job:2", "figures", DUE, line[0].user_id))
    services.remind_of_duties(SYSTEM, on=DUE)
    assert [services.send_digests(SYSTEM, now=at(DUE, hour)) for hour in (8, 9)] == [1, 0]
    assert len(inbox(line[0])) == 2
    duties.append(Duty("job:3", "talk", DUE, line[0].user_id))
    services.remind_of_duties(SYSTEM, on=DUE)
    assert services.send_digests(SYSTEM, now=at(DUE, 15)) == 0  # too late for today
    assert services.send_digests(SYSTEM, now=at(DUE + timedelta(days=1), 8)) == 1
    assert [day for _, day in inbox(line[0])] == [DUE, DUE, DUE + timedelta(days=1)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(user_id=line[0].user_id, day=DUE, sent_at=at(DUE, 16))


def test_nobody_is_disturbed_in_quiet_hours(line: list[Actor], duties: list[Duty]) -> None:
    services.remind_of_duties(SYSTEM, on=DUE)
    assert [services.send_digests(SYSTEM, now=at(DUE, hour, 59)) for hour in (0, 7)] == [0, 0]
    assert (selectors.unread_count(line[0]), selectors.notices(line[0])) == (0, ())
    assert services.send_digests(SYSTEM, now=at(DUE, 8)) == 1
    assert selectors.unread_count(line[0]) == 1


def test_quiet_hours_are_ones_own(line: list[Actor], duties: list[Duty]) -> None:
    assert selectors.quiet_hours(line[0]) == (time(20), time(8))
    services.set_quiet_hours(line[0], quiet_from=time(12), quiet_until=time(14, 30))
    assert selectors.quiet_hours(line[0]) == (time(12), time(14, 30))
    assert AuditEntry.objects.get(object_kind="quiet_hours").after == {"quiet_from": "12:00", "quiet_until": "14:30"}
    services.remind_of_duties(SYSTEM, on=DUE)
    assert [services.send_digests(SYSTEM, now=at(DUE, *moment)) for moment in ((12, 0), (14, 29), (14, 30))] == [
        0,
        0,
        1,
    ]
    with pytest.raises(Refusal, match="permission_denied"):
        services.set_quiet_hours(ANONYMOUS, quiet_from=time(1), quiet_until=time(2))


def test_a_room_that_fails_keeps_no_other_from_reminding(line: list[Actor], duties: list[Duty]) -> None:
    @owed("broken")
    def broken(on: date) -> Iterable[Duty]:
        raise ValueError("no")

    try:
        assert services.remind_of_duties(SYSTEM, on=DUE) == 1
    finally:
        forget("broken")


def test_held_reminders_are_not_marked_as_read(line: list[Actor], duties: list[Duty]) -> None:
    services.remind_of_duties(SYSTEM, on=DUE)
    assert services.mark_read(line[0], now=at(DUE, 7)) == 0
    assert Notice.objects.get().read_at is None


def test_it_happens_by_itself(line: list[Actor], duties: list[Duty], monkeypatch: pytest.MonkeyPatch) -> None:
    """The schedule process alone, with the clock moved on: first the reminders, then the digest at eight."""
    clock = [at(DUE, 6)]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[0])
    ensure_standing(now=clock[0])
    Schedule.objects.exclude(code__startswith="notify.").delete()
    for hour, minute in ((7, 41), (8, 1)):
        clock[0] = at(DUE, hour, minute)
        run_due(clock[0])
        work_off(clock[0])
    assert inbox(line[0]) == [("action_today", DUE)]
    done = {run.kind: run.outcome for run in reversed(jobs.runs(SYSTEM).rows)}
    assert done == {"notify.remind": {"reminders": 1}, "notify.deliver": {"digests": 1}}
