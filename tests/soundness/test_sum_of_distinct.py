"""Distinct counts are recounted: months do not add up to the year, nor units to the company."""

from __future__ import annotations

from tests.soundness.scan import compute

ROWS = [
    ("2026-01-10", "N1", "ann", "paid", 1, "1"), ("2026-01-20", "N1", "ann", "paid", 1, "1"),
    ("2026-01-20", "N2", "ann", "paid", 1, "1"), ("2026-01-20", "S1", "bob", "paid", 1, "1"),
    ("2026-02-10", "N1", "ann", "paid", 1, "1"), ("2026-02-10", "S1", "cid", "paid", 1, "1"),
    ("2026-02-11", "S1", None, "paid", 1, "1"),
]  # fmt: skip


def test_customers() -> None:
    figures = compute("count_distinct(sales.who)", ROWS)
    assert {key: int(str(figure)) for key, figure in figures.items()} == {
        ("N1", "jan"): 1, ("N2", "jan"): 1, ("N", "jan"): 1, ("S1", "jan"): 1, ("S", "jan"): 1, ("HQ", "jan"): 2,
        ("N1", "feb"): 1, ("N", "feb"): 1, ("S1", "feb"): 1, ("S", "feb"): 1, ("HQ", "feb"): 2,
        ("N1", "ytd"): 1, ("N2", "ytd"): 1, ("N", "ytd"): 1, ("S1", "ytd"): 2, ("S", "ytd"): 2, ("HQ", "ytd"): 3,
    }  # fmt: skip
