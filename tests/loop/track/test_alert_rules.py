"""Rules people set for alerts (R50-R52): what they fire on, whom they tell; by hand from tests/loop/company.py.

Revenue against target: EAST 0.9 amber, 0.8 and 0.7 red in August to October; SH 0.85, 0.7 and 0.6 red; ZJ 0.9 amber
in October only; WEST never. The year of EAST stands at 450 + 135 + 120 + 105 = 810 of 10 x 150 = 1,500: 0.54.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.targets.pace import Expected
from kpiloop.engine.values import Figure
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.track import selectors, services
from kpiloop.loop.track.models import Alert, Status
from kpiloop.loop.track.rules import kinds
from kpiloop.loop.track.rules.firing import CardMonths, Change, changes
from kpiloop.loop.track.rules.pacing import is_behind
from kpiloop.loop.track.rules.rows import AlertRuleRow, NewAlertRule
from tests.loop import company
from tests.loop.track.test_judgement import REVENUE

Actors = dict[str, Actor]
MISSES = NewAlertRule("misses", "连续未达标", kinds.REPEATED_MISS, who=kinds.HEAD_ABOVE, severity="high")
SUDDEN = NewAlertRule("sudden", "突变", kinds.SUDDEN_CHANGE, kpi="revenue", limit=D("0.1"), side="worse")


@pytest.fixture
def judged(actors: Actors) -> Actors:
    services.assess(SYSTEM, first="2026-05", last="2026-10", now=company.NOW)
    return actors


def follow(actors: Actors, *rules: NewAlertRule, now: datetime = company.NOW) -> None:
    for rule in rules:
        services.set_alert_rule(actors["admin"], rule=rule, now=now)
    services.follow_alert_rules(SYSTEM, now=now)


def live(kind: str, kpi: str = "revenue") -> dict[str, Alert]:
    """Live alerts of a kind by subject."""
    found = Alert.objects.filter(kind=kind, state__in=("open", "acknowledged"), assignment__kpi__code=kpi)
    return {row.assignment.subject.code: row for row in found.select_related("assignment__subject", "last_period")}


@pytest.mark.feature("S08")
def test_a_rule_waits_and_a_rule_silences(judged: Actors) -> None:
    assert live("amber").keys() >= {"ZJ"}
    assert live("red").keys() == {"HQ", "EAST", "SH", "E3"}
    follow(
        judged,
        NewAlertRule("wait", "等三个月", kinds.OFF_TARGET, kpi="revenue", months=3),
        NewAlertRule("quiet", "上海不提醒", kinds.OFF_TARGET, kpi="revenue", unit="SH", who=kinds.NOBODY),
    )
    assert "ZJ" not in live("amber")  # one month only
    assert live("red").keys() == {"HQ", "EAST"}  # SH, and E3 who works there, are silenced by the nearer rule
    services.end_alert_rule(judged["admin"], code="quiet", now=company.NOW)
    services.follow_alert_rules(SYSTEM, now=company.NOW)
    assert live("red").keys() == {"HQ", "EAST", "SH", "E3"}


def test_a_limit_of_the_rule_goes_before_the_limits_of_the_kpi(judged: Actors) -> None:
    """0.7 is below 0.75 and 0.86 is not: of the units only EAST and SH are off in October."""
    follow(judged, NewAlertRule("low", "低于 75%", kinds.OFF_TARGET, kpi="revenue", limit=D("0.75"), severity="high"))
    assert live("red").keys() == {"EAST", "SH", "E3"}
    assert live("amber") == {}


@pytest.mark.feature("S31")
def test_a_run_of_misses_is_told_further_up(judged: Actors) -> None:
    follow(judged, MISSES)
    east = live("repeated")["EAST"]
    row = selectors.alert(judged["boss"], alert_id=east.pk)
    assert (row.recipient.code, row.severity, row.first_period, row.last_period) == ("E1", "high", "2026-09", "2026-10")
    assert (row.rule["code"], row.rule["months"], row.rule["rule"]) == ("missed_in_a_row", "2", "misses")
    assert row.state == "open"
    assert live("red")["EAST"].recipient_id != east.recipient_id
    follow(judged, replace(MISSES, months=3))
    assert live("repeated").keys() == {"SH", "E3"}


def test_a_sudden_change_for_the_worse(judged: Actors) -> None:
    """EAST fell by 12.5 % in October; WEST rose by 10 %, which is not worse; HQ fell by 2.3 %."""
    follow(judged, SUDDEN)
    found = live("changed")
    assert found.keys() == {"EAST", "SH", "ZJ", "E3"}
    assert found["EAST"].rule["code"] == "changed_prior_period"
    assert (found["EAST"].rule["was"], found["EAST"].rule["figure"]) == ("120", "105")


def test_percentages_change_in_points_and_against_the_year_before() -> None:
    """From 20 % to 30 % are ten points; 105 against 135 a year before is 22.2 % less."""
    rule = AlertRuleRow(1, "c", "c", "", kinds.SUDDEN_CHANGE, None, "", None, D("0.1"), None, None, "prior_period",
                        "any", "owner", None, "normal", "", company.NOW)  # fmt: skip
    figures: list[Figure] = [D("0.2"), D("0.3"), D("0.39")]
    card = CardMonths(["", "", ""], ["green"] * 3, [None] * 3, figures, [None, None, 0])
    ratio = replace(REVENUE, measurement_unit="percent")
    assert changes(card, ratio, {kinds.SUDDEN_CHANGE: rule}) == {1: Change(D("0.3"), D("0.2"))}
    money = replace(card, figures=[D(135), D(100), D(105)])
    yearly = replace(rule, base="prior_year", limit=D("0.22"))
    assert changes(money, REVENUE, {kinds.SUDDEN_CHANGE: yearly}) == {2: Change(D(105), D(135))}
    assert changes(money, REVENUE, {kinds.SUDDEN_CHANGE: replace(yearly, limit=D("0.23"))}) == {}


@pytest.mark.feature("N05")
@pytest.mark.feature("P12")
def test_a_year_behind_its_pace(judged: Actors) -> None:
    pace = NewAlertRule("pace", "进度", kinds.BEHIND_PACE, kpi="revenue", unit="EAST", limit=D("0.55"), who="unit_head")
    follow(judged, pace)
    found = live("pace")
    assert (found["EAST"].rule["figure"], found["EAST"].rule["expected"]) == ("810", "1500")
    assert found.keys() <= {"EAST", "SH", "ZJ", "E3"}
    assert selectors.alert(judged["boss"], alert_id=found["EAST"].pk).recipient.code == "E2"
    follow(judged)
    assert live("pace")["EAST"].pk == found["EAST"].pk  # carried on, not opened again
    follow(judged, replace(pace, limit=D("0.54")))
    assert "EAST" not in live("pace")


def test_a_way_of_counting_days_puts_nobody_behind() -> None:
    assert is_behind(REVENUE, D(96), Expected(D(100), D(95), D(100)), D(1)) is False
    assert is_behind(REVENUE, D(94), Expected(D(100), D(95), D(100)), D(1)) is True


def test_no_figure_by_the_days_of_the_rule(judged: Actors) -> None:
    """November has no figures; on 3 December that is no news, unless the rule says one day."""
    third = datetime(2026, 12, 3, 1, 0, tzinfo=UTC)
    services.assess(SYSTEM, first="2026-11", last="2026-11", now=third)
    assert Status.objects.filter(period__code="2026-11", light="na").exists()
    assert live("missing") == {}
    follow(judged, NewAlertRule("late", "一天", kinds.NO_DATA, kpi="revenue", unit="WEST", days=1), now=third)
    assert live("missing").keys() == {"WEST"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "odd"}, "plan_choice_unknown"),
        ({"limit": None}, "alert_rule_wrong"),
        ({"limit": D(0)}, "alert_rule_wrong"),
        ({"who": "named"}, "alert_rule_wrong"),
        ({"months": 25}, "alert_rule_wrong"),
        ({"kpi": "nothing"}, "plan_unknown_reference"),
        ({"unit": "E1"}, "plan_unknown_reference"),
    ],
)
def test_what_cannot_hold_is_refused(actors: Actors, change: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        services.set_alert_rule(actors["admin"], rule=replace(SUDDEN, **change), now=company.NOW)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="permission_denied"):
        services.set_alert_rule(actors["wang"], rule=SUDDEN, now=company.NOW)
