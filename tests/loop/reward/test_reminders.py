"""Every stage of a review is called to mind by its day (S35)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.notify import selectors as notices
from kpiloop.foundation.notify import services as notify
from kpiloop.loop.reward import selectors, services
from tests.loop.reward import company as scored

#: The quarter ended on 30 September: own reviews by 11 October, those of managers by 21 October.
SELF_DUE, MANAGER_DUE = date(2026, 10, 11), date(2026, 10, 21)


def morning(day: date) -> None:
    notify.remind_of_duties(SYSTEM, on=day)
    notify.send_digests(SYSTEM, now=datetime(day.year, day.month, day.day, 8, tzinfo=ZoneInfo("Asia/Shanghai")))


def told(actor: Actor, *starts: str) -> list[tuple[str, date | None]]:
    found = [row for row in notices.notices(actor, limit=500) if row.code.startswith(starts)]
    return [(row.code, row.digest_day) for row in reversed(found)]


def review_of(actors: dict[str, Actor], cycle: int, code: str) -> int:
    return next(row.id for row in selectors.reviews(actors["admin"], cycle_id=cycle) if row.person.code == code)


@pytest.mark.feature("S35")
def test_own_review_then_managers_review(actors: dict[str, Actor], cycle: int) -> None:
    services.self_review(actors["zhao"], review_id=review_of(actors, cycle, "E3"), text="kept", now=scored.NOW)
    for step in range(-4, 16):
        morning(SELF_DUE + timedelta(days=step))
    assert told(actors["zhao"], "self_review") == []  # written in time
    assert told(actors["lin"], "self_review") == [
        ("self_review_soon", SELF_DUE - timedelta(days=3)),
        ("self_review_today", SELF_DUE),
        ("self_review_late", SELF_DUE + timedelta(days=1)),
    ]
    owed = told(actors["wang"], "manager_review")
    assert ("manager_review_soon", MANAGER_DUE - timedelta(days=3)) in owed
    assert ("manager_review_today", MANAGER_DUE) in owed
    assert ("self_review_raised", SELF_DUE + timedelta(days=4)) in told(actors["wang"], "self_review")  # of E6


@pytest.mark.feature("S35")
def test_confirmation_and_talks_after_publication(actors: dict[str, Actor], cycle: int) -> None:
    review = review_of(actors, cycle, "E3")
    services.manager_review(actors["wang"], review_id=review, text="kept", now=scored.NOW)
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)  # 10 November
    for step in range(7, 12):
        morning(scored.NOW.date() + timedelta(days=step))
    assert told(actors["zhao"], "confirm_review") == [
        ("confirm_review_soon", date(2026, 11, 17)),
        ("confirm_review_today", date(2026, 11, 20)),
        ("confirm_review_late", date(2026, 11, 21)),
    ]
    services.confirm_review(actors["zhao"], review_id=review, now=scored.NOW)
    morning(date(2026, 12, 1))
    assert len(told(actors["zhao"], "confirm_review")) == 3
    talk = next(row for row in notices.notices(actors["wang"], limit=500) if row.code.startswith("talk_"))
    assert talk.fields["person"] == "E2"
