"""R31: a ratio of a group is the ratio of its sums; 10 % of 100 and 50 % of 900 are 46 %, not 30 %."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.engine.formula import FormulaError
from tests.soundness.scan import JAN, TO_DATE, compute

#: qty is the margin, amount the revenue.
ROWS = [("2026-01-10", "N1", "p", "paid", 10, "100.00"), ("2026-01-10", "N2", "p", "paid", 450, "900.00")]


@pytest.mark.feature("KP-02")
def test_ratio_of_a_region_is_the_ratio_of_its_sums() -> None:
    figures = compute("sum(sales.qty) / sum(sales.amount)", ROWS, windows=[JAN])
    assert figures[("N1", "jan")] == Decimal("0.1")
    assert figures[("N2", "jan")] == Decimal("0.5")
    assert figures[("N", "jan")] == Decimal("0.46")


@pytest.mark.feature("KP-02")
def test_ratio_to_date_is_not_the_mean_of_months() -> None:
    rows = [("2026-01-10", "N1", "p", "paid", 10, "100.00"), ("2026-02-10", "N1", "p", "paid", 450, "900.00")]
    assert compute("sum(sales.qty) / sum(sales.amount)", rows, windows=[TO_DATE])[("N", "ytd")] == Decimal("0.46")


def test_average_of_a_group_weighs_every_row() -> None:
    rows = [("2026-01-10", "N1", "p", "paid", 1, "1.00")] * 3 + [("2026-01-10", "N2", "p", "paid", 1, "5.00")]
    assert compute("average(sales.amount)", rows, windows=[JAN])[("N", "jan")] == Decimal("2")


def test_dividing_row_by_row_is_refused() -> None:
    with pytest.raises(FormulaError, match="formula_row_division"):
        compute("average(sales.qty / sales.amount)", ROWS)
