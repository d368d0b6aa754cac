"""A row counts once per unit, however deep the tree, however often a stretch or a window is listed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.dataflow import Member, Window
from tests.soundness.scan import FOREVER, JAN, TREE, compute

ROWS = [("2026-01-10", "N1", "p", "paid", 1, "10.00"), ("2026-01-11", "N2", "q", "paid", 1, "5.50"),
        ("2026-01-12", "S1", "r", "paid", 1, "4.00")]  # fmt: skip


def test_every_level_sees_each_row_once() -> None:
    figures = compute("sum(sales.amount)", ROWS, windows=[JAN])
    assert {subject: figure for (subject, _), figure in figures.items()} == {
        "N1": Decimal("10.00"), "N2": Decimal("5.50"), "N": Decimal("15.50"), "S1": Decimal("4.00"),
        "S": Decimal("4.00"), "HQ": Decimal("19.50"),
    }  # fmt: skip


def test_a_leaf_listed_twice_does_not_double() -> None:
    again = [Member("N1", "HQ", date(2026, 1, 5), date(2026, 6, 1)), Member("N1", "HQ", *FOREVER)]
    assert compute("sum(sales.amount)", ROWS, tree=[*TREE, *again], windows=[JAN])[("HQ", "jan")] == Decimal("19.50")


def test_overlapping_windows_do_not_share_rows_out() -> None:
    wide = Window("wide", date(2025, 6, 1), date(2026, 6, 1))
    figures = compute("count(sales)", ROWS, windows=[JAN, wide])
    assert figures[("HQ", "jan")] == figures[("HQ", "wide")] == 3


@pytest.mark.feature("KP-03")
def test_two_aggregates_of_one_formula_do_not_multiply_each_other() -> None:
    text = 'sum(sales.amount) where sales.who = "p" + count_distinct(sales.who) + sum(sales.amount)'
    assert compute(text, ROWS, windows=[JAN])[("HQ", "jan")] == Decimal("32.50")


def test_rows_of_an_unknown_unit_reach_nobody() -> None:
    rows = [*ROWS, ("2026-01-12", "X9", "r", "paid", 1, "1000.00"), ("2026-01-12", None, "r", "paid", 1, "1000.00")]
    assert compute("sum(sales.amount)", rows, windows=[JAN])[("HQ", "jan")] == Decimal("19.50")
