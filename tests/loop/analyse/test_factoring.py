"""Factors of a real company's figures: by formula, by KPIs somebody names, by every method, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.values import EXACT, Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.analyse import selectors
from kpiloop.loop.analyse.errors.splits import FactorsOther, FactorTwice, FactorUnknown, MethodUnknown, SplitUndefined
from kpiloop.loop.analyse.rows import Contribution
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment
from tests.founded import founded_once
from tests.loop import company

OCTOBER = "2026-10"
NET, LIST = "revenue", "sum(orders.list)"


def split(
    viewer: Actor, kpi: str, subject: str, *, by: str = "drivers", method: str = "", factors: Sequence[str] = ()
) -> Contribution:
    return selectors.contribution(
        viewer,
        assignment_id=company.assignment_id(kpi, subject),
        period_code=OCTOBER,
        by=by,
        baseline="prior_year",
        method=method,
        factors=factors,
    )


def parts(found: Contribution) -> list[tuple[str, Figure]]:
    return [(part.key, part.change) for part in found.parts]


def near(found: Figure, expected: str) -> bool:
    return not isinstance(found, Missing) and abs(found - Decimal(expected)) < Decimal("1E-9")


def adds_up(found: Contribution) -> bool:
    """Parts and residual are the change, without a digit of rounding of its own."""
    whole = Decimal(0)
    for part in found.parts:
        assert not isinstance(part.change, Missing)
        whole = EXACT.add(whole, part.change)
    assert not isinstance(found.residual, Missing)
    return EXACT.add(whole, found.residual) == found.change


@pytest.mark.feature("AN-02")
def test_a_formula_by_its_inputs_in_a_chosen_order(actors: dict[str, Actor]) -> None:
    """Discount of EAST is 1 - net / list: 2025 net 135 of 150, now 105 of 150; with the list moved to 140 nothing is 0.

    List did not move, so every order gives the net all: 1 - 105/150 - (1 - 135/150) = 0.2.
    """
    found = split(actors["boss"], "discount", "EAST")
    assert (found.convention, found.order, found.residual_code) == ("shapley", (NET, LIST), "none")
    assert near(dict(parts(found))[NET], "0.2")
    assert dict(parts(found))[LIST] == 0
    assert adds_up(found)
    chained = split(actors["boss"], "discount", "EAST", method="chain", factors=[LIST, NET])
    assert (chained.convention, chained.order) == ("chain", (LIST, NET))
    assert [key for key, _ in parts(chained)] == [LIST, NET]  # a chain is read in its order
    assert adds_up(chained)


@pytest.fixture
def shop(actors: dict[str, Actor]) -> dict[str, Actor]:
    open_shop()
    return actors


@founded_once
def open_shop() -> None:
    """Revenue is orders x average list price x what is paid of it: 3 x 83.33... x 0.94 = 235."""
    company.publish_kpi("order_count", "订单数量", "count(orders)", measurement_unit="number")
    company.publish_kpi("average_list", "平均目录价", "sum(orders.list) / count(orders)", time_kind="ratio")
    company.publish_kpi("price_paid", "实付比例", "sum(orders.net) / sum(orders.list)", time_kind="ratio")
    company.publish_kpi("per_order", "单均收入", "kpi(revenue) / kpi(order_count)", time_kind="derived")
    company.compute("2025-10", "2025-10")
    company.compute("2026-10", "2026-10")


@pytest.mark.feature("AN-02")
def test_factors_somebody_names(shop: dict[str, Actor]) -> None:
    """HQ 2025: 3 orders, 250 / 3 list each, 0.94 paid = 235; 2026: 3 orders, 260 / 3, 215 / 260 paid = 215.

    In this order: orders 0; list 3 x (10 / 3) x 0.94 = +9.4; paid 260 x (215 / 260 - 0.94) = -29.4.
    """
    names = ["order_count", "average_list", "price_paid"]
    chained = split(shop["boss"], "revenue", "HQ", method="chain", factors=names)
    assert chained.order == tuple(names)
    assert (chained.base, chained.current, chained.change) == (235, 215, -20)
    assert all(near(part[1], by_hand) for part, by_hand in zip(parts(chained), ("0", "9.4", "-29.4"), strict=True))
    assert adds_up(chained)
    # the other way round: paid 250 x (215 / 260 - 0.94) = -28.269..., list 10 x 215 / 260 = +8.269...
    back = split(shop["boss"], "revenue", "HQ", method="chain", factors=names[::-1])
    assert near(back.parts[0].change, "-28.269230769230769")
    assert near(back.parts[1].change, "8.269230769230769")
    mean = dict(parts(split(shop["boss"], "revenue", "HQ", factors=names)))
    assert near(mean["average_list"], "8.834615384615384")  # (9.4 + 8.269230...) / 2
    assert near(mean["price_paid"], "-28.834615384615384")
    by_logarithms = split(shop["boss"], "revenue", "HQ", method="lmdi", factors=names)
    assert by_logarithms.residual_code == "none"
    # the figures of a factor keep the unit of their own KPI
    assert [part.kpi.code for part in chained.parts if part.kpi] == names


@pytest.mark.feature("AN-02")
def test_factors_that_do_not_give_the_figure_are_refused_with_the_gap(shop: dict[str, Actor]) -> None:
    with pytest.raises(FactorsOther) as refusal:
        split(shop["boss"], "revenue", "HQ", factors=["order_count", "average_list"])
    # 2025: 3 x 250 / 3 = 250, the revenue is 235
    fields = refusal.value.fields
    assert (fields["period"], fields["figure"]) == ("2025-10", 235)
    assert (fields["product"], fields["gap"]) == (250, -15)


def test_other_choices_are_refused(shop: dict[str, Actor]) -> None:
    boss = shop["boss"]
    with pytest.raises(FactorUnknown):
        split(boss, "revenue", "HQ", factors=["weather", "price_paid"])
    with pytest.raises(FactorUnknown):
        split(boss, "revenue", "HQ", factors=["revenue"])
    with pytest.raises(FactorTwice):
        split(boss, "revenue", "HQ", factors=["price_paid", "price_paid"])
    with pytest.raises(MethodUnknown):
        split(boss, "discount", "EAST", by="product", method="chain")
    with pytest.raises(SplitUndefined):
        split(boss, "profit", "HQ", method="lmdi")  # a difference is no product


@pytest.mark.feature("AN-02")
def test_a_quotient_of_kpis(shop: dict[str, Actor]) -> None:
    """Revenue per order, 235 / 3 to 215 / 3: orders did nothing; a quotient has logarithms."""
    line = NewAssignment("per_order", "HQ", "E1", Decimal(0), date(2026, 1, 1))
    plan.assign_many(SYSTEM, scheme="S26", assignments=[line])
    for method in ("shapley", "chain", "lmdi"):
        found = split(shop["boss"], "per_order", "HQ", method=method)
        assert found.order == ("revenue", "order_count")
        assert near(dict(parts(found))["revenue"], "-6.666666666666")
        assert near(dict(parts(found))["order_count"], "0")
        assert found.residual_code == "none"


@pytest.mark.feature("AN-02")
@pytest.mark.parametrize("convention", ["midpoint", "base-weighted"])
def test_a_ratio_by_its_parts_in_the_named_convention(actors: dict[str, Actor], convention: str) -> None:
    """EAST by product, list price 100 and 50 in both years: no mix; A 10 % to 40 % weighs 2/3: 0.2."""
    found = split(actors["boss"], "discount", "EAST", by="product", method=convention)
    assert found.convention == convention
    assert found.methods == ("midpoint", "base-weighted")
    assert near(found.parts[0].rate_effect, "0.2")  # type: ignore[arg-type]
    assert found.parts[0].mix_effect == 0
    assert adds_up(found)


def test_a_plan_other_than_its_factors_is_a_residual(actors: dict[str, Actor]) -> None:
    """Profit target 100, targets of revenue 250 and cost 150 give it: nothing is left; the names are those of KPIs."""
    found = selectors.contribution(
        actors["boss"], assignment_id=company.assignment_id("profit", "HQ"), period_code=OCTOBER, by="drivers"
    )
    assert (found.baseline, found.residual_code, found.order) == ("target", "none", ("revenue", "cost"))
    assert parts(found) == [("revenue", -35), ("cost", 0)]
