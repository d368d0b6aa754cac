"""Alerts told again, passed on and told to several (R53, AN-03); days by hand.

SH and the card of E3, who works there, are red since September; the alerts open on 10 November 2026. Above SH stand
E2, head of EAST, and E1, head of HQ. Told again every 3 days: 13, 16, 19, 22, 25 November. Passed on every 5 days
without an answer: 15 November to E2, 20 November to E1, and to nobody on the 25th.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.jobs.models import OutboxEvent
from kpiloop.foundation.notify import selectors as notify
from kpiloop.foundation.notify.models import Notice
from kpiloop.loop.track import selectors, services
from kpiloop.loop.track.models import Alert, AlertStep
from kpiloop.loop.track.rules import kinds
from kpiloop.loop.track.rules.rows import NewAlertRule
from tests.loop import company

Actors = dict[str, Actor]
RULE = NewAlertRule(
    "shanghai", "上海", kinds.OFF_TARGET, kpi="revenue", unit="SH", also=("person:E4",), repeat_days=3, escalate_days=5
)
#: (what, number, day of November, who is told)
UNTIL_25 = [
    ("told", 0, 10, "E3 E4"),
    ("repeated", 1, 13, "E3 E4"),
    ("escalated", 1, 15, "E2"),
    ("repeated", 2, 16, "E3 E4 E2"),
    ("repeated", 3, 19, "E3 E4 E2"),
    ("escalated", 2, 20, "E1"),
    ("repeated", 4, 22, "E3 E4 E2 E1"),
    ("repeated", 5, 25, "E3 E4 E2 E1"),
]


def at(day: int) -> datetime:
    return company.NOW + timedelta(days=day - 10)


def look(day: int) -> None:
    services.follow_alert_rules(SYSTEM, now=at(day))


def of(subject: str) -> Alert:
    return Alert.objects.get(kind="red", assignment__kpi__code="revenue", assignment__subject__code=subject)


def history(actor: Actor, subject: str) -> list[tuple[str, int, int, str]]:
    steps = selectors.alert_steps(actor, alert_id=of(subject).pk)
    return [(row.kind, row.number, row.due_on.day, " ".join(one.code for one in row.people)) for row in steps]


@pytest.fixture
def ruled(actors: Actors) -> Actors:
    services.set_alert_rule(actors["admin"], rule=RULE, now=company.NOW)
    return actors


@pytest.mark.feature("AN-03")
@pytest.mark.parametrize("days", [range(10, 26), (10, 25), (10, 12, 20, 20, 25)], ids=["daily", "missed", "twice"])
def test_every_step_stands_in_history_exactly_once(ruled: Actors, days: object) -> None:
    for day in days:  # type: ignore[attr-defined]
        look(day)
    assert history(ruled["boss"], "E3") == UNTIL_25
    raised = [event.fields["alerts"] for event in OutboxEvent.objects.filter(kind="alerts.escalated")]
    assert sum(row["subject"] == "E3" for rows in raised for row in rows) == 2


def test_a_missed_stretch_sends_word_once(ruled: Actors) -> None:
    look(10)
    look(25)
    zhao = ruled["zhao"].user_id
    codes = [row.code for row in Notice.objects.filter(user_id=zhao).order_by("pk")]
    assert codes == ["alerts_told", "alerts_repeated"]  # five repeats fell due, one notice names the alert
    boss = notify.notices(ruled["boss"])
    assert {row.code for row in boss} == {"alerts_escalated", "alerts_repeated"}


@pytest.mark.feature("AN-03")
def test_an_answer_keeps_it_quiet_until_it_has_recovered(ruled: Actors) -> None:
    for day in (10, 13):
        look(day)
    services.acknowledge(ruled["chen"], alert_id=of("E3").pk, note="盯着", now=at(14))  # E4 was told by the rule
    look(30)
    assert history(ruled["boss"], "E3") == UNTIL_25[:2]
    waiting = {row.assignment.subject.code for row in selectors.alerts(ruled["chen"], state="open")}
    assert "SH" in waiting and "E3" not in waiting


def test_a_recovery_is_told_to_all_who_heard(ruled: Actors) -> None:
    look(10)
    services.end_alert_rule(ruled["admin"], code="shanghai", now=at(11))
    quiet = NewAlertRule("quiet", "不提醒", kinds.OFF_TARGET, kpi="revenue", unit="SH", who=kinds.NOBODY)
    services.set_alert_rule(ruled["admin"], rule=quiet, now=at(11))
    look(11)
    look(12)
    assert of("E3").state == "resolved"
    assert history(ruled["boss"], "E3") == [UNTIL_25[0], ("recovered", 1, 11, "E3 E4")]


@pytest.mark.feature("AN-03")
def test_a_role_stands_for_those_who_may_see_the_card(actors: Actors) -> None:
    """Both unit heads hold the role; E4 leads WEST and may not see SH. E1 sees everything."""
    told = NewAlertRule("roles", "角色", kinds.OFF_TARGET, kpi="revenue", unit="SH",
                        also=("role:unit_head", "role:executive", "head_above"))  # fmt: skip
    services.set_alert_rule(actors["admin"], rule=told, now=company.NOW)
    look(10)
    assert history(actors["boss"], "E3") == [("told", 0, 10, "E3 E2 E1")]
    sent = selectors.alerts(actors["boss"])
    assert {row.assignment.subject.code for row in sent if row.is_mine} >= {"E3", "SH"}
    with pytest.raises(Refusal, match="alert_not_found"):
        selectors.alert_steps(actors["chen"], alert_id=of("E3").pk)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"also": ("somebody",)}, "alert_rule_wrong"),
        ({"also": ("role:king",)}, "alert_rule_wrong"),
        ({"also": ("person:E99",)}, "plan_unknown_reference"),
        ({"repeat_days": 0}, "alert_rule_wrong"),
        ({"escalate_days": 400}, "alert_rule_wrong"),
    ],
)
def test_whom_nobody_can_find_is_refused(actors: Actors, change: dict[str, object], code: str) -> None:
    fields = {"kpi": "revenue", **change}
    with pytest.raises(Refusal, match=code):
        services.set_alert_rule(
            actors["admin"],
            rule=NewAlertRule("r", "规则", kinds.OFF_TARGET, **fields),  # type: ignore[arg-type]
            now=company.NOW,
        )


def test_days_are_counted_from_the_day_it_opened(ruled: Actors) -> None:
    look(10)
    step = AlertStep.objects.filter(alert=of("SH"), kind="told").get()
    assert (step.due_on, step.told_at) == (date(2026, 11, 10), at(10))
