"""Figures an author states are held beside those computed; the company is the one worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.governance.bundle.expecting import differing, expectations
from kpiloop.governance.bundle.rows import Bundle, Row
from tests.loop.reward import company as scored
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]


def stated(subject: str, kpi: str, period: str, **figures: str) -> Row:
    values = {name: Decimal(figure) for name, figure in figures.items()}
    return Row({"subject": subject, "kpi": kpi, "period": period, "window": "month", **values}, f"expected:{period}")


def test_equal_at_the_decimals_written_different_and_not_there_yet(actors: dict[str, Actor]) -> None:
    rows = (
        stated("EAST", "revenue", "2026-10", actual="105", target="150", achievement="0.7"),
        stated("HQ", "revenue", "2026-09", actual="221", achievement="0.88"),
        stated("EAST", "revenue", "2027-03", actual="1"),
        stated("HQ", "revenue", "2026-10", achievement="0.9"),
    )
    found = expectations(SYSTEM, Bundle({"expected": rows}), on=date(2026, 12, 1))
    assert [(each.column, each.found, each.is_met) for each in found] == [
        ("actual", "105", True),
        ("target", "150", True),
        ("achievement", "0.7", True),
        ("actual", "220", False),
        ("achievement", "0.88", True),
        ("actual", None, None),
        ("achievement", "0.9", True),  # 0.86 at one decimal
    ]
    assert [(fault.where, fault.fields["found"]) for fault in differing(found)] == [("expected:2026-09", "220")]


@pytest.mark.feature("CA-02")
def test_half_years_that_are_over(actors: dict[str, Actor]) -> None:
    # Sales of May and June 2 x 150, targets of six months; the second half runs until December.
    rows = (
        stated("EAST", "revenue", "FY2026-H1", actual="300", target="900", achievement="0.34"),
        stated("EAST", "revenue", "FY2026-H2", actual="510"),
    )
    found = expectations(SYSTEM, Bundle({"expected": rows}), on=date(2026, 12, 1))
    assert [(each.column, each.found, each.is_met) for each in found] == [
        ("actual", "300", True), ("target", "900", True), ("achievement", "0.33", False), ("actual", None, None),
    ]  # fmt: skip


def test_scores_and_grades_of_a_quarter(actors: dict[str, Actor]) -> None:
    """HQ: 89.2 points, B; its revenue 705 of 750 is 0.94 and 88 points (tests/loop/reward/company.py)."""
    scored.add_mover()
    scored.scored_cycle(actors)
    quarter = scored.QUARTER
    rows = (
        stated("HQ", "", quarter, score="89.2"),
        stated("HQ", "revenue", quarter, actual="705", achievement="0.94", score="88.5"),
        Row({"subject": "HQ", "kpi": "", "period": quarter, "window": "month", "grade": "A"}, "expected:grade"),
        stated("E5", "", quarter, score="1"),
    )
    found = expectations(SYSTEM, Bundle({"expected": rows}), on=date(2026, 12, 1))
    assert [(each.column, each.found, each.is_met) for each in found] == [
        ("score", "89.2", True),
        ("actual", "705", True),
        ("achievement", "0.94", True),
        ("score", "88", False),
        ("grade", "B", False),
        ("score", None, None),  # nobody scored E5
    ]
    assert [fault.where for fault in differing(found)] == [f"expected:{quarter}", "expected:grade"]
