"""What a ratio is weighted by."""

from __future__ import annotations

import pytest

from kpiloop.engine.formula import canonical, parse
from kpiloop.engine.values import Missing
from kpiloop.loop.analyse.weighting import denominator_of, weight_of


@pytest.mark.parametrize(
    ("text", "denominator"),
    [
        ("sum(o.a) / sum(o.b)", "sum(o.b)"),
        ("1 - sum(o.a) / sum(o.b)", "sum(o.b)"),
        ("kpi(profit) / kpi(revenue)", "kpi(revenue)"),
        ("average(o.days)", "average(o.days)"),
        ("sum(o.a) / 100", None),
        ("sum(o.a) / sum(o.b) + sum(o.c) / sum(o.d)", None),
        ("sum(o.a)", None),
    ],
)
def test_a_ratio_is_weighted_by_its_denominator(text: str, denominator: str | None) -> None:
    found = denominator_of(parse(text))
    assert (canonical(found) if found else None) == denominator


def test_an_average_weighs_its_rows() -> None:
    found = denominator_of(parse("average(o.days)"))
    assert found is not None
    assert weight_of(found, {}, {"average(o.days)": 7}) == 7
    assert weight_of(found, {}, {}) == Missing("no_rows")
