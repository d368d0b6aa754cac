"""A stock is the last value of the window per leaf, summed over units; it is never added up over time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kpiloop.engine.dataflow import Member
from tests.soundness.scan import FOREVER, compute

#: Headcount at month ends.
ROWS = [
    ("2026-01-31", "N1", None, None, 10, None), ("2026-01-31", "N2", None, None, 20, None),
    ("2026-02-15", "N1", None, None, 99, None), ("2026-02-28", "N1", None, None, 12, None),
    ("2026-02-28", "N2", None, None, 21, None),
]  # fmt: skip


def test_headcount() -> None:
    figures = compute("last(sales.qty)", ROWS)
    assert figures[("N", "jan")] == 30
    assert figures[("N1", "feb")] == 12
    assert figures[("HQ", "feb")] == figures[("HQ", "ytd")] == 33


def test_several_rows_on_the_last_day_belong_together() -> None:
    rows = [("2026-01-30", "N1", "a", None, 7, None), ("2026-01-31", "N1", "a", None, 1, None),
            ("2026-01-31", "N1", "b", None, 2, None)]  # fmt: skip
    assert compute("last(sales.qty)", rows)[("N1", "jan")] == 3


def test_each_leaf_has_its_own_last_day() -> None:
    rows = [("2026-01-20", "N1", None, None, 5, None), ("2026-01-31", "N2", None, None, 6, None)]
    assert compute("last(sales.qty)", rows)[("HQ", "jan")] == Decimal(11)


def test_a_leaf_that_moved_counts_for_its_unit_at_the_end_and_once() -> None:
    moved = date(2026, 1, 15)
    tree = [
        Member("N1", "N", date(2020, 1, 1), moved), Member("N1", "S", moved, date(2030, 1, 1)),
        Member("N1", "HQ", *FOREVER),
    ]  # fmt: skip
    rows = [("2026-01-10", "N1", None, None, 5, None), ("2026-01-31", "N1", None, None, 8, None)]
    figures = compute("last(sales.qty)", rows, tree=tree)
    assert figures[("S", "jan")] == figures[("HQ", "jan")] == 8
    assert ("N", "jan") not in figures or not isinstance(figures[("N", "jan")], Decimal)
