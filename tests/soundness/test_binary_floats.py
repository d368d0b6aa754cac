"""Sums are exact decimals: the order of rows and the size of the sum change no digit."""

from __future__ import annotations

from decimal import Decimal

from tests.soundness.scan import JAN, compute


def test_ten_times_a_tenth_is_one() -> None:
    rows = [("2026-01-10", "N1", "p", None, 1, "0.1")] * 10
    assert compute("sum(sales.amount)", rows, windows=[JAN])[("HQ", "jan")] == Decimal(1)
    assert sum([0.1] * 10) != 1


def test_a_cent_beside_a_billion_is_kept() -> None:
    rows = [("2026-01-10", "N1", "p", None, 1, "99999999999999.99"), ("2026-01-10", "N1", "p", None, 1, "0.01")]
    assert compute("sum(sales.amount)", rows, windows=[JAN])[("HQ", "jan")] == Decimal("100000000000000.00")


def test_products_are_exact_to_six_decimals_half_up() -> None:
    rows = [("2026-01-10", "N1", "p", None, 1, "0.000003"), ("2026-01-10", "N1", "p", None, 1, "-0.000003")]
    assert compute("sum(sales.amount * 0.5)", rows[:1], windows=[JAN])[("HQ", "jan")] == Decimal("0.000002")
    assert compute("sum(sales.amount * 0.5)", rows[1:], windows=[JAN])[("HQ", "jan")] == Decimal("-0.000002")
