"""Vectors of domain rules R1-R4 and B3: computed outside the product with exact arithmetic."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.achievement import achievement
from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Missing


@pytest.mark.parametrize(
    ("method", "actual", "expected"),
    [
        ("mirror", "90", "1.10"),
        ("mirror", "125", "0.75"),
        ("mirror", "250", "-0.50"),
        ("inverse", "125", "0.80"),
        ("inverse", "250", "0.40"),
    ],
)
def test_b3_two_lower_formulas(method: str, actual: str, expected: str) -> None:
    parameters = {"cap": D(2)} if method == "inverse" else {}
    assert achievement(method, D(actual), D(100), parameters=parameters) == D(expected)


def test_r2_inverse_of_ninety_is_a_ninth_more() -> None:
    reached = achievement("inverse", D(90), D(100), parameters={"cap": D(2)})
    assert isinstance(reached, D)
    assert abs(reached - D(10) / 9) < D("1e-20")


def test_b3_inverse_at_zero_gives_the_cap() -> None:
    assert achievement("inverse", D(0), D(100), parameters={"cap": D("1.5")}) == D("1.5")


@pytest.mark.parametrize(
    ("actual", "expected"),
    [("94", "0.9"), ("95", "1"), ("100", "1"), ("105", "1"), ("110", "0.5"), ("115", "0"), ("120", "0")],
)
def test_b3_range(actual: str, expected: str) -> None:
    parameters = {"lo": D(95), "hi": D(105), "tolerance": D(10)}
    assert achievement("range", D(actual), Missing("no_target"), parameters=parameters) == D(expected)


@pytest.mark.parametrize(("actual", "expected"), [("-50", "1.5"), ("-150", "0.5")])
def test_r3_negative_target_is_judged_by_the_signed_base(actual: str, expected: str) -> None:
    assert achievement("signed", D(actual), D(-100)) == D(expected)


def test_r4_baseline() -> None:
    assert achievement("baseline", D(50), D(20), parameters={"baseline": D(80)}) == D("0.5")
    same = achievement("baseline", D(50), D(80), parameters={"baseline": D(80)})
    assert isinstance(same, Missing)


@pytest.mark.parametrize(("actual", "expected"), [("0", "1"), ("1", "0")])
def test_target_zero_lower_is_better_is_hit_or_miss(actual: str, expected: str) -> None:
    assert achievement("binary", D(actual), D(0), parameters={"lower": D(1)}) == D(expected)


def test_a_target_of_zero_has_no_ratio() -> None:
    assert isinstance(achievement("ratio", D(5), D(0)), Missing)


def test_missing_travels_and_unknown_methods_are_refused() -> None:
    assert achievement("ratio", Missing("not_loaded"), D(1)) == Missing("not_loaded")
    assert achievement("ratio", D(1), Missing("no_target")) == Missing("no_target")
    with pytest.raises(Refusal) as refused:
        achievement("guess", D(1), D(1))
    assert refused.value.code == "achievement_method_unknown"
