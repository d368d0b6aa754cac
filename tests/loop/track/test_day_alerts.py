"""Alerts judged by the day (AN-03), every day worked out by hand.

November 2026 has 21 working days; WEST owes 2,100 in it, so 100 on each of them. The rule fires below 90 %.

  2 Mon 100 good    3 Tue 80 off    4 Wed 70 off    5 Thu 100 good    6 Fri 85 off
  7 Sat   5 day off              9 Mon 60 off   10 Tue 95 good       11 Wed 0 off (nothing sold, day declared complete)

A look on a day judges up to the day before. First alert: 3 to 4, ended by the 5th. Second: 6 to 9, over a weekend that
says nothing, ended by the 10th. Told again every 2 days, passed on every 3: E4 owns and heads WEST, E1 heads HQ.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pyarrow as pa
import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Figure, Missing
from kpiloop.engine.workdays import WorkDays
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.models import OutboxEvent
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import selectors, services
from kpiloop.loop.track.days.judging import day_target
from kpiloop.loop.track.models import Alert
from kpiloop.loop.track.rules import kinds
from kpiloop.loop.track.rules.rows import NewAlertRule
from tests.founded import founded_once
from tests.loop import company
from tests.loop.track.test_judgement import REVENUE

Actors = dict[str, Actor]
pytestmark = pytest.mark.feature("AN-03")
SOLD = {2: 100, 3: 80, 4: 70, 5: 100, 6: 85, 7: 5, 9: 60, 10: 95}
RULE = NewAlertRule(
    "west-days", "华西每日", kinds.DAY_VALUE, kpi="revenue", unit="WEST", limit=D("0.9"), repeat_days=2, escalate_days=3
)


def load(sold: Mapping[int, int], *, until: int) -> None:
    """One order a day in November, declared complete up to and with a day."""
    table = pa.table(
        {
            "no": [f"W{day}" for day in sold],
            "on": [date(2026, 11, day) for day in sold],
            "unit": ["WEST"] * len(sold),
            "seller": ["E4"] * len(sold),
            "product": ["A"] * len(sold),
            "net": [D(figure) for figure in sold.values()],
            "list": [D(figure) for figure in sold.values()],
            "cost": [D(1)] * len(sold),
            "_line": list(range(2, len(sold) + 2)),
        }
    )
    number = warehouse.next_load_number(SYSTEM)
    covers = (date(2026, 11, 1), date(2026, 11, until) + timedelta(days=1))
    warehouse.publish_version(SYSTEM, dataset="orders", number=number, rows=table, covers=covers)


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 1, 0, tzinfo=UTC)


def look(*days: int) -> None:
    for day in days:
        services.judge_days(SYSTEM, now=at(day))


def alerts() -> list[tuple[int, int, str]]:
    found = Alert.objects.filter(kind="day_off").order_by("first_day", "pk")
    return [(row.first_day.day, row.last_day.day, row.state) for row in found if row.first_day and row.last_day]


def steps(viewer: Actor, first_day: int) -> list[tuple[str, int, int, str]]:
    key = Alert.objects.get(kind="day_off", first_day__day=first_day).pk
    found = selectors.alert_steps(viewer, alert_id=key)
    return [(row.kind, row.number, row.due_on.day, " ".join(one.code for one in row.people)) for row in found]


@pytest.fixture
def watched(actors: Actors) -> Actors:
    watch(actors["admin"])
    return actors


@founded_once
def watch(admin: Actor) -> None:
    key = company.assignment_id("revenue", "WEST")
    plan.set_targets(SYSTEM, targets=[NewTarget(key, "2026-11", D(2100))], reason="月度调整")
    load(SOLD, until=11)
    services.set_alert_rule(admin, rule=RULE, now=at(3))


@pytest.mark.parametrize("mornings", [range(3, 12), (3, 4, 4, 6, 7, 10, 10, 11)], ids=["daily", "missed and twice"])
def test_one_alert_per_cause_and_every_step_once(watched: Actors, mornings: object) -> None:
    look(*mornings)  # type: ignore[misc]
    assert alerts() == [(3, 4, "resolved"), (6, 9, "resolved")]
    assert steps(watched["boss"], 3) == [("told", 0, 4, "E4"), ("recovered", 1, 6, "E4")]
    assert steps(watched["boss"], 6) == [
        ("told", 0, 7, "E4"),
        ("repeated", 1, 9, "E4"),
        ("escalated", 1, 10, "E1"),
        ("recovered", 1, 11, "E4 E1"),
    ]
    raised = [row for event in OutboxEvent.objects.filter(kind="alerts.raised") for row in event.fields["alerts"]]
    assert sum(row["kind"] == "day_off" for row in raised) == 2


def test_nobody_is_told_of_what_came_and_went_while_nobody_looked(watched: Actors) -> None:
    look(4, 11)
    assert alerts() == [(3, 4, "resolved"), (6, 9, "resolved")]
    assert [step[:3] for step in steps(watched["boss"], 3)] == [("told", 0, 4), ("recovered", 1, 11)]
    assert steps(watched["boss"], 6) == []


def test_nothing_sold_on_a_complete_day_is_off_and_a_day_nobody_loaded_is_not(watched: Actors) -> None:
    look(12)
    assert alerts()[-1] == (11, 11, "open")
    look(20)  # from the 12th on nothing was loaded: neither off nor recovered
    assert alerts()[-1] == (11, 11, "open")
    alert = selectors.alerts(watched["chen"], state="open")[0]
    days = {row.on.day: row for row in selectors.alert_days(watched["chen"], alert_id=alert.id)}
    assert (days[11].actual, days[11].target, days[11].achievement, days[11].state) == (0, 100, 0, "off")
    assert (days[12].actual, days[12].state) == (None, "unknown")
    assert (alert.first_day, alert.rule["code"], alert.rule["expected"]) == (date(2026, 11, 11), "day_below", "100")


def test_a_corrected_day_moves_its_alert_and_opens_no_second_one(watched: Actors) -> None:
    look(4, 5)
    load({**SOLD, 3: 95, 4: 95}, until=11)
    look(5)
    assert alerts() == [(3, 4, "resolved")]  # both days are on target now
    load(SOLD, until=11)
    look(5)
    assert alerts() == [(3, 4, "open")]


def test_it_waits_for_days_in_a_row_and_ends_with_its_rule(watched: Actors) -> None:
    services.set_alert_rule(
        watched["admin"],
        rule=NewAlertRule("west-days", "三天", kinds.DAY_VALUE, kpi="revenue", unit="WEST", limit=D("0.9"), days=2),
        now=at(3),
    )
    look(4)
    assert alerts() == []
    look(5)
    assert alerts() == [(3, 4, "open")]
    services.end_alert_rule(watched["admin"], code="west-days", now=at(5))
    look(5)
    assert alerts() == [(3, 4, "resolved")]


def test_what_was_over_before_the_rule_is_no_news(watched: Actors) -> None:
    services.set_alert_rule(watched["admin"], rule=RULE, now=at(10))
    look(10)
    assert alerts() == [(6, 9, "open")]


def test_what_a_day_owes(actors: Actors) -> None:
    """2,100 over 21 working days; 30 November days; a ratio owes its whole target every day."""
    month, work = calendar.period(SYSTEM, "2026-11"), WorkDays()
    owed: Figure = day_target(REVENUE, month, D(2100), date(2026, 11, 2), work)
    assert owed == 100
    assert day_target(REVENUE, month, D(2100), date(2026, 11, 7), work) == Missing("day_off")
    assert day_target(REVENUE, month, Missing("no_target"), date(2026, 11, 2), work) == Missing("no_target")


def test_only_what_has_days_can_be_watched_by_the_day(actors: Actors) -> None:
    """Before November every unit sold on one day a month: those rows are of whole months."""
    for rule, code in (
        (RULE, "measure_days_of_months"),
        (NewAlertRule("d", "每日", kinds.DAY_VALUE), "alert_rule_wrong"),
    ):
        with pytest.raises(Refusal, match=code):
            services.set_alert_rule(actors["admin"], rule=rule, now=at(2))
    with pytest.raises(Refusal, match="permission_denied"):
        services.judge_days(actors["wang"], now=at(2))
