"""A monthly meeting from exceptions to published minutes that never drift."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.notify import selectors as notices
from kpiloop.loop.analyse import services as analyse
from kpiloop.loop.review import selectors, services
from kpiloop.loop.review.errors import CauseWithoutAction, DecisionTextRequired, MeetingFixed, RedWithoutCause
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track import services as track_services
from tests.loop import company

OCTOBER = "2026-10"
STARTS = datetime(2026, 11, 6, 1, 30, tzinfo=UTC)
REDS = [
    ("revenue", "SH"),
    ("revenue", "EAST"),
    ("discount", "EAST"),
    ("profit", "HQ"),
    ("revenue", "HQ"),
    ("orders", "WEST"),
]


def prepare(actor: Actor, month: str = OCTOBER) -> int:
    return services.prepare_meeting(actor, period_code=month, starts_at=STARTS, chair="E1", place="三楼会议室")


def answer(actors: dict[str, Actor], kpi: str, subject: str, *, act: bool = True, month: str = OCTOBER) -> None:
    key = company.assignment_id(kpi, subject)
    analyse.write_cause(actors["admin"], assignment_id=key, period_code=month, kind="price", text="竞品降价")
    if act:
        act_on(actors["admin"], kpi, subject, month)


def act_on(actor: Actor, kpi: str, subject: str, month: str = OCTOBER, effect: str = "2026-12", **more: object) -> int:
    return services.add_action(
        actor,
        title=f"{kpi} {subject}",
        assignment_id=company.assignment_id(kpi, subject),
        period_code=month,
        owner="E2",
        due_on=date(2026, 11, 30),
        expected_effect=Decimal("-0.05") if kpi == "discount" else Decimal(20),
        effect_period=effect,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.feature("S12")
def test_the_agenda_comes_from_exceptions(actors: dict[str, Actor]) -> None:
    prepare(actors["boss"])
    row = selectors.meeting(actors["boss"], period_code=OCTOBER)
    shown = [(item.status.assignment.kpi.code, item.status.assignment.subject.code) for item in row.items]
    exceptions = track.exceptions(actors["boss"], period_code=OCTOBER)
    assert shown == [(found.assignment.kpi.code, found.assignment.subject.code) for found in exceptions]
    assert {(kpi, subject) for kpi, subject in shown} == {*REDS, ("revenue", "ZJ")}
    assert [item.minutes_planned for item in row.items] == [15, 15, 15, 15, 15, 15, 5]
    assert (row.state, row.chair.code, row.minutes_planned) == ("preparing", "E1", 95 + 10)


def test_preparing_again_renews_and_keeps_what_was_decided(actors: dict[str, Actor]) -> None:
    meeting = prepare(actors["boss"])
    first = selectors.meeting(actors["boss"], period_code=OCTOBER).items[0]
    services.record_decision(actors["boss"], meeting_id=meeting, text="华东 5% 以上折扣由副总批", item_id=first.id)
    assert prepare(actors["boss"]) == meeting
    row = selectors.meeting(actors["boss"], period_code=OCTOBER)
    assert row.items[0].id == first.id
    assert row.items[0].state == "discussed"
    assert [(found.code, found.item_id) for found in row.decisions] == [("D10-1", first.id)]


@pytest.mark.feature("S30")
def test_readiness_names_who_owes_what(actors: dict[str, Actor]) -> None:
    meeting = prepare(actors["boss"])
    answer(actors, "revenue", "SH")
    answer(actors, "revenue", "EAST", act=False)
    found = selectors.readiness(actors["boss"], period_code=OCTOBER)
    assert found is not None
    assert (found.ready, found.total) == (1, 7)
    owed = {(row.assignment.kpi.code, row.assignment.subject.code): row.lacks for row in found.waiting}
    assert owed["revenue", "EAST"] == ("action",)
    assert owed["profit", "HQ"] == ("cause", "action")
    # EAST revenue and discount and ZJ (wang), orders WEST (chen); the boss owes too but is the one who reminds
    assert services.remind(actors["boss"], meeting_id=meeting) == 4
    codes = [row.fields["lacks"] for row in notices.notices(actors["chen"]) if row.code == "meeting_answer_due"]
    assert codes == [["cause", "action"]]  # a word for each at the door


@pytest.mark.feature("S30")
def test_minutes_wait_for_causes_then_for_actions(actors: dict[str, Actor]) -> None:
    meeting = prepare(actors["boss"])
    publish = services.publish_minutes
    with pytest.raises(RedWithoutCause) as silent:
        publish(actors["boss"], meeting_id=meeting, minutes="", now=company.NOW)
    assert silent.value.fields["count"] == 6
    assert "EAST revenue" in str(silent.value.fields["kpis"])
    for kpi, subject in REDS:
        answer(actors, kpi, subject, act=(kpi, subject) != ("profit", "HQ"))
    with pytest.raises(CauseWithoutAction) as idle:
        publish(actors["boss"], meeting_id=meeting, minutes="", now=company.NOW)
    assert idle.value.fields["assignments"] == [company.assignment_id("profit", "HQ")]
    act_on(actors["admin"], "profit", "HQ")
    publish(actors["boss"], meeting_id=meeting, minutes="按议程讨论", now=company.NOW)
    row = selectors.meeting(actors["boss"], period_code=OCTOBER)
    assert (row.state, row.minutes, row.published_by, row.waiver) == ("published", "按议程讨论", "boss", "")
    with pytest.raises(MeetingFixed):
        prepare(actors["boss"])
    with pytest.raises(MeetingFixed):
        services.record_decision(actors["boss"], meeting_id=meeting, text="late")


def test_a_waiver_says_why_and_is_kept(actors: dict[str, Actor]) -> None:
    meeting = prepare(actors["boss"])
    services.publish_minutes(
        actors["boss"], meeting_id=meeting, minutes="", now=company.NOW, waiver="审计在场，原因下周补"
    )
    entry = AuditEntry.objects.get(verb="publish", object_kind="review.meeting")
    assert entry.reason == "审计在场，原因下周补"
    lacking = entry.after["lacking"]
    assert isinstance(lacking, list)
    assert len(lacking) == 6


def test_published_figures_never_drift(actors: dict[str, Actor]) -> None:
    meeting = prepare(actors["boss"])
    services.publish_minutes(actors["boss"], meeting_id=meeting, minutes="", now=company.NOW, waiver="test")
    before = selectors.meeting(actors["boss"], period_code=OCTOBER)
    company.load_facts({OCTOBER: {"SH": (95, 100, 60)}})
    company.compute(OCTOBER, OCTOBER)
    track_services.assess(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)
    after = selectors.meeting(actors["boss"], period_code=OCTOBER)
    frozen = {(row.status.assignment.kpi.code, row.status.assignment.subject.code): row for row in after.items}
    sh = frozen["revenue", "SH"]
    # the meeting saw 60 against 100; the month now says 95
    assert (sh.status.actual, sh.status.light, sh.live_actual, sh.drift) == (60, "red", 95, 35)
    assert [row.status.actual for row in after.items] == [row.status.actual for row in before.items]
    assert after.counts == before.counts
    assert track.counts(actors["boss"], period_code=OCTOBER) != before.counts


@pytest.mark.feature("S12")
def test_a_published_pack_is_frozen_whole(actors: dict[str, Actor]) -> None:
    """Figures, causes, actions and decisions of the meeting stay, whatever happens to them afterwards."""
    meeting = prepare(actors["boss"])
    services.start_meeting(actors["boss"], meeting_id=meeting)
    answer(actors, "revenue", "SH")
    item = next(
        row
        for row in selectors.meeting(actors["boss"], period_code=OCTOBER).items
        if row.status.assignment.id == company.assignment_id("revenue", "SH")
    )
    decision = services.record_decision(actors["boss"], meeting_id=meeting, text="收紧授权", item_id=item.id)
    decided = act_on(actors["boss"], "revenue", "SH", decision_id=decision, cause_id=item.causes[0].id)
    services.publish_minutes(actors["boss"], meeting_id=meeting, minutes="纪要", now=company.NOW, waiver="试点")
    before = selectors.meeting(actors["boss"], period_code=OCTOBER)
    analyse.withdraw_cause(actors["admin"], cause_id=item.causes[0].id, reason="误记", now=company.NOW)
    act_on(actors["boss"], "revenue", "SH")
    for row in item.actions:
        services.update_action(
            actors["admin"], action_id=row.id, state="cancelled", progress="撤销", today=date(2026, 11, 9)
        )
    after = selectors.meeting(actors["boss"], period_code=OCTOBER)
    frozen = next(row for row in after.items if row.id == item.id)
    assert [cause.text for cause in frozen.causes] == ["竞品降价"]
    assert [row.id for row in frozen.actions] == [*(row.id for row in item.actions), decided]
    assert frozen.lacks == ()
    assert [(row.code, row.text) for row in after.decisions] == [("D10-1", "收紧授权")]
    assert (after.minutes, after.readiness, after.seal) == ("纪要", before.readiness, before.seal)
    assert len(after.seal) == 64
    assert AuditEntry.objects.get(verb="publish", object_kind="review.meeting").after["seal"] == after.seal


def test_the_next_meeting_opens_with_what_became_of_the_last(actors: dict[str, Actor]) -> None:
    meeting = prepare(actors["boss"], "2026-09")
    decision = services.record_decision(actors["boss"], meeting_id=meeting, text="三级审批")
    worked = act_on(actors["boss"], "revenue", "EAST", "2026-09", OCTOBER, decision_id=decision)
    later = act_on(actors["boss"], "discount", "EAST", "2026-09", "2026-12")
    prepare(actors["boss"])
    carried = {row.action.id: row for row in selectors.meeting(actors["boss"], period_code=OCTOBER).carried}
    row = carried[worked]
    # September 120, wanted 140, October 105: fell, so the effect is not there
    assert row.reached is False
    assert (row.before, row.wanted, row.after, row.is_due, row.action.decision_code) == (120, 140, 105, True, "D9-1")
    assert row.series == (150, 150, 150, 135, 120, 105)
    assert (carried[later].after, carried[later].is_due, carried[later].reached) == (None, False, None)


def test_everybody_sees_their_part_of_the_meeting(actors: dict[str, Actor]) -> None:
    prepare(actors["boss"])
    east = selectors.meeting(actors["wang"], period_code=OCTOBER)
    assert {item.status.assignment.subject.code for item in east.items} == {"EAST", "SH", "ZJ"}
    assert east.counts.total == 4
    assert [row.items for row in selectors.meetings(actors["wang"])] == [7]
    with pytest.raises(PermissionRefused):
        selectors.meeting(actors["zhao"], period_code=OCTOBER)


def test_only_chair_and_managers_lead(actors: dict[str, Actor]) -> None:
    with pytest.raises(PermissionRefused):
        prepare(actors["wang"])
    meeting = prepare(actors["admin"])
    with pytest.raises(PermissionRefused):
        services.start_meeting(actors["wang"], meeting_id=meeting)
    services.start_meeting(actors["boss"], meeting_id=meeting)
    with pytest.raises(DecisionTextRequired):
        services.record_decision(actors["boss"], meeting_id=meeting, text=" ")
    assert selectors.meeting(actors["boss"], period_code=OCTOBER).state == "live"
