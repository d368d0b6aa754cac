"""Two dimensions crossed: cells by rows counted apart from the product, margins, what is unseen, ratios in points."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.analyse import selectors
from kpiloop.loop.analyse.errors.splits import SplitUnknown
from kpiloop.loop.analyse.rows import Crossing
from kpiloop.loop.measure import engine_io as measure_io
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import AssignmentChange
from tests.loop import company
from tests.loop.sales import SALES, publish_sales

OCTOBER = "2026-10"


@pytest.fixture
def sold(actors: dict[str, Actor]) -> dict[str, Actor]:
    """The trading company with sales."""
    publish_sales()
    return actors


def crossed(viewer: Actor, kpi: str = "amount", by: tuple[str, str] = ("product", "channel"), **how: str) -> Crossing:
    key = company.assignment_id(kpi, "HQ")
    return selectors.crossing(viewer, assignment_id=key, period_code=OCTOBER, dimensions=by, **how)  # type: ignore[arg-type]


def changes(found: Crossing) -> dict[tuple[str, str], Figure]:
    return {(cell.row, cell.column): cell.part.change for cell in found.cells}


def total(figures: list[Figure]) -> Decimal:
    return sum((figure for figure in figures if not isinstance(figure, Missing)), Decimal(0))


@pytest.mark.feature("AN-01")
def test_members_of_one_dimension_within_members_of_another(sold: dict[str, Actor]) -> None:
    """230 to 180: A online -60, A shops +15, B online -40 (gone), B shops +10, B without +5, C online +20 (new)."""
    found = crossed(sold["boss"])
    assert (found.base, found.current, found.change, found.baseline) == (230, 180, -50, "prior_year")
    assert changes(found) == {
        ("A", "online"): -60,
        ("A", "shops"): 15,
        ("B", "online"): -40,
        ("B", "shops"): 10,
        ("B", ""): 5,
        ("C", "online"): 20,
    }
    states = {(cell.row, cell.column): cell.part.state for cell in found.cells if cell.part.state}
    assert states == {("C", "online"): "new", ("B", "online"): "gone", ("B", ""): "new"}
    assert [(row.key, row.base, row.current, row.change) for row in found.rows] == [
        ("A", 160, 115, -45),
        ("B", 70, 45, -25),
        ("C", 0, 20, 20),
    ]
    assert [(row.key, row.change) for row in found.columns] == [("online", -80), ("shops", 25), ("", 5)]
    # above 100 % of the change, and below 0
    assert (found.columns[0].share, found.columns[1].share) == (Decimal("1.6"), Decimal("-0.5"))
    assert (found.residual, found.residual_code, found.convention) == (0, "none", "additive")


@pytest.mark.feature("AN-01")
def test_cells_are_the_rows_counted_apart(sold: dict[str, Actor]) -> None:
    """Every row of the list above in its cell, whichever dimension stands first."""
    by_hand: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for month, _, product, channel, _, amount, _ in SALES:
        by_hand[product, channel or ""] += amount if month == OCTOBER else -amount
    there, back = crossed(sold["boss"]), crossed(sold["boss"], by=("channel", "product"))
    assert changes(there) == by_hand
    assert changes(back) == {(channel, product): change for (product, channel), change in by_hand.items()}


@pytest.mark.feature("AN-01")
def test_a_ratio_crossed_is_rate_and_mix(sold: dict[str, Actor]) -> None:
    """Price 230 / 27 to 180 / 20. Cells of B shops: 30 / 4 to 40 / 5, weights 4 / 27 and 5 / 20.

    Midpoint rate (8 - 7.5) x (4/27 + 5/20) / 2 = 0.0995...; mix (5/20 - 4/27) x (7.75 - (230/27 + 9) / 2).
    """
    found = crossed(sold["boss"], "price")
    cell, new = found.cell("B", "shops"), found.cell("C", "online")
    assert cell is not None
    assert new is not None
    rate = Decimal("0.5") * (Decimal(4) / 27 + Decimal("0.25")) / 2
    mix = (Decimal("0.25") - Decimal(4) / 27) * (Decimal("7.75") - (Decimal(230) / 27 + 9) / 2)
    assert cell.rate_effect is not None
    assert cell.mix_effect is not None
    assert abs(total([cell.rate_effect]) - rate) < Decimal("1E-20")
    assert abs(total([cell.mix_effect]) - mix) < Decimal("1E-20")
    assert new.rate_effect == 0  # new: all mix
    whole = Decimal(9) - Decimal(230) / 27
    for figures in (list(changes(found).values()), [row.change for row in found.rows]):
        assert abs(total(figures) - whole) < Decimal("1E-9")
    assert found.residual_code == "none"
    a = next(row for row in found.rows if row.key == "A")
    assert abs(total([a.current]) - Decimal(115) / 12) < Decimal("1E-9")  # the price of a row is weighted
    assert crossed(sold["boss"], "price", method="base-weighted").convention == "base-weighted"


@pytest.mark.feature("AN-01")
def test_different_values_overlap_and_the_residual_says_so(sold: dict[str, Actor]) -> None:
    """Customers 3 and 3; cells hold 4 and 5 of them, so +1 in all, and -1 is what they count twice."""
    found = crossed(sold["boss"], "buyers")
    assert found.change == 0
    assert total(list(changes(found).values())) == 1
    assert (found.residual, found.residual_code) == (-1, "overlap")
    assert found.rows[0].base == Missing("not_applicable")


@pytest.mark.feature("AN-01")
def test_units_by_a_dimension_and_what_is_unseen(sold: dict[str, Actor]) -> None:
    by = ("unit", "channel")
    found = crossed(sold["boss"], by=by)
    # EAST online 140 -> 60, shops 60 -> 75; WEST shops 30 -> 40, and 5 without a channel
    assert changes(found) == {
        ("EAST", "online"): -80,
        ("EAST", "shops"): 15,
        ("WEST", "shops"): 10,
        ("WEST", ""): 5,
    }
    rows = [(row.key, row.name("en"), row.change) for row in found.rows]
    assert rows == [("EAST", "East", -65), ("WEST", "West", 15)]
    assert (found.residual, found.residual_code) == (0, "none")


@pytest.mark.feature("AN-01")
def test_units_that_may_not_be_seen_are_one_row_without_cells(sold: dict[str, Actor]) -> None:
    """Somebody who answers for the KPI of the company and sees no unit below has the sum and the columns."""
    change = AssignmentChange(company.assignment_id("amount", "HQ"), owner="E3")
    plan.amend_assignments(SYSTEM, scheme="S26", changes=[change], on=date(2026, 10, 1))
    found = crossed(sold["zhao"], by=("unit", "channel"))
    assert [(row.key, row.change) for row in found.rows] == [("hidden", -50)]
    assert (found.cells, found.hidden) == ((), 2)
    assert [(row.key, row.change) for row in found.columns] == [("online", -80), ("shops", 25), ("", 5)]


def test_other_ways_are_refused(sold: dict[str, Actor]) -> None:
    for by in (("product", "product"), ("product", "weather"), ("channel", "unit")):
        with pytest.raises(SplitUnknown):
            crossed(sold["boss"], by=by)


@pytest.mark.feature("AN-01")
def test_members_that_are_too_many_are_one_together(sold: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of products only A (most rows, first by name) is told apart; B and C together go 70 to 65, nothing is lost."""
    monkeypatch.setattr("kpiloop.loop.measure.splitting.crossing.MOST_CROSSED", 1)
    found = crossed(sold["boss"])
    assert [(row.key, row.base, row.current) for row in found.rows] == [("A", 160, 115), ("(others)", 70, 65)]
    assert total(list(changes(found).values())) == -50
    assert found.residual_code == "none"


def test_a_month_without_a_value_has_no_cells(sold: dict[str, Actor]) -> None:
    key = company.assignment_id("amount", "HQ")
    with pytest.raises(SplitUnknown):
        selectors.crossing(sold["boss"], assignment_id=key, period_code="2026-12", dimensions=("product", "channel"))
    assert measure_io.cross(1, [1], [None, None], "month", ("product", "channel")) == [{}, {}]
