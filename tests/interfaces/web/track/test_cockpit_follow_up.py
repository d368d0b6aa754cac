"""The cockpit says how fresh its figures are, what nobody answered, and what is late (S06, S31)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.jobs.services import work_off
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.review import services as review
from kpiloop.loop.track import selectors as track
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
OCTOBER = "2026-10"
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def cockpit(name: str, language: str = "en") -> str:
    User.objects.filter(username=name).update(language=language)
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client.get(f"/?period={OCTOBER}").content.decode()


@pytest.mark.feature("S06")
def test_after_a_load_everything_is_refreshed_by_the_worker(actors: dict[str, Actor]) -> None:
    work_off(LATER)
    before = measure.freshness(SYSTEM)
    assert before.run_number is not None
    company.load_facts({OCTOBER: {"SH": (200, 200, 60)}})  # 60 before: EAST 105 -> 245 against 150
    assert "newer data waits" in cockpit("boss")
    work_off(LATER)
    page, chinese = cockpit("boss"), cockpit("boss", "zh-hans")
    assert f"run {before.run_number + 1}" in page and "Data as of" in page and "newer data waits" not in page
    assert f"运行 {before.run_number + 1}" in chinese and "数据截至" in chinese
    key = company.assignment_id("revenue", "EAST")
    status = track.status(SYSTEM, assignment_id=key, period_code=OCTOBER)
    assert status is not None and (status.actual, status.light) == (245, "green")
    assert "red" not in {row.kind for row in track.alerts(SYSTEM, mine=False, state="open") if row.assignment.id == key}


@pytest.mark.feature("S31")
def test_both_counts_of_open_ends(actors: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven misses: revenue of HQ, EAST, SH and E3, profit HQ, discount EAST, orders WEST; one is answered, late."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: company.NOW)
    key = company.assignment_id("revenue", "EAST")
    review.add_action(
        actors["admin"], title="Price approval", assignment_id=key, period_code=OCTOBER, owner="E2",
        due_on=date(2026, 10, 20), expected_effect=Decimal(20), effect_period="2026-12",
    )  # fmt: skip
    review.follow_up(SYSTEM, today=company.NOW.date(), now=company.NOW)
    page, chinese = cockpit("boss"), cockpit("boss", "zh-hans")
    assert "6 misses unanswered" in page and "1 action overdue" in page
    assert "未回应 6 项" in chinese and "逾期行动 1 项" in chinese
    assert track.unanswered_count(actors["chen"], period_code=OCTOBER) == 1  # WEST: orders only


@pytest.mark.feature("S31")
def test_a_month_that_may_still_be_answered_is_no_open_end(actors: dict[str, Actor]) -> None:
    early = datetime(2026, 11, 3, tzinfo=UTC)
    review.follow_up(SYSTEM, today=early.date(), now=early)
    assert track.unanswered_count(actors["boss"], period_code=OCTOBER) == 0
    review.follow_up(SYSTEM, today=early.date() + timedelta(days=3), now=early)
    assert track.unanswered_count(actors["boss"], period_code=OCTOBER) == 7
