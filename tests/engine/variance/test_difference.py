"""Change, share and judgement (R38, B2)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.engine.values import Missing
from kpiloop.engine.variance.difference import difference, judge


def test_percentage_kpi_changes_in_points() -> None:
    found = difference(Decimal("8.6"), Decimal("6.9"), direction="lower", in_points=True)
    assert found.change == Decimal("1.7")
    assert found.share == Missing("not_applicable")
    assert found.judgement == "worse"


def test_share_rests_on_the_absolute_base() -> None:
    found = difference(Decimal(-50), Decimal(-100), direction="higher", in_points=False)
    assert (found.change, found.share, found.judgement) == (50, Decimal("0.5"), "better")


def test_base_zero_has_a_change_but_no_share() -> None:
    found = difference(Decimal(5), Decimal(0), direction="lower", in_points=False)
    assert (found.change, found.share, found.judgement) == (5, Missing("division_by_zero"), "worse")


def test_missing_base_is_neutral_and_keeps_its_reason() -> None:
    found = difference(Decimal(5), Missing("no_target"), direction="higher", in_points=False)
    assert (found.change, found.share, found.judgement) == (Missing("no_target"), Missing("no_target"), "neutral")


@pytest.mark.parametrize(
    ("change", "direction", "expected"),
    [
        (1, "higher", "better"),
        (-1, "higher", "worse"),
        (1, "lower", "worse"),
        (-1, "lower", "better"),
        (1, "binary", "better"),
        (1, "range", "neutral"),
        (0, "lower", "neutral"),
    ],
)
def test_direction_decides(change: int, direction: str, expected: str) -> None:
    assert judge(Decimal(change), direction) == expected
