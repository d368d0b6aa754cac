"""A month that is still running is judged by what should be reached so far (rules R25, R55), by hand.

November 2026 has 30 days and 21 working days; when the 20th begins 19 and 14 of them are over. EAST owes 150 in
the month: by working days 150 x 14/21 = 100, by calendar days 150 x 19/30 = 95.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kpiloop.engine.targets.pace import Expected, MonthElapsed
from kpiloop.engine.values import Missing
from kpiloop.engine.workdays import WorkDays
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import engine_io, selectors, services
from kpiloop.loop.track.judgement import judge_running
from kpiloop.loop.track.models import Alert
from kpiloop.loop.track.pace import RUNNING, elapsed_of, expected_of
from kpiloop.loop.track.rows import StatusRow
from tests.founded import founded_once
from tests.loop import company

D = Decimal
NOVEMBER = "2026-11"
ON = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # the morning of the 20th in Shanghai
OVER = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def status(kpi: str, subject: str, month: str = NOVEMBER) -> StatusRow:
    found = selectors.status(SYSTEM, assignment_id=company.assignment_id(kpi, subject), period_code=month)
    assert found is not None
    return found


@pytest.fixture
def running(actors: dict[str, Actor]) -> dict[str, Actor]:
    judge_november()
    return actors


@founded_once
def judge_november() -> None:
    """November so far: SH 60, ZJ 36, WEST 55, judged on the 20th."""
    company.load_facts({NOVEMBER: {"SH": (60, 100, 60), "ZJ": (36, 50, 30), "WEST": (55, 60, 40)}})
    company.compute(NOVEMBER, NOVEMBER)
    services.assess(SYSTEM, first=NOVEMBER, last=NOVEMBER, now=ON)


@pytest.mark.feature("P12")
@pytest.mark.feature("N05")
def test_a_running_month_is_held_against_its_part(running: dict[str, Actor]) -> None:
    east = status("revenue", "EAST")
    assert (east.target, east.expected, east.running_on) == (150, Expected(D(100), D(95), D(100)), date(2026, 11, 20))
    # 96 is 4 short of the working days and 1 more than the calendar days ask for: nobody is alarmed
    assert (east.actual, east.gap, east.achievement, east.light) == (96, -4, D("0.96"), "green")
    # WEST owes 100: 55 against 63.33 by calendar days is 0.868
    west = status("revenue", "WEST")
    assert (west.light, west.expected and round(west.expected.low, 2)) == ("red", D("63.33"))


def test_a_cost_may_have_used_up_its_part(running: dict[str, Actor]) -> None:
    # 60 + 30 + 40 = 130 of 150 when 100 (at most) should be gone: 2 - 1.3 = 0.7
    cost = status("cost", "HQ")
    assert (cost.actual, cost.achievement, cost.light) == (130, D("0.7"), "red")


def test_the_year_to_date_adds_whole_months_and_a_part(running: dict[str, Actor]) -> None:
    # one order a month: ten whole months and 14/21 of November; 6 + 1 came
    orders = status("orders", "WEST")
    assert orders.expected is not None
    assert (orders.actual, orders.target, round(orders.expected.figure, 4)) == (7, 11, D("10.6667"))


def test_a_ratio_owes_its_whole_target_every_day(running: dict[str, Actor]) -> None:
    # 1 - 96/150 = 0.36 against at most 0.05
    discount = status("discount", "EAST")
    assert (discount.aim, discount.light, discount.achievement) == (D("0.05"), "red", D("-5.2"))


def test_a_month_that_runs_neither_counts_nor_opens(running: dict[str, Actor]) -> None:
    live = Alert.objects.filter(last_period__code=NOVEMBER)
    assert not live.exists()
    # EAST missed September and October; WEST is behind in November, which is no miss before December
    assert (status("revenue", "EAST").misses, status("revenue", "WEST").misses) == (2, 0)
    discount = company.assignment_id("discount", "EAST")
    found = engine_io.miss_histories(calendar.period(SYSTEM, NOVEMBER), at_least=1)
    newest = {rows[-1].assignment_id: rows[-1].period_code for rows in found.values()}
    assert newest[discount] == "2026-10"


def test_every_morning_the_day_moves_on_and_the_end_judges_the_whole(running: dict[str, Actor]) -> None:
    assert services.keep_pace(SYSTEM, now=ON).statuses == 0  # judged today already
    # the 24th: 16 of 21 working days, 150 x 16/21 = 114.29; 23 of 30 days, 115
    services.keep_pace(SYSTEM, now=datetime(2026, 11, 24, 1, tzinfo=UTC))
    east = status("revenue", "EAST")
    assert east.expected is not None and (east.light, east.expected.high) == ("red", 115)
    services.keep_pace(SYSTEM, now=OVER)
    east = status("revenue", "EAST")
    assert (east.running_on, east.expected, east.gap, east.streak) == (None, None, -54, 3)
    assert services.keep_pace(SYSTEM, now=OVER).statuses == 0


def test_the_first_day_owes_nothing_yet(running: dict[str, Actor]) -> None:
    month = calendar.period(SYSTEM, NOVEMBER)
    first = elapsed_of(month, WorkDays(), date(2026, 11, 1))
    assert first == MonthElapsed(0, 30, 0, 21)
    assert elapsed_of(month, WorkDays(), date(2026, 12, 1)) is None
    kpi = status("revenue", "EAST").assignment.kpi
    assert expected_of(kpi, D(150), (), first) == Missing(RUNNING)
    assert judge_running(kpi, D(0), D(150), Missing(RUNNING)).reason == RUNNING
    # a limit of nothing (no accidents) holds from the first day on
    assert expected_of(kpi, D(0), (), first) == Expected(D(0), D(0), D(0))


def test_no_part_of_a_band_is_asked_for(running: dict[str, Actor]) -> None:
    kpi = replace(status("revenue", "EAST").assignment.kpi, achievement_method="range")
    assert expected_of(kpi, D(150), (), MonthElapsed(19, 30, 14, 21)) == Missing(RUNNING)
    stock = replace(kpi, time_kind="stock")
    assert expected_of(stock, D(150), (), MonthElapsed(19, 30, 14, 21)) == Expected(D(150), D(150), D(150))


def test_growth_is_held_against_a_whole_month_and_has_no_light_before_the_last_day(actors: dict[str, Actor]) -> None:
    first = date(2026, 1, 1)
    company.publish_kpi(
        "growth", "营收增长率", "kpi(revenue) / prior_period(kpi(revenue)) - 1",
        time_kind="derived", measurement_unit="percent",
    )  # fmt: skip
    plan.assign(SYSTEM, scheme="S26", kpi="growth", subject="EAST", owner="E2", weight=Decimal(0), valid_from=first)
    key = company.assignment_id("growth", "EAST")
    plan.set_targets(SYSTEM, targets=[NewTarget(key, month, D("0.05")) for month in ("2026-10", NOVEMBER)])
    company.load_facts({NOVEMBER: {"SH": (60, 100, 60), "ZJ": (36, 50, 30), "WEST": (55, 60, 40)}})
    company.compute("2026-10", NOVEMBER)
    services.assess(SYSTEM, first="2026-10", last=NOVEMBER, now=ON)
    # 105 after 120 is over and judged; 96 after 105 holds nineteen days against thirty-one
    assert (status("growth", "EAST", "2026-10").light, status("growth", "EAST").reason) == ("red", RUNNING)
    assert status("growth", "EAST").actual is not None
    services.assess(SYSTEM, first=NOVEMBER, last=NOVEMBER, now=OVER)
    assert status("growth", "EAST").light == "red"
