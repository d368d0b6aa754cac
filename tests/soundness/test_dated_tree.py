"""R40: a row counts for the unit its leaf belonged to on the row's own date, not on today's tree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kpiloop.engine.dataflow import Member, Window
from tests.soundness.scan import FOREVER, JAN, TO_DATE, compute

MOVED = date(2026, 1, 15)
TREE = [
    Member("N1", "HQ", *FOREVER),
    Member("N1", "N", date(2020, 1, 1), MOVED),
    Member("N1", "S", MOVED, date(2030, 1, 1)),
]
ROWS = [
    ("2026-01-14", "N1", "p", None, 1, "1.00"),
    ("2026-01-15", "N1", "p", None, 1, "10.00"),
    ("2026-02-01", "N1", "q", None, 1, "100.00"),
]


def test_the_day_of_the_move_belongs_to_the_new_unit() -> None:
    figures = compute("sum(sales.amount)", ROWS, tree=TREE, windows=[JAN, TO_DATE])
    assert figures == {
        ("N", "jan"): Decimal("1.00"), ("S", "jan"): Decimal("10.00"), ("HQ", "jan"): Decimal("11.00"),
        ("N", "ytd"): Decimal("1.00"), ("S", "ytd"): Decimal("110.00"), ("HQ", "ytd"): Decimal("111.00"),
    }  # fmt: skip


def test_distinct_counts_follow_the_dates_too() -> None:
    figures = compute("count_distinct(sales.who)", ROWS, tree=TREE, windows=[TO_DATE])
    assert figures == {("N", "ytd"): 1, ("S", "ytd"): 2, ("HQ", "ytd"): 2}


def test_window_edges_first_day_in_last_day_in_next_day_out() -> None:
    rows = [("2025-12-31", "N1", "p", None, 1, "1"), ("2026-01-01", "N1", "p", None, 1, "10"),
            ("2026-01-31", "N1", "p", None, 1, "100"), ("2026-02-01", "N1", "p", None, 1, "1000")]  # fmt: skip
    assert compute("sum(sales.amount)", rows, tree=TREE, windows=[JAN])[("HQ", "jan")] == 110


def test_persons_keep_their_rows_when_the_unit_changes() -> None:
    tree = [Member("p", "ann", *FOREVER), Member("q", "bob", *FOREVER)]
    figures = compute("sum(sales.amount)", ROWS, tree=tree, windows=[TO_DATE], role="person")
    assert figures == {("ann", "ytd"): Decimal("11.00"), ("bob", "ytd"): Decimal("100.00")}


def test_a_window_inside_a_month_and_a_move_inside_it() -> None:
    half = Window("half", date(2026, 1, 10), date(2026, 1, 15))
    assert compute("sum(sales.amount)", ROWS, tree=TREE, windows=[half]) == {
        ("N", "half"): Decimal("1.00"),
        ("HQ", "half"): Decimal("1.00"),
    }
