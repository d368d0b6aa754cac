"""The golden company answers its misses: cause, action, meeting, and what happens when an action is late."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.notify import selectors as notices
from kpiloop.foundation.notify import services as notify
from kpiloop.loop.analyse import selectors as analyse_read
from kpiloop.loop.analyse import services as analyse
from kpiloop.loop.review import selectors, services
from kpiloop.loop.track import selectors as track
from tests.golden import company, expected, expected_product, product
from tests.golden.conftest import Walk
from tests.golden.test_engine import near

MARCH = "2026-03"
STARTS = datetime(2026, 4, 7, 1, 30, tzinfo=UTC)


def answer(golden: Walk) -> int:
    """Cause and action for the run of late deliveries in the west."""
    key = product.assignment("on_time", company.WEST)
    head = golden.actors["e103"]
    analyse.write_cause(head, assignment_id=key, period_code=MARCH, kind="capacity", text="Carrier short of trucks")
    return services.add_action(
        head, title="Second carrier", assignment_id=key, period_code=MARCH, owner="E103", due_on=date(2026, 4, 20),
        expected_effect=D("0.1"), effect_period="2026-04",
    )  # fmt: skip


def unanswered() -> set[tuple[str, str]]:
    rows = [row.assignment for row in track.alerts(SYSTEM, mine=False, state="open") if row.kind == "no_action"]
    return {(row.kpi.code, row.subject.code) for row in rows}


def late_notices(golden: Walk, account: str) -> list[object]:
    found = notices.notices(golden.actors[account])
    return [notice.fields["days_late"] for notice in found if notice.code == "action_overdue"]


@pytest.mark.feature("S31")
def test_an_answer_takes_its_alert_away(golden: Walk) -> None:
    assert unanswered() == expected_product.UNANSWERED
    answer(golden)
    services.follow_up(SYSTEM, today=product.NOW.date(), now=product.NOW)
    assert unanswered() == expected_product.UNANSWERED - {("on_time", company.WEST)}


@pytest.mark.feature("S31")
def test_a_late_action_goes_up_the_tree(golden: Walk) -> None:
    answer(golden)
    for day in (date(2026, 4, 20), date(2026, 4, 24)):
        now = datetime.combine(day, product.NOW.timetz())
        services.follow_up(SYSTEM, today=day, now=now)
        notify.send_digests(SYSTEM, now=now)
    assert late_notices(golden, "e103") == [4]
    assert late_notices(golden, "e100") == [4]
    assert late_notices(golden, "e101") == []


def test_the_meeting_of_march_shows_the_paper_and_its_minutes_stay(golden: Walk) -> None:
    boss = golden.actors["e100"]
    meeting = services.prepare_meeting(boss, period_code=MARCH, starts_at=STARTS, chair="E100")
    action = answer(golden)
    services.prepare_meeting(boss, period_code=MARCH, starts_at=STARTS, chair="E100")
    items = {
        (item.status.assignment.kpi.code, item.status.assignment.subject.code): item.status
        for item in selectors.meeting(boss, period_code=MARCH).items
    }
    missed = {key for key, lights in expected.STATUSES.items() if lights[2] == "red"}
    assert missed <= set(items)
    assert near(items["on_time", company.WEST].actual) == near(expected.ACTUALS["on_time", company.WEST][2])
    services.start_meeting(boss, meeting_id=meeting)
    services.record_decision(boss, meeting_id=meeting, text="A second carrier for the west")
    services.publish_minutes(
        boss, meeting_id=meeting, minutes="One decision.", now=product.NOW, waiver="others in April"
    )
    told = selectors.meeting(boss, period_code=MARCH)
    assert (told.state, [row.text for row in told.decisions]) == ("published", ["A second carrier for the west"])
    assert [row.id for row in selectors.actions(boss)] == [action]


def test_the_gap_of_the_quarter_lies_with_the_units(golden: Walk) -> None:
    """Section 5, by months: their gaps add up to those of the quarter."""
    found = {company.EAST: D(0), company.WEST: D(0)}
    for month in company.MONTHS:
        told = analyse_read.contribution(
            golden.actors["e100"], assignment_id=product.assignment("revenue", company.COMPANY), period_code=month
        )
        for row in told.parts:
            assert isinstance(row.change, D)
            found[row.key] += row.change
    assert found == {unit: gap for unit, (gap, _) in expected.REVENUE_GAP.items()}
    assert sum(found.values()) == expected.COMPANY_REVENUE_GAP
