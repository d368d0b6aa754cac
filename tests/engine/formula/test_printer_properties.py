"""Any tree the language can express survives being written and read again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kpiloop.engine.formula import FormulaError, Node, canonical, parse
from kpiloop.engine.formula.nodes import (
    Aggregate,
    Arithmetic,
    Column,
    Comparison,
    Fallback,
    KpiReference,
    Logic,
    Membership,
    Negative,
    Not,
    Number,
    Presence,
    Text,
    Truth,
)

columns = st.builds(Column, st.just("a"), st.sampled_from(["x", "y", "金额"]))
numbers = st.decimals(0, 10**9, places=3).map(lambda value: Number(Decimal(value)))
signed = st.decimals(-(10**6), 10**6, places=2).map(lambda value: Number(Decimal(value)))
literals = st.one_of(signed, st.text(max_size=12).map(Text), st.booleans().map(Truth))
tests = st.one_of(
    st.builds(Comparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), columns, st.one_of(columns, literals)),
    st.builds(Membership, columns, st.lists(literals, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.builds(Presence, columns, st.booleans()),
    columns,
)
conditions = st.recursive(
    tests,
    lambda inner: st.one_of(st.builds(Logic, st.sampled_from(["and", "or"]), inner, inner), st.builds(Not, inner)),
    max_leaves=6,
)
row_numbers = st.recursive(
    columns, lambda inner: st.builds(Arithmetic, st.sampled_from("+-*"), inner, st.one_of(inner, numbers)), max_leaves=4
)
aggregates = st.one_of(
    st.builds(Aggregate, st.sampled_from(["sum", "average", "last"]), st.just("a"), row_numbers,
              st.none() | conditions),
    st.builds(Aggregate, st.just("count"), st.just("a"), st.none(), st.none() | conditions),
    st.builds(Aggregate, st.just("percentile"), st.just("a"), row_numbers, st.none() | conditions, st.just(0),
              st.decimals(0, 100, places=2)),
    st.builds(Aggregate, st.just("top"), st.just("a"), row_numbers, st.none() | conditions, st.just(0),
              st.integers(1, 100).map(Decimal), columns),
    st.builds(Aggregate, st.just("converted"), st.just("a"), columns, st.none() | conditions, st.just(0),
              st.integers(1, 366).map(Decimal), outcome=conditions),
)  # fmt: skip
SPANS = st.sampled_from(["", "", "rolling_12", "year", "quarter"])
aggregates = st.builds(lambda aggregate, span: replace(aggregate, span=span), aggregates, SPANS)
references = st.builds(
    KpiReference, st.sampled_from(["rev", "F-01", "in"]), st.sampled_from(["none", "prior_year"]), st.just(0),
    st.sampled_from(["value", "target", "monthly_average"]), SPANS, st.just(0),
    st.sampled_from(["own", "company"]),
)  # fmt: skip
carried = st.builds(
    KpiReference, st.sampled_from(["rev", "F-01"]), st.sampled_from(["none", "prior_year", "prior_period"]),
    carry=st.integers(1, 24),
)  # fmt: skip
figures = st.recursive(
    st.one_of(aggregates, references, carried, numbers),
    lambda inner: st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(Negative, inner),
        st.builds(Fallback, inner, inner),
    ),
    max_leaves=6,
)


@given(figures)
@settings(max_examples=300, deadline=None)
def test_written_and_read_again(node: Node) -> None:
    try:
        again = parse(canonical(node))
    except FormulaError as refusal:
        assert refusal.code in ("formula_too_deep", "formula_too_long")
        return
    assert again == node


@given(st.text(max_size=60) | st.text(alphabet='sumcount()a.xy=!<>"+-*/ whereandornotin,0123', max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_text_is_a_formula_or_a_refusal(text: str) -> None:
    try:
        parse(text)
    except FormulaError as refusal:
        assert 1 <= refusal.position <= len(text) + 1
