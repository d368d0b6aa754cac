"""Who made the change: by unit, by dimension, by driver, of a real company; and the bridge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.values import EXACT, Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.analyse import selectors
from kpiloop.loop.analyse.errors.splits import BaselineUnknown, SplitUnknown
from kpiloop.loop.analyse.rows import Contribution
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.errors import NotFound
from kpiloop.loop.plan.rows import AssignmentChange
from kpiloop.loop.track import services as track
from tests.loop import company

OCTOBER = "2026-10"


def split(viewer: Actor, kpi: str, subject: str, **how: str) -> Contribution:
    key = company.assignment_id(kpi, subject)
    return selectors.contribution(viewer, assignment_id=key, period_code=OCTOBER, **how)  # type: ignore[arg-type]


def parts(found: Contribution) -> dict[str, Figure]:
    return {part.key: part.change for part in found.parts}


def adds_up(found: Contribution) -> bool:
    figures = [*(part.change for part in found.parts), found.residual]
    return sum((figure for figure in figures if not isinstance(figure, Missing)), Decimal(0)) == found.change


@pytest.mark.feature("S15")
def test_by_unit_against_target(actors: dict[str, Actor]) -> None:
    found = split(actors["boss"], "revenue", "HQ")
    assert (found.base, found.current, found.change, found.baseline) == (250, 215, -35, "target")
    assert parts(found) == {"EAST": -45, "WEST": 10}
    assert [part.good for part in found.parts] == ["worse", "better"]
    assert found.parts[0].share == EXACT.divide(Decimal(45), Decimal(35))  # signs kept, above 100 %
    assert (found.residual_code, found.convention) == ("none", "additive")
    assert adds_up(found)


def test_by_unit_against_prior_year(actors: dict[str, Actor]) -> None:
    found = split(actors["boss"], "revenue", "EAST", baseline="prior_year")
    assert (found.base, found.change) == (135, -30)
    assert parts(found) == {"SH": -30, "ZJ": 0}


def test_children_without_target_fall_back_to_prior_year_and_say_so(actors: dict[str, Actor]) -> None:
    found = split(actors["boss"], "cost", "HQ")
    assert (found.asked_baseline, found.baseline) == ("target", "prior_year")
    # 2025-10: 60 + 30 + 70 = 160; now 150
    assert (found.base, found.current) == (160, 150)
    assert parts(found) == {"WEST": -10, "EAST": 0}
    assert found.parts[0].good == "better"
    assert adds_up(found)


@pytest.mark.feature("S15")
def test_ratio_by_unit_is_rate_and_mix(actors: dict[str, Actor]) -> None:
    found = split(actors["boss"], "discount", "EAST", baseline="prior_year")
    # 2025: SH 10 %, ZJ 10 %; now SH 40 %, ZJ 10 %; list prices 100 and 50 both years -> all rate: 2/3 x 0.3 = 0.2
    assert (found.base, found.current, found.convention) == (Decimal("0.1"), Decimal("0.3"), "midpoint")
    by_key = {part.key: part for part in found.parts}
    assert by_key["SH"].mix_effect == 0
    assert abs(by_key["SH"].change - Decimal("0.2")) < Decimal("1E-11")  # type: ignore[operator]
    assert by_key["ZJ"].change == 0
    assert by_key["SH"].good == "worse"
    assert found.residual_code == "none"
    assert adds_up(found)


@pytest.mark.feature("S15")
def test_by_dimension_of_the_rows(actors: dict[str, Actor]) -> None:
    found = split(actors["boss"], "revenue", "HQ", by="product", baseline="prior_year")
    # product A = SH + WEST: 190 -> 170; B = ZJ: 45 -> 45
    assert parts(found) == {"A": -20, "B": 0}
    assert adds_up(found)
    ratio = split(actors["boss"], "discount", "EAST", by="product", baseline="prior_year")
    assert {part.key: part.current for part in ratio.parts} == {"A": Decimal("0.4"), "B": Decimal("0.1")}
    assert adds_up(ratio)


def test_ways_to_split_are_named_and_others_refused(actors: dict[str, Actor]) -> None:
    boss = actors["boss"]
    ways = selectors.dimensions_of(boss, assignment_id=company.assignment_id("revenue", "HQ"), period_code=OCTOBER)
    assert ways == ("unit", "product")
    profit = company.assignment_id("profit", "HQ")
    assert selectors.dimensions_of(boss, assignment_id=profit, period_code=OCTOBER) == ("unit", "drivers")
    with pytest.raises(SplitUnknown):
        split(boss, "revenue", "HQ", by="weather")
    with pytest.raises(BaselineUnknown):
        split(boss, "revenue", "HQ", baseline="budget")


@pytest.mark.feature("S15")
def test_bridge_from_plan_to_actual_by_driver(actors: dict[str, Actor]) -> None:
    found = selectors.profit_bridge(actors["boss"], period_code=OCTOBER)
    assert found is not None
    assert found.contribution.assignment.kpi.code == "profit"
    # plan 250 - 150 = 100; revenue -35, cost 0 -> 65
    assert [(step.key, step.change, step.end) for step in found.steps] == [
        ("base", 100, 100),
        ("revenue", -35, 65),
        ("cost", 0, 65),
        ("current", 65, 65),
    ]
    assert found.steps[1].good == "worse"
    assert found.steps[1].assignment_id == company.assignment_id("revenue", "HQ")


def test_bridge_steps_meet(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("revenue", "HQ")
    found = selectors.bridge(actors["boss"], assignment_id=key, period_code=OCTOBER)
    level = found.steps[0].end
    for step in found.steps[1:-1]:
        assert step.start == level
        level = step.end
    assert level == found.steps[-1].end == 215


def test_hidden_units_are_one_row_and_the_sum_holds(actors: dict[str, Actor]) -> None:
    """Somebody who owns the KPI of the company but leads no unit sees the parts only as a sum."""
    change = AssignmentChange(company.assignment_id("revenue", "HQ"), owner="E3")
    plan.amend_assignments(SYSTEM, scheme="S26", changes=[change], on=date(2026, 10, 1))
    track.assess(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)
    found = split(actors["zhao"], "revenue", "HQ")
    assert parts(found) == {"hidden": -35}
    assert found.hidden == 2
    assert adds_up(found)


def test_foreign_kpis_are_not_there(actors: dict[str, Actor]) -> None:
    with pytest.raises(NotFound):
        split(actors["chen"], "revenue", "EAST")
