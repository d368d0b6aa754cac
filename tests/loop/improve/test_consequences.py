"""Three misses in a row: a unit's opens a talk and a rectification, a person's proposes a plan a human confirms.

Reds of the trading company (tests/loop/company.py, amber from 0.9):
  revenue  SH    Aug 0.85, Sep 0.70, Oct 0.60              three: rectification of its owner E2
  profit   HQ    85, 70, 65 of 100                         three
  discount EAST  10 %, 20 %, 30 % against 5 %              three
  orders   WEST  year to date 4 of 8, 5 of 9, 6 of 10      more than three: the year began without orders
  revenue  E3    the orders of SH                          three: improvement plan proposed for E3
  revenue  EAST  Aug 0.90 amber, Sep 0.80, Oct 0.70        two: nothing
  revenue  HQ    Aug 0.94 amber, Sep 0.88, Oct 0.86        two: nothing
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.improve import selectors, services
from kpiloop.loop.improve.rows import RectificationRow
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.track.models import Status
from tests.loop import company

pytestmark = pytest.mark.feature("S22")
TODAY = date(2026, 11, 10)
OCTOBER = "2026-10"


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as found:
        call()
    return found.value.code


def look_back(actors: dict[str, Actor]) -> tuple[int, int, int]:
    done = services.open_consequences(actors["admin"], period_code=OCTOBER, today=TODAY)
    return done.rectifications, done.plans, done.extended


def opened(actors: dict[str, Actor]) -> dict[tuple[str, str], RectificationRow]:
    rows = selectors.rectifications(actors["boss"])
    return {(row.assignment.kpi.code, row.assignment.subject.code): row for row in rows}


def test_both_ladders_open_once(closed: dict[str, Actor]) -> None:
    assert look_back(closed) == (4, 1, 0)
    assert look_back(closed) == (0, 0, 0)
    duties = opened(closed)
    assert set(duties) == {("revenue", "SH"), ("profit", "HQ"), ("discount", "EAST"), ("orders", "WEST")}
    duty = duties["revenue", "SH"]
    assert duty.misses == 3
    assert (duty.first_period, duty.last_period, duty.responsible.code) == ("2026-08", OCTOBER, "E2")
    talk = reward.interview(closed["wang"], duty.interview_id or 0)
    assert (talk.kind, talk.person.code) == ("accountability", "E2")
    plan = selectors.improvement_plans(closed["admin"])[0]
    assert (plan.person.code, plan.misses, plan.state) == ("E3", 3, "proposed")
    assert [row["period"] for row in plan.evidence] == ["2026-08", "2026-09", OCTOBER]


def test_an_open_month_opens_nothing(actors: dict[str, Actor]) -> None:
    assert refused(lambda: look_back(actors)) == "improve_month_open"


def test_silence_breaks_no_run_and_adds_no_miss(closed: dict[str, Actor]) -> None:
    """Without a value in September the run is August and October: two misses, and still one run."""
    key = company.assignment_id("revenue", "SH")
    september = Status.objects.get(assignment_id=key, period__code="2026-09")
    october = Status.objects.get(assignment_id=key, period__code=OCTOBER)
    Status.objects.filter(pk=september.pk).update(light="na", reason="not_loaded", streak=0, misses=1)
    Status.objects.filter(pk=october.pk).update(streak=1, misses=2)
    look_back(closed)
    assert ("revenue", "SH") not in opened(closed)


def test_a_rectification_is_submitted_by_its_owner_and_accepted_by_another(closed: dict[str, Actor]) -> None:
    look_back(closed)
    key = opened(closed)["revenue", "SH"].id
    now = company.NOW
    submit = lambda who: services.submit_rectification(  # noqa: E731
        closed[who], rectification_id=key, measures="每周复盘折扣", now=now
    )
    assert refused(lambda: submit("chen")) == "not_found"
    submit("wang")
    assert (
        refused(lambda: services.accept_rectification(closed["wang"], rectification_id=key, now=now))
        == "improve_not_yours"
    )
    services.accept_rectification(closed["boss"], rectification_id=key, answer="同意", now=now)
    assert opened(closed)["revenue", "SH"].state == "accepted"


def test_nothing_takes_effect_before_a_human_confirms(closed: dict[str, Actor]) -> None:
    look_back(closed)
    assert selectors.improvement_plans(closed["chen"]) == ()  # private to its parties
    plan = selectors.improvement_plans(closed["wang"])[0]
    words = {"reason": "三个月未达标", "goals": "回到 90%", "support": "带教"}
    decide = lambda who: services.decide_improvement_plan(  # noqa: E731
        closed[who], plan_id=plan.id, confirm=True, now=company.NOW, **words
    )
    assert refused(lambda: decide("zhao")) in ("permission_denied", "improve_not_yours")
    decide("wang")
    held = selectors.improvement_plans(closed["zhao"])[0]
    assert (held.state, held.goals, held.support) == ("confirmed", "回到 90%", "带教")
