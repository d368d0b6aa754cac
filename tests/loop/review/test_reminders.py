"""Owners of actions are reminded before and on the day, then the line above them (S35)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.notify import selectors as notices
from kpiloop.foundation.notify import services as notify
from kpiloop.loop.review import services
from tests.loop import company

DUE = date(2026, 11, 20)


def morning(day: date) -> None:
    """What the two jobs of a morning and the daily look do."""
    now = datetime(day.year, day.month, day.day, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    services.follow_up(SYSTEM, today=day, now=now)
    notify.remind_of_duties(SYSTEM, on=day)
    notify.send_digests(SYSTEM, now=now)


def told(actor: Actor) -> list[tuple[str, date | None]]:
    found = [row for row in notices.notices(actor) if row.code in ("action_soon", "action_today", "action_overdue")]
    return [(row.code, row.digest_day) for row in reversed(found)]


@pytest.mark.feature("S35")
def test_an_action_is_called_to_mind_until_it_is_done(actors: dict[str, Actor]) -> None:
    keys = [
        services.add_action(
            actors["admin"], title=title, assignment_id=company.assignment_id("revenue", "SH"), period_code="2026-10",
            owner="E3", due_on=DUE, expected_effect=Decimal(20), effect_period="2026-12",
        )
        for title in ("三级价格审批", "开新店")
    ]  # fmt: skip
    for step in range(-10, 5):
        if step == 1:
            services.update_action(actors["admin"], action_id=keys[1], state="doing", today=DUE)
            services.update_action(actors["admin"], action_id=keys[1], state="done", today=DUE)
        morning(DUE + timedelta(days=step))
    assert told(actors["zhao"]) == [
        *[("action_soon", DUE - timedelta(days=3))] * 2,
        *[("action_today", DUE)] * 2,
        ("action_overdue", DUE + timedelta(days=1)),  # the other one was done
    ]
    assert told(actors["wang"]) == [("action_overdue", DUE + timedelta(days=4))]
    first = next(row for row in notices.notices(actors["zhao"]) if row.code == "action_soon")
    assert (first.fields["subject"], first.fields["subject_zh"], first.fields["subject_en"]) == (
        "SH",
        "上海",
        "Shanghai",
    )
