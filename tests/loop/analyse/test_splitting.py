"""Effects that add up: published vectors of domain B7 and hand calculations."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from kpiloop.engine.formula import canonical, parse
from kpiloop.engine.values import Figure, Missing
from kpiloop.loop.analyse.splitting import (
    Member,
    Split,
    split_additive,
    split_by_current_share,
    split_one_at_a_time,
    split_ratio,
)
from kpiloop.loop.analyse.weighting import denominator_of, drivers_of, weight_of


def total(split: Split) -> Decimal:
    figures = [effect.change for effect in split.effects] + [split.residual]
    return sum((figure for figure in figures if not isinstance(figure, Missing)), Decimal(0))


def ratio_members(rows: list[tuple[int, int, int, int]]) -> list[Member]:
    """Rows (num0, den0, num1, den1) as members with rate and weight."""

    def rate(num: int, den: int) -> Figure:
        return Decimal(num) / Decimal(den) if den else Missing("no_rows")

    return [
        Member(str(place), rate(n0, d0), rate(n1, d1), Decimal(d0), Decimal(d1))
        for place, (n0, d0, n1, d1) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("rows", "change", "effects"),
    [
        (
            [(10, 100, 18, 150), (30, 100, 12, 50)],
            Decimal("-0.05"),
            [("0.0125", "-0.01625"), ("-0.0225", "-0.02375")],
        ),
        (
            [(20, 100, 24, 100), (0, 0, 10, 50), (30, 100, 0, 0)],
            Decimal(34) / Decimal(150) - Decimal("0.25"),
            [("0.0233333", "-0.0030556"), ("0", "-0.0127778"), ("0", "-0.0308333")],
        ),
    ],
)
def test_published_midpoint_vectors(
    rows: list[tuple[int, int, int, int]], change: Decimal, effects: list[tuple[str, str]]
) -> None:
    split = split_ratio(ratio_members(rows), change)
    for found, (rate, mix) in zip(split.effects, effects, strict=True):
        assert isinstance(found.rate, Decimal)
        assert isinstance(found.mix, Decimal)
        assert abs(found.rate - Decimal(rate)) < Decimal("1E-7")
        assert abs(found.mix - Decimal(mix)) < Decimal("1E-7")
    assert (split.residual_code, split.convention) == ("none", "midpoint")
    assert abs(total(split) - change) < Decimal("1E-20")


def test_exchanging_the_sides_mirrors_the_answer() -> None:
    rows = [(10, 100, 18, 150), (30, 100, 12, 50)]
    back = [(n1, d1, n0, d0) for n0, d0, n1, d1 in rows]
    there = split_ratio(ratio_members(rows), Decimal("-0.05"))
    again = split_ratio(ratio_members(back), Decimal("0.05"))
    assert [effect.change for effect in there.effects] == [
        -effect.change for effect in again.effects if isinstance(effect.change, Decimal)
    ]


def test_a_ratio_member_without_weight_stays_in_the_residual() -> None:
    members = [*ratio_members([(10, 100, 18, 150)]), Member("?", Decimal(1), Decimal(2))]
    split = split_ratio(members, Decimal("0.1"))
    assert split.effects[1].change == Missing("no_value")
    assert split.residual_code == "unallocated"
    assert total(split) == Decimal("0.1")


def test_additive_parts_and_residual() -> None:
    members = [Member("a", Decimal(100), Decimal(60)), Member("b", Decimal(50), Missing("not_loaded"))]
    split = split_additive(members, Decimal(-45), leftover="unallocated")
    assert [effect.change for effect in split.effects] == [-40, Missing("not_loaded")]
    assert (split.residual, split.residual_code) == (-5, "unallocated")


def test_distance_to_target_of_a_ratio_uses_the_shares_of_now() -> None:
    # 10.0 % on 100 and 50 % on 300 against targets 20 % and 30 %; R1 = 0.40, parent target 0.25
    members = [
        Member("a", Decimal("0.2"), Decimal("0.1"), current_weight=Decimal(100)),
        Member("b", Decimal("0.3"), Decimal("0.5"), current_weight=Decimal(300)),
    ]
    split = split_by_current_share(members, Decimal("0.15"))
    assert [effect.change for effect in split.effects] == [Decimal("-0.025"), Decimal("0.15")]
    assert (split.residual, split.residual_code) == (Decimal("0.025"), "untargeted_mix")


def test_one_driver_at_a_time_is_exact_for_differences_and_names_interaction() -> None:
    members = [Member("revenue", Decimal(250), Decimal(215)), Member("cost", Decimal(150), Decimal(140))]
    linear = split_one_at_a_time(members, Decimal(-25), lambda at: at["revenue"] - at["cost"])  # type: ignore[operator]
    assert [effect.change for effect in linear.effects] == [-35, 10]
    assert linear.residual_code == "none"
    # 10 x 5 = 50 -> 12 x 4 = 48: price alone +10, volume alone -10, together -2
    product = split_one_at_a_time(
        [Member("price", Decimal(10), Decimal(12)), Member("volume", Decimal(5), Decimal(4))],
        Decimal(-2),
        lambda at: at["price"] * at["volume"],  # type: ignore[operator]
    )
    assert [effect.change for effect in product.effects] == [10, -10]
    assert (product.residual, product.residual_code) == (-2, "interaction")


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


def test_drivers_are_kpis_of_the_same_month() -> None:
    assert drivers_of(parse("kpi(revenue) - kpi(cost)")) == ("revenue", "cost")
    assert drivers_of(parse("kpi(revenue) - prior_year(kpi(revenue))")) == ("revenue",)
    assert drivers_of(parse("kpi(revenue) - sum(o.cost)")) == ()


def test_vectors_are_ordered_pairs() -> None:
    """The members keep the order they were given in, because rows of a table pair with effects by place."""
    members = [Member(str(place), Decimal(place), Decimal(place * 2)) for place in range(5)]
    keys = [effect.key for effect in split_additive(members, Decimal(10), leftover="x").effects]
    assert all(first < second for first, second in pairwise(keys))
