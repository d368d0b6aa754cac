"""Percentiles, largest members, who is new, returns or converts: each by SQL written apart from the compiler."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest

from kpiloop.engine.values import Figure
from tests.soundness.scan import FEB, JAN, TO_DATE, TREE, Row, compute, fill

DICE = random.Random(20260331)
#: A year of rows before the windows; few customers, so that some are new, some came back, and sums tie now and then.
ROWS: Sequence[Row] = [
    (
        str(date(2025, 2, 1) + timedelta(days=DICE.randrange(393))),
        DICE.choice(["N1", "N2", "S1"]),
        DICE.choice([*"abcdefghijklmnopqrstuvwxyz", None]),
        DICE.choice(["paid", "void"]),
        DICE.choice([None, *range(9)]),
        str(Decimal(DICE.randrange(-500, 5000)) / 100),
    )
    for _ in range(240)
]
LATE_JOINERS: Sequence[Row] = [
    ("2026-01-20", "N1", "new1", "paid", 3, "9.00"), ("2026-02-10", "N2", "new1", "paid", 4, "1.00"),
    ("2026-02-11", "S1", "new2", "void", 5, "7.00"), ("2026-02-12", "S1", "new3", "paid", 6, "7.00"),
]  # fmt: skip
EVERY = [*ROWS, *LATE_JOINERS]
SUBJECTS = {subject: {m.leaf for m in TREE if m.subject == subject} for subject in ("HQ", "N", "S", "N1", "N2", "S1")}
#: {scope} are the rows of subject and window, {start} the first day of the window.
BY_SQL = {
    "median(sales.qty)": "SELECT quantile_cont(qty, 0.5) FROM {scope}",
    "percentile(90, sales.amount)": "SELECT quantile_cont(amount::DOUBLE, 0.9) FROM {scope}",
    'percentile(12.5, sales.amount) where sales.state = "paid"': (
        "SELECT quantile_cont(amount::DOUBLE, 0.125) FROM {scope} WHERE state = 'paid'"
    ),
    "top(1, sales.amount, sales.who)": (
        "SELECT max(s) FROM (SELECT sum(amount) AS s FROM {scope} WHERE who IS NOT NULL GROUP BY who)"
    ),
    "top(5, sales.amount, sales.who)": (
        "SELECT sum(s) FROM (SELECT sum(amount) AS s FROM {scope} WHERE who IS NOT NULL GROUP BY who"
        " ORDER BY s DESC LIMIT 5)"
    ),
    "first_ever(sales.who)": (
        "SELECT count(DISTINCT who) FROM {scope} WHERE who NOT IN"
        " (SELECT who FROM sales WHERE \"on\" < DATE '{start}' AND who IS NOT NULL)"
    ),
    'returning(sales.who) where sales.state = "paid"': (
        "SELECT count(DISTINCT who) FROM {scope} WHERE state = 'paid' AND who IN"
        " (SELECT who FROM sales WHERE \"on\" < DATE '{start}' AND state = 'paid')"
    ),
    'converted(10, sales.who, sales.state = "void") where sales.state = "paid"': (
        "SELECT count(DISTINCT who) FROM {scope} s WHERE state = 'paid' AND EXISTS (SELECT 1 FROM sales l WHERE"
        ' l.who = s.who AND l.state = \'void\' AND l."on" - s."on" BETWEEN 0 AND 9)'
    ),
}


@pytest.fixture(scope="module")
def store() -> duckdb.DuckDBPyConnection:
    held = duckdb.connect()
    held.execute(
        'CREATE TABLE sales ("on" DATE, unit VARCHAR, who VARCHAR, state VARCHAR, qty BIGINT, amount DECIMAL(38,6))'
    )
    fill(held, "sales", EVERY)
    return held


@pytest.mark.feature("KP-01")
@pytest.mark.parametrize("text", BY_SQL)
def test_equals_sql_written_by_hand(store: duckdb.DuckDBPyConnection, text: str) -> None:
    figures = compute(text, EVERY)
    assert len(figures) == 18  # six subjects, three windows
    for (subject, window), figure in figures.items():
        days = next(each for each in (JAN, FEB, TO_DATE) if each.window == window)
        leaves = ", ".join(f"'{leaf}'" for leaf in sorted(SUBJECTS[subject]))
        scope = (
            f"(SELECT * FROM sales WHERE unit IN ({leaves})"
            f" AND \"on\" >= DATE '{days.starts}' AND \"on\" < DATE '{days.ends}')"
        )
        (expected,) = store.execute(BY_SQL[text].format(scope=scope, start=days.starts)).fetchone() or (None,)
        assert close(figure, expected), (subject, window, figure, expected)


def close(figure: Figure, expected: object) -> bool:
    """Quantiles of the database are binary floats; everything else is equal to the last digit."""
    assert isinstance(figure, Decimal) and expected is not None
    difference = abs(figure - Decimal(str(expected)))
    return difference < Decimal("1e-9") if isinstance(expected, float) else difference == 0


def test_new_and_returning_are_all_values_and_new_months_add_up() -> None:
    found = {text: compute(f"{text}(sales.who)", EVERY) for text in ("first_ever", "returning", "count_distinct")}
    for key, every in found["count_distinct"].items():
        first, again = found["first_ever"][key], found["returning"][key]
        assert isinstance(first, Decimal) and isinstance(again, Decimal)
        assert first + again == every
    new = found["first_ever"]
    assert new["HQ", "jan"] + new["HQ", "feb"] == new["HQ", "ytd"] > 2  # type: ignore[operator]
    # new1 was served by N1 in January: for N2 in February it is not new, and in the year to date it is
    assert (new["N2", "feb"], new["N2", "ytd"]) == (0, 1 + new["N2", "jan"])  # type: ignore[operator]


def test_who_converted_is_counted_where_the_first_row_lies() -> None:
    rows: Sequence[Row] = [
        ("2026-01-31", "N1", "a", "lead", 1, None), ("2026-02-09", "S1", "a", "won", 1, None),
        ("2026-01-31", "N1", "b", "lead", 1, None), ("2026-02-10", "N1", "b", "won", 1, None),
        ("2026-02-01", "N2", "a", "lead", 1, None), ("2026-02-05", "N1", None, "won", 1, None),
        ("2026-02-02", "S1", None, "lead", 1, None),
    ]  # fmt: skip
    figures = compute('converted(10, sales.who, sales.state = "won") where sales.state = "lead"', rows)
    # a of N1 signs nine days later in S1; b ten days later, which is too late; who names nobody is nobody
    assert {key: figure for key, figure in figures.items() if key[1] == "jan"} == {
        ("N1", "jan"): 1, ("N", "jan"): 1, ("HQ", "jan"): 1,
    }  # fmt: skip
    assert (figures["N2", "feb"], figures["N1", "feb"], figures["S1", "feb"]) == (1, 0, 0)
    assert (figures["N", "feb"], figures["N", "ytd"], figures["HQ", "ytd"]) == (1, 1, 1)  # a once, not twice


def test_the_median_of_a_parent_is_no_mean_of_medians() -> None:
    rows: Sequence[Row] = [("2026-01-05", "N1", "a", None, n, "1") for n in (1, 9)]
    rows = [*rows, *(("2026-01-05", "N2", "a", None, n, "1") for n in (2, 3, 4))]
    figures = compute("median(sales.qty)", rows, windows=[JAN])
    assert [figures[unit, "jan"] for unit in ("N1", "N2", "N")] == [5, 3, 3]


def test_the_largest_customer_of_the_year_is_ranked_anew() -> None:
    rows: Sequence[Row] = [
        ("2026-01-05", "N1", "a", None, 1, "60"), ("2026-01-06", "N1", "b", None, 1, "40"),
        ("2026-02-05", "N1", "a", None, 1, "10"), ("2026-02-06", "N2", "b", None, 1, "70"),
    ]  # fmt: skip
    figures = compute("top(1, sales.amount, sales.who)", rows)
    assert [figures["HQ", window] for window in ("jan", "feb", "ytd")] == [60, 70, 110]
    assert figures["N1", "ytd"] == 70
