"""What the language accepts, what it refuses and where the refusal points."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from kpiloop.engine.formula import FormulaError, canonical, fingerprint, parse
from kpiloop.engine.formula.nodes import Aggregate, Arithmetic, Column, Comparison, KpiReference, Number, Text

ACCEPTED = [
    ('sum(orders.net_amount) where orders.status != "cancelled" and orders.channel in ("online","store")',
     'sum(orders.net_amount) where orders.status != "cancelled" and orders.channel in ("online", "store")'),
    ("count(orders)", "count(orders)"),
    ("count_distinct( orders.customer )", "count_distinct(orders.customer)"),
    ("sum(a.x)/sum(a.y)*100", "sum(a.x) / sum(a.y) * 100"),
    ("sum(a.x)-(sum(a.y)-sum(a.z))", "sum(a.x) - (sum(a.y) - sum(a.z))"),
    ("(sum(a.x)-sum(a.y))-sum(a.z)", "sum(a.x) - sum(a.y) - sum(a.z)"),
    ("sum(a.qty * a.price - a.discount)", "sum(a.qty * a.price - a.discount)"),
    ("kpi(revenue) / prior_year(kpi(revenue)) - 1", "kpi(revenue) / prior_year(kpi(revenue)) - 1"),
    ('kpi("F-01")', 'kpi("F-01")'),
    ("fallback(kpi(a), prior_period(kpi(a)))", "fallback(kpi(a), prior_period(kpi(a)))"),
    ("last(finance.headcount)", "last(finance.headcount)"),
    ("first(a.x)+median( a.x )", "first(a.x) + median(a.x)"),
    ("percentile(99.50,a.x*a.y) where a.z", "percentile(99.5, a.x * a.y) where a.z"),
    ("top（5， a.x， a.客户） / sum(a.x)", "top(5, a.x, a.客户) / sum(a.x)"),
    ("first_ever(a.who) / returning(a.who)", "first_ever(a.who) / returning(a.who)"),
    ('converted( 30, a.who, a.s="won" or a.ok )where a.s = "lead" / count(a)',
     'converted(30, a.who, a.s = "won" or a.ok) where a.s = "lead" / count(a)'),
    ("rolling(12, converted(7, a.who, a.ok))", "rolling(12, converted(7, a.who, a.ok))"),
    ("rolling(12, sum(a.x) where a.y / count(a) - 1)", "rolling(12, sum(a.x) where a.y) / rolling(12, count(a)) - 1"),
    ("prior_year(rolling(12, kpi(a)))", "rolling(12, prior_year(kpi(a)))"),
    ("year_to_date(kpi(a) - target( a ))", "year_to_date(kpi(a)) - year_to_date(target(a))"),
    ("quarter_to_date(-fallback(kpi(a), 0))", "-fallback(quarter_to_date(kpi(a)), 0)"),
    ("kpi(a) / company( kpi(a) )", "kpi(a) / company(kpi(a))"),
    ("company(prior_year(target(a)))", "prior_year(company(target(a)))"),
    ("company(rolling(3, monthly_average(kpi(a))))", "rolling(3, company(monthly_average(kpi(a))))"),
    ("rolling(3, monthly_average(kpi(a)))", "rolling(3, monthly_average(kpi(a)))"),
    ("prior_period(target(a))", "prior_period(target(a))"),
    ("carried(kpi(a)) + carried( 12 ,kpi(b))", "carried(3, kpi(a)) + carried(12, kpi(b))"),
    ("prior_year(carried(2, kpi(a)))", "carried(2, prior_year(kpi(a)))"),
    ("count(a) where not (a.x = 1 or a.y = 2) and a.z is not missing",
     "count(a) where not (a.x = 1 or a.y = 2) and a.z is not missing"),
    ("count(a) where a.done and a.late_days > -1.50", "count(a) where a.done and a.late_days > -1.5"),
    ("sum（订单.金额） where 订单.状态 = “已完成”", 'sum(订单.金额) where 订单.状态 = "已完成"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ACCEPTED)
def test_canonical_text(text: str, expected: str) -> None:
    assert canonical(parse(text)) == expected
    assert parse(expected) == parse(text)


def test_a_number_out_of_range_is_named_with_its_bounds() -> None:
    with pytest.raises(FormulaError) as refusal:
        parse("converted(366.50, a.who, a.ok)")
    assert refusal.value.fields == {
        "position": 11, "name": "converted", "lowest": 1, "highest": 366, "found": "366.50",
    }  # fmt: skip


def test_where_binds_to_the_aggregate_before_it() -> None:
    node = parse('sum(a.x) where a.s = "b" / count(a)')
    condition = Comparison("=", Column("a", "s"), Text("b"))
    filtered = Aggregate("sum", "a", Column("a", "x"), condition)
    assert node == Arithmetic("/", filtered, Aggregate("count", "a", None))


def test_multiplication_before_addition_and_from_left_to_right() -> None:
    node = parse("8 - 4 - 2 * 3")
    inner = Arithmetic("-", Number(Decimal(8)), Number(Decimal(4)))
    assert node == Arithmetic("-", inner, Arithmetic("*", Number(Decimal(2)), Number(Decimal(3))))


def test_shift_of_a_reference() -> None:
    assert parse("prior_year(kpi(revenue))") == KpiReference("revenue", "prior_year")


REFUSED = [
    ("", "formula_empty", 1),
    ("__import__('os')", "formula_unknown_function", 1),
    ("__import__('os').system('id')", "formula_unknown_function", 1),
    ("sum(a.x.__class__)", "formula_syntax", 8),
    ("open('/etc/passwd')", "formula_unknown_function", 1),
    ("sum(a.x); drop table b", "formula_strange_character", 9),
    ("sum(a.x) +", "formula_ends_early", 11),
    ("sum(a.x", "formula_ends_early", 8),
    ("sum(a.x) sum(a.y)", "formula_syntax", 10),
    ("revenue", "formula_bare_name", 1),
    ("variance(a.x)", "formula_unknown_function", 1),
    ("percentile(a.x)", "formula_syntax", 12),
    ("percentile(101, a.x)", "formula_number_range", 12),
    ("percentile(9.125, a.x)", "formula_number_range", 12),
    ("percentile(-5, a.x)", "formula_syntax", 12),
    ("percentile(90)", "formula_syntax", 14),
    ("top(0, a.x, a.y)", "formula_number_range", 5),
    ("top(1.5, a.x, a.y)", "formula_number_range", 5),
    ("top(1000, a.x, a.y)", "formula_number_range", 5),
    ("top(5, a.x)", "formula_syntax", 11),
    ("top(5, a.x, 3)", "formula_syntax", 13),
    ("top(5, a.x, a.y + 1)", "formula_syntax", 17),
    ("converted(0, a.who, a.ok)", "formula_number_range", 11),
    ("converted(367, a.who, a.ok)", "formula_number_range", 11),
    ("converted(a.who, a.ok)", "formula_syntax", 11),
    ("converted(30, a.who)", "formula_syntax", 20),
    ("converted(30, a.who, 5)", "formula_syntax", 23),
    ("median()", "formula_syntax", 8),
    ("rolling(1, kpi(a))", "formula_number_range", 9),
    ("rolling(61, kpi(a))", "formula_number_range", 9),
    ("rolling(2.5, kpi(a))", "formula_number_range", 9),
    ("rolling(kpi(a))", "formula_syntax", 9),
    ("rolling(3, 4 + 5)", "formula_argument", 1),
    ("rolling(3, kpi(a) + rolling(2, kpi(b)))", "formula_span_twice", 32),
    ("year_to_date(quarter_to_date(sum(a.x)))", "formula_span_twice", 30),
    ("rolling(3, kpi(a)) where b.c = 1", "formula_where_place", 20),
    ("target(sum(a.x))", "formula_syntax", 11),
    ("company(sum(a.x))", "formula_argument", 1),
    ("company(company(kpi(a)))", "formula_argument", 1),
    ("company(kpi(a) / kpi(b))", "formula_argument", 1),
    ("monthly_average(sum(a.x))", "formula_argument", 1),
    ("carried(2, sum(a.x))", "formula_argument", 1),
    ("carried(target(a))", "formula_argument", 1),
    ("carried(1, carried(2, kpi(a)))", "formula_argument", 1),
    ("rolling(3, carried(kpi(a)))", "formula_argument", 12),
    ("carried(25, kpi(a))", "formula_number_range", 9),
    ("carried(0, kpi(a))", "formula_number_range", 9),
    ("monthly_average(target(a))", "formula_argument", 1),
    ("prior_year(prior_year(target(a)))", "formula_argument", 1),
    ("repeat('x', 2000000000)", "formula_unknown_function", 1),
    ('(sum(a.x) + sum(a.y)) where a.s = "b"', "formula_where_place", 23),
    ("kpi(a) where b.c = 1", "formula_where_place", 8),
    ('count(a) where "x"', "formula_ends_early", 19),
    ('count(a) where a.s = "open', "formula_text_not_closed", 22),
    ("prior_year(sum(a.x))", "formula_argument", 1),
    ("prior_year(prior_period(kpi(a)))", "formula_argument", 1),
    ("sum(1)", "formula_argument", 1),
    ("1 ** 2", "formula_syntax", 4),
    ("count(a) where a.s in ()", "formula_syntax", 24),
    ("count(a) where a.s in (a.t)", "formula_syntax", 24),
    ("a.x[0]", "formula_strange_character", 4),
    ("lambda: 1", "formula_strange_character", 7),
    ("1e999", "formula_syntax", 2),
]


@pytest.mark.parametrize(("text", "code", "position"), REFUSED)
def test_refused_with_code_and_position(text: str, code: str, position: int) -> None:
    with pytest.raises(FormulaError) as refusal:
        parse(text)
    assert (refusal.value.code, refusal.value.position) == (code, position)
    assert code not in ("formula_syntax", "formula_ends_early") or refusal.value.fields["expected"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1+" * 5000 + "1", "formula_too_long"),
        ("(" * 200 + "1" + ")" * 200, "formula_too_deep"),
        ("-" * 1000 + "1", "formula_too_deep"),
        ("count(a) where " + "not " * 300 + "a.b", "formula_too_deep"),
        ("count(a) where " + "(" * 300 + "a.b" + ")" * 300, "formula_too_deep"),
        ("count(a) where a.s in (" + ",".join(["1"] * 400) + ")", "formula_list_too_long"),
        ('count(a) where a.s = "' + "x" * 500 + '"', "formula_too_long"),
    ],
)
def test_bombs_are_refused_quickly(text: str, code: str) -> None:
    began = time.process_time()
    with pytest.raises(FormulaError) as refusal:
        parse(text)
    assert refusal.value.code == code
    assert time.process_time() - began < 0.2


def test_fingerprint_ignores_spelling_and_notices_meaning() -> None:
    assert fingerprint(parse("sum(a.x)/count(a)")) == fingerprint(parse(" ( sum( a.x ) ) / count(a) "))
    assert fingerprint(parse("sum(a.x)/count(a)")) != fingerprint(parse("sum(a.x)*count(a)"))


def test_long_flat_chain_is_not_deep() -> None:
    assert canonical(parse("+".join(["sum(a.x)"] * 100))).count("sum") == 100
