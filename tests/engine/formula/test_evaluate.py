"""The reference evaluator against figures worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.formula import Aggregate, KpiReference, aggregate_rows, evaluate, evaluate_columns, parse
from kpiloop.engine.values import Figure, Missing

ROWS = [
    {"unit": "N", "on": date(2026, 3, 1), "status": "paid", "qty": 2, "price": Decimal("10.50"), "who": "a"},
    {"unit": "N", "on": date(2026, 3, 5), "status": None, "qty": 1, "price": Decimal("4.00"), "who": "b"},
    {"unit": "S", "on": date(2026, 3, 2), "status": "void", "qty": 5, "price": Decimal("1.10"), "who": "a"},
    {"unit": "S", "on": date(2026, 3, 2), "status": "paid", "qty": 3, "price": None, "who": None},
]


def figure_of(text: str) -> Figure:
    aggregate = parse(text)
    assert isinstance(aggregate, Aggregate)
    return aggregate_rows(aggregate, ROWS, date_column="on", leaf_column="unit")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum(o.qty)", "11"),
        ("sum(o.qty * o.price)", "30.50"),
        ('sum(o.qty) where o.status != "void"', "6"),
        ('sum(o.qty) where not o.status = "void"', "6"),
        ('sum(o.qty) where o.status = "void"', "5"),
        ('sum(o.qty) where o.status not in ("void", "paid")', "1"),
        ("sum(o.qty) where o.price > 4 or o.price <= 1.1", "7"),
        ("sum(o.qty) where o.price is missing", "3"),
        ('sum(o.qty) where o.on < "2026-03-02"', "2"),
        ("count(o)", "4"),
        ("count(o.who)", "3"),
        ("count_distinct(o.who)", "2"),
        ("average(o.price)", "5.2"),
        ("min(o.qty - 5)", "-4"),
        ("max(o.price)", "10.50"),
        ("last(o.qty)", "9"),  # N on the 5th: 1; S on the 2nd: 5 + 3
        ('last(o.qty) where o.status = "paid"', "5"),
        ('count(o) where o.status = "gone"', "0"),
        ("first(o.qty)", "10"),  # N on the 1st: 2; S on the 2nd: 5 + 3
        ("median(o.qty)", "2.5"),  # 1 2 3 5
        ("median(o.price)", "4"),  # 1.10 4 10.50
        ("percentile(90, o.qty)", "4.4"),  # place 2.7: 3 + 0.7 x 2
        ("percentile(0, o.qty)", "1"),
        ("percentile(100, o.qty)", "5"),
        ("top(1, o.qty, o.who)", "7"),  # a: 2 + 5
        ("top(2, o.qty, o.who)", "8"),  # and b: 1; the row that names nobody is nobody's
        ('top(1, o.qty, o.who) where o.status = "paid"', "2"),
    ],
)
def test_aggregates_by_hand(text: str, expected: str) -> None:
    assert figure_of(text) == Decimal(expected)


def test_who_is_new_and_who_came_back() -> None:
    before = [{"who": "a", "status": "paid"}, {"who": "b", "status": "void"}]
    found = {
        text: aggregate_rows(parse(text), ROWS, before=before)  # type: ignore[arg-type]
        for text in ("first_ever(o.who)", "returning(o.who)", "first_ever(o.who) where o.status is missing")
    }
    # b was void before: where only rows without a status count, nobody had seen it
    assert list(found.values()) == [0, 2, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('converted(1, o.who, o.status = "void") where o.status = "paid"', 0),  # on the day itself nothing was void
        ('converted(2, o.who, o.status = "void") where o.status = "paid"', 1),  # a of N on the 1st, in S on the 2nd
        ('converted(30, o.who, o.status = "void") where o.status = "void"', 1),  # a row may follow itself
        ('converted(30, o.who, o.status = "paid") where o.status = "void"', 0),  # paid was before
        ("converted(4, o.who, o.qty = 1)", 1),  # b alone; who names nobody is never followed
        ("converted(9, o.who, o.late)", 1),  # b on the 13th, after the window; a on the 20th is too late
        ("converted(99, o.who, o.late)", 2),
    ],
)
def test_who_converted(text: str, expected: int) -> None:
    later = {"unit": "E", "status": "", "qty": 9, "price": None, "late": True}
    after = [
        *({**row, "late": False} for row in ROWS),
        *({**later, "who": who, "on": day} for who, day in (("b", date(2026, 3, 13)), ("a", date(2026, 3, 20)))),
        {**later, "who": "a", "on": None}, {**later, "who": None, "on": date(2026, 3, 3)},
    ]  # fmt: skip
    aggregate = parse(text)
    assert isinstance(aggregate, Aggregate)
    assert aggregate_rows(aggregate, ROWS, date_column="on", after=after) == expected


def test_sum_of_nothing_is_not_zero() -> None:
    assert figure_of('sum(o.qty) where o.status = "gone"') == Missing("no_rows")


def no_kpi(part: KpiReference) -> Figure:
    return Missing("not_loaded") if part.code == "gone" else Decimal({"none": 120, "prior_year": 100}[part.shift])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kpi(a) / prior_year(kpi(a)) - 1", Decimal("0.2")),
        ("-kpi(a) + 3 * 2", Decimal(-114)),
        ("kpi(a) - kpi(gone)", Missing("not_loaded")),
        ("0 * kpi(gone)", Missing("not_loaded")),
        ("kpi(a) / (kpi(a) - 120)", Missing("division_by_zero")),
        ("fallback(kpi(gone), kpi(a))", Decimal(120)),
        ("fallback(kpi(a), kpi(gone))", Decimal(120)),
        ("fallback(kpi(a) / 0, 7)", Decimal(7)),
    ],
)
def test_figures_and_missing(text: str, expected: Figure) -> None:
    assert evaluate(parse(text), figure_by_rows, no_kpi) == expected


def figure_by_rows(aggregate: Aggregate) -> Figure:
    return aggregate_rows(aggregate, ROWS, date_column="on", leaf_column="unit")


def test_ratio_of_sums_not_mean_of_ratios() -> None:
    rows = [
        {"margin": Decimal(10), "revenue": Decimal(100)},
        {"margin": Decimal(450), "revenue": Decimal(900)},
    ]
    node = parse("sum(o.margin) / sum(o.revenue)")
    assert evaluate(node, lambda part: aggregate_rows(part, rows), no_kpi) == Decimal("0.46")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fallback(sum(o.x) / count(o), -1) + 2", [Decimal("3.5"), Decimal(1), Decimal(1)]),
        ("3 - -sum(o.x) * count(o)", [Decimal(27), Decimal(3), Missing("no_rows")]),
        ("sum(o.x) / count(o)", [Decimal("1.5"), Missing("division_by_zero"), Missing("no_rows")]),
    ],
)
def test_many_lines_at_once(text: str, expected: list[Figure]) -> None:
    columns = {
        "sum": [Decimal(6), Decimal(0), Missing("no_rows")],
        "count": [Decimal(4), Decimal(0), Decimal(2)],
    }
    assert evaluate_columns(parse(text), lambda part: columns[part.function], 3) == expected
