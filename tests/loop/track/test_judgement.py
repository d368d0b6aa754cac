"""Lights and misses in a row (B3, B4, B6)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kpiloop.engine.status import streak
from kpiloop.engine.values import Figure, Missing
from kpiloop.loop.plan.rows import KpiRow
from kpiloop.loop.track.judgement import judge_month
from kpiloop.loop.track.misses.runs import Run, next_run

REVENUE = KpiRow(
    id=1,
    code="revenue",
    name_zh="营业收入",
    name_en="Revenue",
    definition_id=1,
    definition_version=1,
    direction="higher",
    time_kind="flow",
    measurement_unit="CNY",
    display_scale="wan",
    decimals=0,
    achievement_method="ratio",
    achievement_parameters={},
    green_from=Decimal(1),
    amber_from=Decimal("0.9"),
)
DISCOUNT = replace(REVENUE, code="discount", direction="lower", achievement_method="mirror")


@pytest.mark.parametrize(
    ("kpi", "actual", "light"),
    [
        (REVENUE, 100, "green"),
        (REVENUE, 90, "amber"),
        (REVENUE, "89.99", "red"),
        # mirror: 2 - A/T, so 110 gives 0.90 and 111 gives 0.89
        (DISCOUNT, 100, "green"),
        (DISCOUNT, 110, "amber"),
        (DISCOUNT, 111, "red"),
    ],
)
def test_limits_belong_to_the_better_colour(kpi: KpiRow, actual: str | int, light: str) -> None:
    assert judge_month(kpi, Decimal(actual), Decimal(100)).light == light


def test_lower_is_told_to_signed() -> None:
    # A loss limit of 100 with a loss of 150: 1 - (150-100)/100 = 0.5
    kpi = replace(DISCOUNT, achievement_method="signed")
    assert judge_month(kpi, Decimal(150), Decimal(100)).achievement == Decimal("0.5")


@pytest.mark.parametrize(
    ("actual", "target", "reason"),
    [
        (Missing("not_loaded"), Decimal(1), "not_loaded"),
        (Decimal(1), Missing("no_target"), "no_target"),
        (Missing("not_loaded"), Missing("no_target"), "no_target"),
        (Decimal(1), Decimal(0), "division_by_zero"),
        (Decimal(1), Decimal(-5), "not_applicable"),
    ],
)
def test_na_says_why(actual: Figure, target: Figure, reason: str) -> None:
    judged = judge_month(REVENUE, actual, target)
    assert (judged.light, judged.reason) == ("na", reason)


def test_a_definition_with_a_gap_is_na_and_stops_nobody() -> None:
    kpi = replace(DISCOUNT, achievement_method="inverse")  # its cap is missing
    assert judge_month(kpi, Decimal(1), Decimal(2)).reason == "achievement_parameter_missing"


def test_fixed_range_needs_no_target() -> None:
    limits = {"lo": Decimal(95), "hi": Decimal(105), "tolerance": Decimal(10)}
    kpi = replace(REVENUE, direction="range", achievement_method="range", achievement_parameters=limits)
    assert judge_month(kpi, Decimal(94), Missing("no_target")).achievement == Decimal("0.9")


def run_over(months: list[tuple[str, str]]) -> Run:
    run = Run()
    for light, reason in months:
        run = next_run(run, light=light, reason=reason)
    return run


RED, GREEN, SILENT, UNPLANNED = ("red", ""), ("green", ""), ("na", "not_loaded"), ("na", "no_target")


@pytest.mark.parametrize(
    ("months", "shown", "counted"),
    [
        ([RED, RED, RED], 3, 3),
        ([RED, RED, GREEN], 0, 0),
        ([RED, RED, SILENT], 0, 2),
        ([RED, RED, SILENT, RED], 1, 3),
        ([RED, RED, UNPLANNED, RED], 1, 1),
        ([RED, ("amber", ""), RED], 1, 1),
    ],
)
def test_silence_breaks_only_what_is_shown(months: list[tuple[str, str]], shown: int, counted: int) -> None:
    assert run_over(months) == Run(shown, counted)
    assert run_over(months).streak == streak([light for light, _ in months])
