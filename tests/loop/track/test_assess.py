"""Lights of a real company: months in, statuses, runs of misses and alerts out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.loop.track import engine_io, selectors, services
from kpiloop.loop.track.models import Alert, Status
from kpiloop.loop.track.rows import StatusRow
from tests.loop import company


def lights(kpi: str, subject: str) -> list[str]:
    key = company.assignment_id(kpi, subject)
    return [row.light for row in selectors.history(SYSTEM, assignment_id=key, last_period="2026-10", count=6)]


def status(kpi: str, subject: str, month: str = "2026-10") -> StatusRow:
    found = selectors.status(SYSTEM, assignment_id=company.assignment_id(kpi, subject), period_code=month)
    assert found is not None
    return found


def test_lights_follow_the_hand_calculation(actors: dict[str, Actor]) -> None:
    assert lights("revenue", "EAST") == ["green", "green", "green", "amber", "red", "red"]
    assert lights("revenue", "HQ") == ["green", "green", "green", "amber", "red", "red"]
    assert lights("revenue", "WEST") == ["green"] * 6
    east = status("revenue", "EAST")
    assert (east.actual, east.target, east.achievement, east.streak) == (105, 150, Decimal("0.7"), 2)


def test_year_to_date_is_judged_where_the_definition_says_so(actors: dict[str, Actor]) -> None:
    orders = status("orders", "WEST")
    # one order a month from May; the target of 1 a month runs from January
    assert (orders.actual, orders.target, orders.light) == (6, 10, "red")


def test_a_month_of_which_nothing_came_is_not_judged_by_the_months_before(actors: dict[str, Actor]) -> None:
    # the year to date still says six orders; eleven would be asked for, and no source has told anything of November
    company.compute("2026-11", "2026-11")
    services.assess(SYSTEM, first="2026-11", last="2026-11", now=company.NOW)
    orders = status("orders", "WEST", "2026-11")
    assert (orders.actual, orders.light, orders.reason) == (None, "na", "not_loaded")


def test_ratio_that_is_better_when_lower(actors: dict[str, Actor]) -> None:
    # October: 1 - 105/150 = 0.3 against 0.05; mirror 2 - 6 = -4
    discount = status("discount", "EAST")
    assert (discount.actual, discount.achievement, discount.light) == (Decimal("0.3"), -4, "red")


def test_miss_runs_name_their_months(actors: dict[str, Actor]) -> None:
    found = engine_io.miss_histories(calendar.period(SYSTEM, "2026-10"), at_least=2)
    missed = {
        rows[-1].assignment_id: [row.period_code for row in rows if row.mark == "miss"] for rows in found.values()
    }
    assert missed[company.assignment_id("revenue", "EAST")] == ["2026-09", "2026-10"]
    assert company.assignment_id("revenue", "WEST") not in missed


def test_one_episode_per_trouble(actors: dict[str, Actor]) -> None:
    rows = Alert.objects.filter(assignment_id=company.assignment_id("revenue", "EAST")).order_by("first_period_id")
    found = [(row.kind, row.first_period.code, row.last_period.code, row.state) for row in rows]
    assert found == [("amber", "2026-08", "2026-08", "resolved"), ("red", "2026-09", "2026-10", "open")]


def test_judging_again_changes_nothing(actors: dict[str, Actor]) -> None:
    before = list(Alert.objects.order_by("pk").values()), Status.objects.count()
    again = services.assess(SYSTEM, first="2026-05", last="2026-10", now=company.NOW)
    assert (again.opened, again.resolved) == (0, 0)
    assert (list(Alert.objects.order_by("pk").values()), Status.objects.count()) == before


def test_months_one_by_one_give_what_all_at_once_give(actors: dict[str, Actor]) -> None:
    keys = ("assignment_id", "period_id", "light", "streak", "misses")
    at_once = set(Status.objects.values_list(*keys))
    Status.objects.all().delete()
    for month in company.MONTHS:
        services.assess(SYSTEM, first=month, last=month, now=company.NOW)
    assert set(Status.objects.values_list(*keys)) == at_once


def test_a_corrected_fact_ends_the_alert_and_later_runs_follow(actors: dict[str, Actor]) -> None:
    company.load_facts({"2026-09": {"SH": (100, 100, 60)}})
    company.compute("2026-09", "2026-10")
    services.assess(SYSTEM, first="2026-09", last="2026-09", now=company.NOW)
    assert lights("revenue", "EAST")[-2:] == ["green", "red"]
    assert status("revenue", "EAST").streak == 1  # October was judged again although only September was named
    alert = Alert.objects.get(assignment_id=company.assignment_id("revenue", "EAST"), kind="red")
    assert (alert.first_period.code, alert.last_period.code, alert.state) == ("2026-10", "2026-10", "open")


def test_closed_months_keep_their_lights(actors: dict[str, Actor]) -> None:
    calendar_services.set_state(
        SYSTEM, code="2026-09", state="closed", revision=1, warehouse_version=1, now=company.NOW
    )
    Status.objects.filter(period__code="2026-09").update(light="green", streak=0, misses=0)
    outcome = services.assess(SYSTEM, first="2026-05", last="2026-10", now=company.NOW)
    assert outcome.skipped_periods == ("2026-09",)
    assert lights("revenue", "EAST")[-2:] == ["green", "red"]
    assert status("revenue", "EAST").streak == 1  # carried on from what the closed month says


def test_one_entry_in_the_trail(actors: dict[str, Actor]) -> None:
    entries = AuditEntry.objects.filter(verb="assess")
    assert [entry.object_key for entry in entries] == ["2026-05..2026-10"]
    assert entries[0].after["statuses"] == Status.objects.count() == 60


def test_staff_may_not_judge(actors: dict[str, Actor]) -> None:
    with pytest.raises(PermissionRefused):
        services.assess(actors["zhao"], first="2026-05", last="2026-10", now=company.NOW)
