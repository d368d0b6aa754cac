"""Due moments: wall time in a zone, each moment once, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM
from kpiloop.foundation.jobs import registry, selectors, services
from kpiloop.foundation.jobs.models import BusinessRun, DueTime, Schedule
from kpiloop.foundation.jobs.scheduler import Rounds
from kpiloop.foundation.jobs.timing import due_moments

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)


def schedule(cron: str = "0 2 * * *", zone: str = "Asia/Shanghai", catch_up: str = "latest") -> None:
    services.ensure_schedule(
        SYSTEM, code="nightly", kind="load", cron=cron, zone=zone, catch_up=catch_up, arguments={"source": 1}, now=START
    )


def runs() -> list[str]:
    return list(BusinessRun.objects.order_by("pk").values_list("idempotency_key", flat=True))


def test_a_moment_is_served_once_by_any_number_of_schedulers() -> None:
    schedule()
    due = datetime(2026, 1, 1, 18, tzinfo=UTC)  # 02:00 of 2 January in Shanghai
    assert services.run_due(due - timedelta(seconds=1)) == 0
    assert [services.run_due(due) for _ in range(3)] == [1, 0, 0]
    Schedule.objects.update(last_due_at=START)  # a second scheduler that has not seen it yet
    assert services.run_due(due + timedelta(seconds=5)) == 0
    assert runs() == ["nightly@2026-01-01T18:00:00+00:00"]
    assert BusinessRun.objects.get().arguments == {"source": 1, "due_at": "2026-01-01T18:00:00+00:00"}
    assert DueTime.objects.get().run_id == BusinessRun.objects.get().pk


@pytest.mark.parametrize(("catch_up", "count"), [("latest", 1), ("all", 3), ("skip", 0)])
def test_after_three_days_of_sleep(catch_up: str, count: int) -> None:
    schedule(catch_up=catch_up)
    assert services.run_due(START + timedelta(days=3)) == count
    assert services.run_due(START + timedelta(days=3, minutes=1)) == 0
    assert services.run_due(datetime(2026, 1, 4, 18, 0, 30, tzinfo=UTC)) == 1  # awake again: served in time


def test_saying_it_again_changes_the_times_and_keeps_what_was_served() -> None:
    schedule()
    services.run_due(START + timedelta(days=1))
    schedule(cron="30 2 * * *")
    assert Schedule.objects.get().last_due_at == datetime(2026, 1, 1, 18, tzinfo=UTC)
    assert Schedule.objects.count() == 1


@pytest.mark.parametrize(("cron", "zone"), [("x", "UTC"), ("0 2 * * *", "Mars/North"), ("0 0 30 2 *", "UTC")])
def test_unreadable_times_are_refused(cron: str, zone: str) -> None:
    with pytest.raises(Refusal, match="schedule_unreadable"):
        schedule(cron=cron, zone=zone)
    assert not Schedule.objects.exists()


def test_scheduling_needs_the_right() -> None:
    with pytest.raises(Refusal, match="permission_denied"):
        services.ensure_schedule(ANONYMOUS, code="x", kind="load", cron="0 2 * * *")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("wall", [(1, 30), (2, 30), (9, 0)])
def test_wall_time_survives_clock_changes(zone: str, wall: tuple[int, int]) -> None:
    """Against a walk of every quarter of an hour of a year, which meets all these times and jumps: every local day
    has exactly one moment, at its wall time; where the clock jumps over that time, it comes right after the jump."""
    hour, minute = wall
    found = due_moments(f"{minute} {hour} * * *", zone, START, START + timedelta(days=365))
    local = ZoneInfo(zone)
    walked: dict[object, datetime] = {}
    moment = START + timedelta(minutes=15)
    while moment <= START + timedelta(days=365):
        here = moment.astimezone(local)
        if (here.hour, here.minute) >= wall and here.date() not in walked:
            walked[here.date()] = moment
        moment += timedelta(minutes=15)
    first_day = START.astimezone(local)
    if (first_day.hour, first_day.minute) >= wall:
        walked.pop(first_day.date())  # its moment lies before the window
    assert found == sorted(walked.values())


def test_beats_say_who_lives() -> None:
    for seconds in (0, 5):
        services.note_beat("scheduler", now=START + timedelta(seconds=seconds))
    assert [(beat.name, beat.beat_at) for beat in selectors.beats(ANONYMOUS)] == [
        ("scheduler", START + timedelta(seconds=5))
    ]


def test_standing_work_gets_its_schedule_once_and_keeps_changed_times() -> None:
    services.standing("tests.look", "0 6 * * *")
    try:
        services.ensure_standing(now=START)
        Schedule.objects.filter(code="tests.look").update(cron="0 9 * * *")
        services.ensure_standing(now=START)
        assert Schedule.objects.get(code="tests.look").cron == "0 9 * * *"
        assert services.run_due(START + timedelta(days=1)) >= 1
        assert [run.kind for run in BusinessRun.objects.filter(kind="tests.look")] == ["tests.look"]
    finally:
        registry.forget("tests.look")


def test_a_duty_that_fails_keeps_no_other_from_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody holds the database when the sign of life is due: due times are served all the same."""

    def held(name: str, *, now: datetime) -> None:
        raise OperationalError("database is locked")

    schedule()
    monkeypatch.setattr(services, "note_beat", held)
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)  # the test lives in this connection
    Rounds().turn(datetime(2026, 1, 1, 18, tzinfo=UTC))
    assert "nightly@2026-01-01T18:00:00+00:00" in runs()
