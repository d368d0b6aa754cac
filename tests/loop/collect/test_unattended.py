"""A scheduled source loads thirty days by itself; twice it cannot, is tried again, and both are told (S25)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs import services as jobs
from kpiloop.foundation.jobs.models import BusinessRun, DueTime
from kpiloop.foundation.notify import selectors as notices
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.models import LoadBatch
from kpiloop.loop.collect.provenance.behind import loads_behind
from kpiloop.loop.collect.timetable.times import Timetable
from tests.loop.collect.conftest import ORDER_HEAD
from tests.loop.collect.stored import stored_rows

ZONE = "Europe/Berlin"  # its clock goes back on 25 October 2026
FIRST = date(2026, 10, 10)
DAYS = 30


class Clock:
    """The clock everybody asks."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def set(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Wall time in the zone of the schedule."""
        self.at = datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    held = Clock(datetime(2026, 10, 9, 12, tzinfo=UTC))
    monkeypatch.setattr("django.utils.timezone.now", lambda: held.at)
    return held


def write(home: Path, day: date) -> None:
    line = f"S{day},{day},EAST,E2,10,1"
    (home / "orders.csv").write_text(f"{ORDER_HEAD}\n{line}\n", encoding="utf-8")


def turn(now: datetime) -> None:
    """One round of the schedule process, then of the job process."""
    jobs.run_due(now)
    jobs.retry_failed(now)
    jobs.work_off()


def told(actor: Actor) -> list[str]:
    return [row.code for row in reversed(notices.notices(actor)) if row.code.startswith("source_")]


@pytest.mark.feature("S25")
def test_thirty_days_with_two_failures(actors: dict[str, Actor], source: str, home: Path, clock: Clock) -> None:
    times = Timetable("day", time(2, 30))
    services.set_schedule(actors["admin"], source=source, times=times, zone=ZONE, now=clock.at)
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        write(home, day)
        if number in (9, 15):  # the export did not come in time; on the 25th of October nobody mended it for an hour
            (home / "orders.csv").unlink()
        turn(clock.set(day, 2, 31))
        if number == 9:
            write(home, day)
            turn(clock.set(day, 2, 34))
        if number == 15:
            turn(clock.set(day, 3, 0))
            outage = selectors.schedules(actors["admin"], now=clock.at)[0].outage
            assert outage is not None and (outage.error_code, outage.attempts) == ("file_missing", 2)
            write(home, day)
            turn(clock.set(day, 3, 30))
    assert DueTime.objects.count() == DAYS
    assert set(BusinessRun.objects.filter(kind="collect.load").values_list("state", flat=True)) == {"done"}
    assert LoadBatch.objects.filter(state="done").count() == DAYS
    assert [row["on"] for row in stored_rows("orders")] == [FIRST + timedelta(days=number) for number in range(DAYS)]
    by_itself = loads_behind(list(LoadBatch.objects.values_list("number", flat=True)))
    assert len(by_itself) >= DAYS and not any(fact.is_file for fact in by_itself.values())  # nobody handed a file over
    assert told(actors["admin"]) == ["source_failed", "source_recovered"] * 2
    assert told(actors["zhao"]) == []
    (shown,) = selectors.schedules(actors["admin"], now=clock.at)
    attempts = [row.attempt for row in shown.row.due]
    assert (len(attempts), [place for place, count in enumerate(attempts) if count > 1]) == (DAYS, [9, 15])
    assert shown.outage is None and shown.times == times
    last = datetime.combine(FIRST + timedelta(days=DAYS), time(2, 30), ZoneInfo(ZONE))
    assert shown.row.next_due_at == last


def test_a_source_that_stays_away_is_given_up_until_its_next_day(
    actors: dict[str, Actor], source: str, home: Path, clock: Clock
) -> None:
    services.set_schedule(actors["admin"], source=source, times=Timetable("day", time(2, 30)), zone=ZONE, now=clock.at)
    (home / "orders.csv").unlink(missing_ok=True)
    for minute in range(0, 300, 5):
        turn(clock.set(FIRST, 2, 31) + timedelta(minutes=minute))
        clock.at += timedelta(minutes=minute)
    run = BusinessRun.objects.get(kind="collect.load")
    assert (run.state, run.attempt) == ("failed", 5) and told(actors["admin"]) == ["source_failed"]


def test_a_pause_is_not_made_up_for(
    actors: dict[str, Actor], source: str, clock: Clock, refused: Callable[..., None]
) -> None:
    admin = actors["admin"]
    services.set_schedule(
        admin, source=source, times=Timetable("day", time(2, 30)), zone=ZONE, catch_up="all", now=clock.at
    )
    services.pause_schedule(admin, source=source, now=clock.at)
    assert selectors.schedules(admin, now=clock.at)[0].row.next_due_at is None
    later = clock.set(FIRST + timedelta(days=4), 12)
    assert jobs.run_due(later) == 0
    services.pause_schedule(admin, source=source, is_active=True, now=later)
    assert jobs.run_due(later) == 0
    assert jobs.run_due(clock.set(FIRST + timedelta(days=5), 2, 30)) == 1
    refused("collect_schedule_missing", lambda: services.pause_schedule(admin, source="none", now=later))
    refused("permission_denied", lambda: services.pause_schedule(actors["zhao"], source=source, now=later))
    for times in (Timetable("week", on=8), Timetable("month", on=31), Timetable("cron", cron="x")):
        refused(
            "collect_timetable_wrong",
            lambda times=times: services.set_schedule(admin, source=source, times=times, zone=ZONE, now=later),
        )


@pytest.fixture
def refused() -> Callable[..., None]:
    def check(code: str, act: Callable[[], object]) -> None:
        with pytest.raises(Refusal) as found:
            act()
        assert found.value.code == code

    return check


def test_a_paused_source_refuses_loads_until_it_is_taken_up_again(
    actors: dict[str, Actor], source: str, home: Path, clock: Clock
) -> None:
    write(home, FIRST)
    services.set_source_active(actors["admin"], source=source, is_active=False, reason="ERP 升级")
    with pytest.raises(Refusal) as refusal:
        services.load(actors["admin"], source=source, now=clock.at)
    assert refusal.value.code == "source_paused"
    services.set_source_active(actors["admin"], source=source, is_active=True)
    assert services.load(actors["admin"], source=source, now=clock.at).rows_kept == 1
