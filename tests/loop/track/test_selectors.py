"""What each viewer sees: lights, exceptions, counts, cards, health, inbox."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.measure.models import Value
from kpiloop.loop.track import selectors, services
from kpiloop.loop.track.errors import AlertNotFound, AlertNotOpen, NoteRequired
from kpiloop.loop.track.models import Alert
from kpiloop.loop.track.rows import StatusRow
from tests.loop import company

OCTOBER = "2026-10"


def names(rows: list[StatusRow]) -> list[tuple[str, str]]:
    return [(row.assignment.kpi.code, row.assignment.subject.code) for row in rows]


def test_exceptions_are_sorted_by_colour_and_cost(actors: dict[str, Actor]) -> None:
    rows = selectors.exceptions(actors["boss"], period_code=OCTOBER)
    # cost in card points = weight x (1 - achievement): EAST discount 40 x 5, SH 100 x 0.4, EAST revenue 60 x 0.3,
    # HQ profit 40 x (1 - 65/100) = 14, ZJ 100 x 0.1 (amber), HQ revenue 40 x 0.14 = 5.6, watched orders 0
    assert names(rows) == [
        ("discount", "EAST"),
        ("revenue", "SH"),
        ("revenue", "EAST"),
        ("profit", "HQ"),
        ("revenue", "HQ"),
        ("orders", "WEST"),
        ("revenue", "ZJ"),
    ]
    assert rows[2].shortfall == Decimal("18")


def test_counts_are_of_units_and_na_stands_apart(actors: dict[str, Actor]) -> None:
    counts = selectors.counts(actors["boss"], period_code=OCTOBER)
    assert (counts.green, counts.amber, counts.red, counts.na, counts.total) == (2, 1, 6, 0, 9)
    future = selectors.counts(actors["boss"], period_code="2026-11")
    assert future.total == 0


def test_a_head_sees_the_own_subtree_only(actors: dict[str, Actor]) -> None:
    rows = selectors.statuses(actors["wang"], period_codes=[OCTOBER])
    assert {row.assignment.subject.code for row in rows} == {"EAST", "SH", "ZJ", "E3"}
    assert selectors.counts(actors["chen"], period_code=OCTOBER).total == 2


def test_staff_see_only_themselves(actors: dict[str, Actor]) -> None:
    rows = selectors.statuses(actors["zhao"], period_codes=[OCTOBER])
    assert {row.assignment.subject.code for row in rows} == {"E3"}


def test_hidden_and_unknown_look_the_same(actors: dict[str, Actor]) -> None:
    hidden = company.assignment_id("revenue", "WEST")
    assert selectors.status(actors["zhao"], assignment_id=hidden, period_code=OCTOBER) is None
    assert selectors.status(actors["zhao"], assignment_id=10**9, period_code=OCTOBER) is None


def test_cards_compare_with_target_prior_year_and_prior_month(actors: dict[str, Actor]) -> None:
    cards = {
        card.status.assignment.kpi.code: card for card in selectors.cockpit_cards(actors["boss"], period_code=OCTOBER)
    }
    assert list(cards) == ["profit", "revenue", "cost"]
    revenue = cards["revenue"]
    assert (revenue.to_target.change, revenue.to_target.share, revenue.to_target.judgement) == (
        -35,
        Decimal("-0.14"),
        "worse",
    )
    assert revenue.to_prior_year.change == 215 - 235
    assert revenue.to_prior_period.change == 215 - 220
    assert [point.actual for point in revenue.series[-6:]] == [250, 250, 250, 235, 220, 215]
    first = revenue.series[0]
    assert (first.period_code, first.actual) == ("2025-11", None)  # no value is not 0
    # profit: 215 - 150 = 65 against 100
    assert (cards["profit"].status.actual, cards["profit"].status.light) == (65, "red")
    # cost is on its limit, lower is better
    assert (cards["cost"].status.light, cards["cost"].to_prior_year.judgement) == ("green", "better")


def test_a_figure_of_part_of_its_days_is_nothing_to_compare_with(actors: dict[str, Actor]) -> None:
    Value.objects.filter(period__code="2025-10", kpi__code="revenue").update(state="partial")
    cards = {
        card.status.assignment.kpi.code: card for card in selectors.cockpit_cards(actors["boss"], period_code=OCTOBER)
    }
    assert isinstance(cards["revenue"].to_prior_year.change, Missing)
    assert cards["cost"].to_prior_year.judgement == "better"


def test_cards_of_a_head_are_of_the_own_unit(actors: dict[str, Actor]) -> None:
    cards = selectors.cockpit_cards(actors["wang"], period_code=OCTOBER)
    assert [card.status.assignment.kpi.code for card in cards] == ["revenue", "discount"]
    assert {card.status.assignment.subject.code for card in cards} == {"EAST"}


def test_health_is_the_weighted_achievement(actors: dict[str, Actor]) -> None:
    health = {row.unit.code: row for row in selectors.unit_health(actors["boss"], period_code=OCTOBER)}
    assert set(health) == {"EAST", "WEST", "SH", "ZJ"}
    # May to July EAST: revenue 1, discount 0 against 0.05 -> mirror 2, capped at 1.2: 60 x 1 + 40 x 1.2 = 108
    assert health["EAST"].cells[0].index == 108
    # August: revenue 0.9; discount 1 - 135/150 = 0.1 -> 2 - 2 = 0: 54 + 0
    assert [cell.light for cell in health["EAST"].cells] == ["green", "green", "green", "red", "red", "red"]
    assert (health["EAST"].streak, health["EAST"].light) == (3, "red")
    assert health["EAST"].main is not None
    assert health["EAST"].main.assignment.kpi.code == "discount"
    # WEST: 110 / 100; the watched KPI of weight 0 is no part of it
    assert (health["WEST"].cells[-1].index, health["WEST"].cells[-1].lines, health["WEST"].main) == (110, 1, None)


def test_health_counts_lines_without_value(actors: dict[str, Actor]) -> None:
    rows = selectors.unit_health(actors["boss"], period_code="2026-05", count=2)
    assert {(cell.index, cell.light) for cell in (row.cells[0] for row in rows)} == {(None, "na")}


def test_inbox_is_the_owners(actors: dict[str, Actor]) -> None:
    mine = selectors.alerts(actors["wang"], state="open")
    assert {(row.kind, row.assignment.kpi.code, row.assignment.subject.code) for row in mine} == {
        ("red", "revenue", "EAST"),
        ("red", "discount", "EAST"),
        ("red", "revenue", "SH"),
        ("amber", "revenue", "ZJ"),
    }
    assert all(row.is_mine for row in mine)
    assert selectors.unread_count(actors["wang"]) == 4
    assert selectors.unread_count(actors["admin"]) == 0
    everything = selectors.alerts(actors["boss"], state="open", mine=False)
    assert {row.assignment.subject.code for row in everything} >= {"EAST", "WEST", "E3"}


def test_acknowledging_needs_a_note_and_the_right_person(actors: dict[str, Actor]) -> None:
    alert = Alert.objects.get(assignment_id=company.assignment_id("revenue", "EAST"), state="open")
    with pytest.raises(NoteRequired):
        services.acknowledge(actors["wang"], alert_id=alert.pk, note="  ", now=company.NOW)
    with pytest.raises(AlertNotFound):
        services.acknowledge(actors["chen"], alert_id=alert.pk, note="not mine", now=company.NOW)
    services.acknowledge(actors["wang"], alert_id=alert.pk, note="talk to the three largest customers", now=company.NOW)
    row = selectors.alert(actors["wang"], alert_id=alert.pk)
    assert (row.state, row.acknowledged_by, row.streak) == ("acknowledged", "wang", 2)
    with pytest.raises(AlertNotOpen):
        services.acknowledge(actors["wang"], alert_id=alert.pk, note="again", now=company.NOW)


def test_an_acknowledged_episode_stays_so_while_it_lasts(actors: dict[str, Actor]) -> None:
    alert = Alert.objects.get(assignment_id=company.assignment_id("revenue", "EAST"), state="open")
    services.acknowledge(actors["wang"], alert_id=alert.pk, note="seen", now=company.NOW)
    company.load_facts({"2026-11": {"SH": (60, 100, 60)}})
    company.compute("2026-11", "2026-11")
    services.assess(actors["admin"], first="2026-11", last="2026-11", now=datetime(2026, 12, 1, tzinfo=UTC))
    alert.refresh_from_db()
    assert (alert.last_period.code, alert.state) == ("2026-11", "acknowledged")


def test_a_month_that_is_not_over_opens_nothing_and_a_fresh_one_is_not_missing(actors: dict[str, Actor]) -> None:
    before = Alert.objects.filter(state="open").count()
    services.assess(actors["admin"], first="2026-11", last="2026-11", now=datetime(2026, 11, 20, tzinfo=UTC))
    services.assess(actors["admin"], first="2026-11", last="2026-11", now=datetime(2026, 12, 2, tzinfo=UTC))
    assert Alert.objects.filter(state="open").count() == before
    services.assess(actors["admin"], first="2026-11", last="2026-11", now=datetime(2026, 12, 7, tzinfo=UTC))
    missing = Alert.objects.filter(state="open", kind="missing")
    assert missing.filter(assignment_id=company.assignment_id("revenue", "WEST")).exists()


def test_unanswered_misses_open_and_end_their_own_alert(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("revenue", "EAST")
    set_alerts = services.set_no_action_alerts
    assert set_alerts(actors["admin"], period_code=OCTOBER, assignment_ids=[key], now=company.NOW) == (1, 0)
    assert set_alerts(actors["admin"], period_code=OCTOBER, assignment_ids=[key], now=company.NOW) == (0, 0)
    assert set_alerts(actors["admin"], period_code=OCTOBER, assignment_ids=[], now=company.NOW) == (0, 1)
    assert [row.state for row in Alert.objects.filter(kind="no_action")] == ["resolved"]
