"""Figures as the pictures of the look show them, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from kpiloop.engine.targets.band import Band
from kpiloop.engine.values import Missing
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.formats import Display

WAN = Display(unit="CNY", scale="wan")
RATE = Display(unit="percent", scale="percent", places=1)
DAYS = Display(unit="days")
SCORE = Display(unit="score", places=1)


@pytest.mark.parametrize(
    ("language", "expected", "unit"),
    [("zh-hans", "12,790", "万元"), ("en", "127.90", "CNY M")],
)
def test_ten_thousands_keep_their_precision_as_millions(language: str, expected: str, unit: str) -> None:
    with translation.override(language):
        assert formats.value(Decimal("127900000"), WAN) == expected
        assert formats.unit_of(WAN) == unit


@pytest.mark.parametrize(
    ("language", "rate", "days", "score"),
    [("zh-hans", "+1.4 个百分点", "+4 天", "−1.8 分"), ("en", "+1.4 pp", "+4 d", "−1.8 pts")],
)
def test_variances_are_signed_and_percentages_differ_in_points(language: str, rate: str, days: str, score: str) -> None:
    with translation.override(language):
        assert formats.difference(Decimal("0.014"), RATE) == rate
        assert formats.difference(Decimal(4), DAYS) == days
        assert formats.difference(Decimal("-1.8"), SCORE) == score
        assert formats.difference(Decimal(-800_000), WAN) == ("−0.80" if language == "en" else "−80")


def test_a_minus_is_the_true_minus_and_zero_has_no_sign() -> None:
    assert formats.number(Decimal("-80")) == "\u221280"
    assert formats.number(Decimal("-0.04"), 1) == "0.0"
    assert formats.number(Decimal("0"), 1, signed=True) == "0.0"


def test_half_is_rounded_up_not_to_even() -> None:
    assert formats.number(Decimal("2.5"), 0) == "3"
    assert formats.percent(Decimal("0.9645"), 1) == "96.5%"
    assert formats.number(Decimal("-2.5"), 0) == "−3"


def test_missing_is_a_dash_and_never_zero() -> None:
    absent = Missing("no_rows")
    for text in (
        formats.number(absent),
        formats.money(None),
        formats.percent(absent),
        formats.points(None),
        formats.value_with_unit(absent, WAN),
        formats.difference(absent, RATE),
        formats.target(None, DAYS, "lower"),
    ):
        assert text == "—"


def test_a_lower_is_better_target_reads_at_most() -> None:
    with translation.override("zh-hans"):
        assert formats.target(Decimal(48), DAYS, "lower") == "≤ 48 天"
        assert formats.target(Decimal("0.95"), RATE, "higher") == "95.0%"


def test_a_target_keeps_the_places_somebody_typed_and_a_worked_out_one_does_not() -> None:
    whole, money = formats.Display("percent", "percent", 0), formats.Display("CNY", "wan", 0)
    with translation.override("zh-hans"):
        assert formats.target(Decimal("0.253"), whole, "higher") == "25.3%"
        assert formats.target(Band(Decimal("0.02"), Decimal("0.0325")), whole, "") == "2.00–3.25%"
        assert formats.target(Decimal("0.25"), whole, "lower") == "≤ 25%"
        assert formats.target(Decimal("8.33333333"), formats.Display("orders"), "higher") == "8 单"
        assert formats.target(Decimal("12453200"), money, "higher") == "1,245 万元"


def test_names_are_joined_as_the_language_does() -> None:
    with translation.override("zh-hans"):
        assert formats.join(["陈立", "周颖"]) == "陈立、周颖"
    with translation.override("en"):
        assert formats.join(["Chen Li", "Zhou Ying"]) == "Chen Li, Zhou Ying"


def test_a_scale_is_chosen_by_size() -> None:
    assert formats.scale_for(Decimal(99_999)) == "one"
    assert formats.scale_for(Decimal(-100_000)) == "wan"
    assert formats.scale_for(Decimal(1_000_000_000)) == "yi"
    assert formats.scale_for(None) == "one"
