"""Actions: what, who, by when, with which effect; who may move them; what is late goes up the line."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.notify import selectors as notices
from kpiloop.foundation.notify import services as notify
from kpiloop.foundation.org import services as org_services
from kpiloop.foundation.org.errors import NotVisible
from kpiloop.loop.analyse import services as analyse
from kpiloop.loop.analyse.errors import NotAnswerable
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.review import engine_io, selectors, services
from kpiloop.loop.review.errors.actions import (
    ActionChanged,
    ActionIncomplete,
    ActionMove,
    ActionNotFound,
    ActionNotYours,
    EffectTooEarly,
    EffectWrongWay,
)
from kpiloop.loop.review.rows import FoundEffect
from kpiloop.loop.track.models import Alert
from tests.loop import company

OCTOBER = "2026-10"
DUE = date(2026, 11, 20)


def add(actor: Actor, kpi: str = "revenue", subject: str = "EAST", **changes: object) -> int:
    fields: dict[str, object] = {
        "title": "三级价格审批",
        "assignment_id": company.assignment_id(kpi, subject),
        "period_code": OCTOBER,
        "owner": "E2",
        "due_on": DUE,
        "expected_effect": Decimal(20),
        "effect_period": "2026-12",
    } | changes
    return services.add_action(actor, **fields)  # type: ignore[arg-type]


def test_an_action_is_told_to_its_owner(actors: dict[str, Actor]) -> None:
    key = add(actors["boss"])
    row = selectors.action(actors["wang"], key)
    assert (row.title, row.owner.code, row.expected_effect, row.effect, row.state) == (
        "三级价格审批",
        "E2",
        20,
        "unchecked",
        "open",
    )
    codes = [(notice.code, notice.fields["action"]) for notice in notices.notices(actors["wang"])]
    assert codes == [("action_assigned", key)]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": " "}, ActionIncomplete),
        ({"expected_effect": Decimal(0)}, ActionIncomplete),
        ({"expected_effect": Decimal(-5)}, EffectWrongWay),
        ({"kpi": "discount", "expected_effect": Decimal("0.05")}, EffectWrongWay),
        ({"effect_period": "2026-09"}, EffectTooEarly),
        ({"owner": "E99"}, NotVisible),
        ({"kpi": "revenue", "subject": "WEST"}, NotFound),
    ],
)
def test_what_is_refused(actors: dict[str, Actor], changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        add(actors["wang"], **changes)  # type: ignore[arg-type]
    assert selectors.actions(actors["boss"]) == []


def test_lower_is_better_moves_down(actors: dict[str, Actor]) -> None:
    key = add(actors["wang"], kpi="discount", expected_effect=Decimal("-0.05"))
    assert selectors.action(actors["wang"], key).expected_effect == Decimal("-0.05")


def test_the_board_and_who_moves_on_it(actors: dict[str, Actor]) -> None:
    key = add(actors["boss"])
    update = services.update_action
    with pytest.raises(ActionNotFound):
        update(actors["chen"], action_id=key, state="doing", today=DUE)
    with pytest.raises(ActionIncomplete):
        update(actors["wang"], action_id=key, state="blocked", today=DUE)
    update(actors["wang"], action_id=key, state="doing", progress="首批客户已约", today=DUE)
    update(actors["wang"], action_id=key, state="done", today=DUE)
    with pytest.raises(ActionMove):
        update(actors["wang"], action_id=key, state="cancelled", progress="x", today=DUE)
    row = selectors.board(actors["wang"])["done"][0]
    assert (row.progress, row.done_on) == ("首批客户已约", DUE)
    verbs = list(AuditEntry.objects.filter(object_kind="review.action").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["add", "update", "update"]


@pytest.mark.feature("P37")
def test_what_somebody_else_wrote_meanwhile_is_not_written_over(actors: dict[str, Actor]) -> None:
    key = add(actors["boss"])
    update, seen = services.update_action, selectors.action(actors["wang"], key).mark
    update(actors["boss"], action_id=key, state="doing", progress="约了三家", today=DUE, seen=seen)
    with pytest.raises(ActionChanged) as told:
        update(actors["wang"], action_id=key, state="doing", progress="约了两家", today=DUE, seen=seen)
    assert told.value.fields == {"action": key, "action_state": "doing", "theirs": "约了三家"}
    row = selectors.action(actors["wang"], key)
    assert row.progress == "约了三家"
    update(actors["wang"], action_id=key, state="doing", progress="约了两家", today=DUE, seen=row.mark)
    assert selectors.action(actors["wang"], key).progress == "约了两家"


def test_seeing_is_not_moving(actors: dict[str, Actor]) -> None:
    key = add(actors["wang"], subject="SH")
    with pytest.raises(ActionNotFound):
        selectors.action(actors["zhao"], key)  # of the own unit only the name is seen
    org_services.grant_scope(SYSTEM, username="zhao", kind="node", unit="SH", valid_from=date(2025, 1, 1))
    assert selectors.action(actors["zhao"], key).id == key
    with pytest.raises(ActionNotYours):
        services.update_action(actors["zhao"], action_id=key, state="doing", today=DUE)


def test_an_owner_of_another_unit_sees_and_moves_the_own_action(actors: dict[str, Actor]) -> None:
    key = add(actors["boss"], owner="E4")
    assert [row.id for row in selectors.actions(actors["chen"])] == [key]
    services.update_action(actors["chen"], action_id=key, state="doing", today=DUE)


def test_only_who_answers_gives_actions_to_others(actors: dict[str, Actor]) -> None:
    org_services.grant_scope(SYSTEM, username="zhao", kind="node", unit="SH", valid_from=date(2025, 1, 1))
    with pytest.raises(NotAnswerable):
        add(actors["zhao"], subject="SH")  # for the head, about a unit one sees and does not answer for
    mine = add(actors["zhao"], subject="SH", owner="E3")
    assert selectors.action(actors["zhao"], mine).owner.code == "E3"


def test_overdue_is_counted_in_days(actors: dict[str, Actor]) -> None:
    key = add(actors["wang"])
    assert selectors.overdue(actors["wang"], today=DUE) == []
    late = selectors.overdue(actors["wang"], today=DUE + timedelta(days=5))
    assert [(row.id, row.days_late(DUE + timedelta(days=5))) for row in late] == [(key, 5)]


def test_overdue_goes_one_step_further_up_each_time(actors: dict[str, Actor]) -> None:
    add(actors["admin"], owner="E3", subject="SH")

    def told(name: str) -> int:
        return len([row for row in notices.notices(actors[name]) if row.code == "action_overdue"])

    sent = []
    for days in (0, 1, 1, 4, 5, 11):
        sent.append(services.follow_up(SYSTEM, today=DUE + timedelta(days=days), now=company.NOW).notices)
    # day 1 the owner, day 4 the line manager (head of EAST, SH has no head), day 11 the head above
    assert sent == [0, 1, 0, 1, 0, 1]
    assert (told("zhao"), told("wang"), told("boss")) == (0, 0, 0)  # held for the digest of the day
    notify.send_digests(SYSTEM, now=company.NOW)
    assert (told("zhao"), told("wang"), told("boss")) == (1, 1, 1)


def test_a_miss_without_answer_raises_its_own_alert(actors: dict[str, Actor]) -> None:
    month = date(2026, 11, 1)
    assert services.follow_up(SYSTEM, today=month + timedelta(days=4), now=company.NOW).opened > 0  # still September
    Alert.objects.filter(kind="no_action").delete()
    east = company.assignment_id("revenue", "EAST")
    services_today = month + timedelta(days=5)
    outcome = services.follow_up(SYSTEM, today=services_today, now=company.NOW)
    period_id = Alert.objects.filter(kind="no_action").values_list("last_period__code", flat=True).distinct()
    assert list(period_id) == [OCTOBER]
    assert outcome.opened == Alert.objects.filter(kind="no_action", state="open").count()
    analyse.write_cause(actors["wang"], assignment_id=east, period_code=OCTOBER, kind="price", text="降价")
    again = services.follow_up(SYSTEM, today=services_today, now=company.NOW)
    assert (again.opened, again.resolved) == (0, 1)
    assert Alert.objects.get(kind="no_action", assignment_id=east).state == "resolved"


def test_effects_are_written_by_a_later_stage(actors: dict[str, Actor]) -> None:
    key = add(actors["wang"], effect_period=OCTOBER)
    other = add(actors["wang"])
    due = [row.id for row in engine_io.actions_to_check(date(2026, 11, 1))]
    assert due == [key]
    assert other not in due
    found = [FoundEffect(key, "not_moved", Decimal(-15))]
    assert services.record_effects(SYSTEM, effects=found) == 1
    assert services.record_effects(SYSTEM, effects=found) == 0
    row = selectors.action(actors["wang"], key)
    assert (row.effect, row.effect_figure) == ("not_moved", -15)
