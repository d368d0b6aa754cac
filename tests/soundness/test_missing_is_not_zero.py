"""No data is no value: it is neither 0 nor full marks, and nothing turns it into one on the way."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.engine.values import Missing
from tests.soundness.scan import FEB, JAN, compute

ROWS = [("2026-01-10", "N1", "p", "paid", 1, "10.00"), ("2026-01-11", "N2", "q", "void", None, None)]


def test_a_month_without_rows_has_no_cell_at_all() -> None:
    figures = compute("sum(sales.amount)", ROWS, windows=[JAN, FEB])
    assert ("HQ", "feb") not in figures
    assert ("S", "jan") not in figures


def test_empty_cells_do_not_add_up_to_zero() -> None:
    figures = compute("sum(sales.amount)", ROWS, windows=[JAN])
    assert figures[("N2", "jan")] == Missing("no_rows")
    assert figures[("N", "jan")] == Decimal("10.00")


def test_average_and_extremes_of_nothing_are_missing() -> None:
    for function in ("average", "min", "max", "last"):
        figures = compute(f'{function}(sales.amount) where sales.state = "gone"', ROWS, windows=[JAN])
        assert figures[("HQ", "jan")] == Missing("no_rows"), function


@pytest.mark.feature("KP-04")
def test_a_missing_part_makes_the_whole_missing() -> None:
    figures = compute('sum(sales.qty) + max(sales.amount) where sales.state = "void"', ROWS, windows=[JAN])
    assert figures[("HQ", "jan")] == Missing("no_rows")


def test_nothing_returned_among_many_sold_is_an_honest_zero() -> None:
    figures = compute('count(sales) where sales.state = "returned" / count(sales)', ROWS, windows=[JAN])
    assert figures[("HQ", "jan")] == Decimal(0)


def test_division_by_zero_is_missing() -> None:
    figures = compute('sum(sales.qty) / sum(sales.qty) where sales.state = "gone"', ROWS, windows=[JAN])
    assert figures[("HQ", "jan")] == Missing("division_by_zero")


def test_rows_with_an_empty_state_are_not_lost_by_not_equal() -> None:
    rows = [("2026-01-10", "N1", "p", None, 1, "7.00"), ("2026-01-10", "N1", "p", "void", 1, "1.00"),
            ("2026-01-10", "N1", "p", "paid", 1, "2.00")]  # fmt: skip
    text = "sum(sales.amount) where sales.state "
    assert compute(text + '!= "void"', rows, windows=[JAN])[("HQ", "jan")] == Decimal("9.00")
    assert compute(text + 'not in ("void", "paid")', rows, windows=[JAN])[("HQ", "jan")] == Decimal("7.00")
    assert compute(text + '= "void"', rows, windows=[JAN])[("HQ", "jan")] == Decimal("1.00")
