"""Names and types are checked before a formula is stored."""

from __future__ import annotations

import pytest

from kpiloop.engine.formula import DatasetShape, FormulaError, KpiReference, check, parse, time_kind

ORDERS = DatasetShape(
    name="orders",
    columns={
        "order_no": "text", "ordered_on": "date", "shipped_on": "date", "unit": "text", "status": "text",
        "qty": "integer", "amount": "decimal", "returned": "boolean",
    },
    date_columns=("ordered_on", "shipped_on"),
    unit_column="unit",
)  # fmt: skip
NOTES = DatasetShape(name="notes", columns={"body": "text"})
DATASETS = {"orders": ORDERS, "notes": NOTES}


def test_lists_what_the_formula_reads_once_each() -> None:
    checked = check(
        parse("sum(orders.amount) / count(orders) - sum(orders.amount) / kpi(a) + prior_year(kpi(a))"), DATASETS, {"a"}
    )
    assert [aggregate.function for aggregate in checked.aggregates] == ["sum", "count"]
    assert checked.kpi_references == (KpiReference("a"), KpiReference("a", "prior_year"))


ACCEPTED = [
    'count(orders) where orders.shipped_on <= orders.ordered_on and orders.status in ("a","b")',
    'sum(orders.qty * orders.amount) where orders.ordered_on >= "2026-01-01"',
    "count(orders) where orders.returned and not orders.returned = false",
    "count_distinct(orders.status) + max(orders.qty)",
    "count(orders) where orders.amount = orders.qty and orders.status is missing",
    'converted(366, orders.status, orders.returned or orders.qty > 2) where orders.status != "new"',
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str) -> None:
    assert check(parse(text), DATASETS, set()).aggregates


REFUSED = [
    ("sum(sales.amount)", "formula_unknown_dataset", 1),
    ("sum(orders.amuont)", "formula_unknown_column", 5),
    ("count(orders) where orders.x = 1", "formula_unknown_column", 21),
    ("sum(orders.amount * notes.body)", "formula_mixed_datasets", 21),
    ('count(orders) where notes.body = "x"', "formula_mixed_datasets", 21),
    ("sum(orders.status)", "formula_type", 5),
    ("average(orders.ordered_on)", "formula_type", 9),
    ("sum(orders.amount / orders.qty)", "formula_row_division", 19),
    ("sum(sum(orders.amount) + orders.qty)", "formula_nested", 5),
    ("orders.amount + 1", "formula_bare_column", 1),
    ("kpi(nothing)", "formula_unknown_kpi", 1),
    ("1 + 2", "formula_reads_nothing", 1),
    ("count(orders) where orders.status > \"a\"", "formula_type", 35),
    ("count(orders) where orders.status = 1", "formula_type", 37),
    ('count(orders) where orders.amount = "1"', "formula_type", 37),
    ('count(orders) where orders.ordered_on >= "2026-02-30"', "formula_not_a_date", 42),
    ("count(orders) where orders.status", "formula_type", 21),
    ("count(orders) where 1 = 1", "formula_compares_nothing", 23),
    ("count(orders) where orders.amount > 0.0000001", "formula_number_too_long", 37),
    ("count_distinct(orders.qty + 1)", "formula_argument", 1),
    ("last(notes.body)", "formula_no_date", 1),
    ("first(notes.body)", "formula_no_date", 1),
    ("first_ever(notes.body)", "formula_no_date", 1),
    ("first_ever(orders.qty + 1)", "formula_argument", 1),
    ("converted(30, notes.body, notes.body is missing)", "formula_no_date", 1),
    ("converted(30, orders.qty + 1, orders.returned)", "formula_argument", 1),
    ("converted(30, orders.status, orders.qty)", "formula_type", 30),
    ("converted(30, orders.status, notes.body is missing)", "formula_mixed_datasets", 30),
    ('converted(30, orders.status, orders.returned) where notes.body = "x"', "formula_mixed_datasets", 53),
    ("median(orders.status)", "formula_type", 8),
    ("percentile(90, orders.amount / orders.qty)", "formula_row_division", 30),
    ("top(5, orders.status, orders.unit)", "formula_type", 8),
    ("top(5, orders.amount, notes.body)", "formula_mixed_datasets", 23),
    ("top(5, orders.amount, orders.nobody)", "formula_unknown_column", 23),
    ("count(orders) where orders.qty = orders.status", "formula_type", 34),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "position"), REFUSED)
def test_refused(text: str, code: str, position: int) -> None:
    with pytest.raises(FormulaError) as refusal:
        check(parse(text), DATASETS, set())
    assert (refusal.value.code, refusal.value.position) == (code, position)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sum(a.x) - count(a)", "flow"),
        ("sum(a.x) / 10000", "flow"),
        ("1 - sum(a.x) / sum(a.y)", "ratio"),
        ("average(a.x)", "ratio"),
        ("last(a.x)", "stock"),
        ("last(a.x) - last(a.y)", "stock"),
        ("count_distinct(a.x)", "distinct"),
        ("max(a.x)", "distinct"),
        ("median(a.x)", "distinct"),
        ("rolling(12, sum(a.x))", "distinct"),
        ("monthly_average(kpi(a))", "distinct"),
        ("kpi(a) - target(a)", "flow"),
        ("first_ever(a.x)", "distinct"),
        ("converted(30, a.x, a.y)", "distinct"),
        ("converted(30, a.x, a.y) / count_distinct(a.x)", "ratio"),
        ("top(3, a.x, a.y) / sum(a.x)", "ratio"),
    ],
)
def test_time_kind(text: str, kind: str) -> None:
    assert time_kind(parse(text)) == kind
