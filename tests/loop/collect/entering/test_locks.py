"""Until when a figure may be changed: three kinds of rule, and exceptions that expire by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.collect import selectors, services

pytestmark = pytest.mark.feature("P09")
Actors = dict[str, Actor]


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 2, tzinfo=UTC)


def report(actors: Actors, value: int, now: datetime, month: str = "2026-09", kpi: str = "orders") -> None:
    services.submit_value(actors["wang"], kpi=kpi, subject="EAST", period=month, value=Decimal(value), now=now)


def locked(actors: Actors, now: datetime, month: str = "2026-09", kpi: str = "orders") -> bool:
    try:
        report(actors, now.day + 1000, now, month, kpi)
    except Refusal as refusal:
        assert refusal.code == "collect_value_locked"
        return True
    return False


def test_a_fixed_day_of_the_following_month(actors: Actors) -> None:
    services.set_lock_rule(actors["admin"], code="r", kind="fixed_day", days=10, kpis=["orders"], now=at(9, 1))
    assert [locked(actors, at(10, day)) for day in (9, 10, 11)] == [False, False, True]
    assert not locked(actors, at(10, 11), kpi="visits")


def test_the_newest_months_stay_open(actors: Actors) -> None:
    services.set_lock_rule(actors["admin"], code="r", kind="rolling", days=2, now=at(9, 1))
    # In October the two newest ended months are August and September.
    assert [locked(actors, at(10, 20), month) for month in ("2026-07", "2026-08", "2026-09")] == [True, False, False]
    assert locked(actors, at(11, 1), "2026-08")


def test_so_many_days_after_it_was_entered(actors: Actors, monkeypatch: pytest.MonkeyPatch) -> None:
    services.set_lock_rule(actors["admin"], code="r", kind="after_entry", days=3, now=at(9, 1))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(10, 5))
    report(actors, 1, at(10, 5))
    assert [locked(actors, at(10, day)) for day in (8, 9)] == [False, True]
    assert not locked(actors, at(12, 1), "2026-08")  # never entered, never locked


def test_an_exception_is_for_one_account_one_kpi_one_month_and_one_stretch_of_time(actors: Actors) -> None:
    services.set_lock_rule(actors["admin"], code="r", kind="fixed_day", days=1, now=at(9, 1))
    given = {"kpi": "orders", "period": "2026-09", "reason": "late invoice", "now": at(10, 20)}
    services.except_from_lock(actors["admin"], account="wang", until=at(10, 22), **given)  # type: ignore[arg-type]
    assert [row.account for row in selectors.lock_exceptions(actors["admin"], now=at(10, 21))] == ["wang"]
    assert not locked(actors, at(10, 21))
    assert locked(actors, at(10, 21), "2026-08") and locked(actors, at(10, 21), kpi="visits")
    assert locked(actors, at(10, 22))
    assert selectors.lock_exceptions(actors["admin"], now=at(10, 22)) == ()
    with pytest.raises(Refusal, match="permission_denied"):
        services.except_from_lock(actors["wang"], account="wang", until=at(10, 30), **given)  # type: ignore[arg-type]


def test_a_locked_figure_says_so(actors: Actors) -> None:
    report(actors, 5, at(10, 2))
    services.set_lock_rule(actors["admin"], code="r", kind="fixed_day", days=3, now=at(9, 1))
    day = at(10, 3).date()
    states = [
        selectors.entry_of(
            actors["wang"], kpi="orders", subject="EAST", period="2026-09", today=day + timedelta(days=later)
        ).state
        for later in (0, 1)
    ]
    assert states == ["approved", "locked"]
