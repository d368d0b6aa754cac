"""Guard S29: more KPIs than the limit, with the list and a merge that would cure it."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.guards.too_many_kpis import CardKpi, crowding

pytestmark = pytest.mark.feature("S29")
CARD = [
    CardKpi("revenue", D(40), "growth"),
    CardKpi("new_customers", D(20), "growth"),
    CardKpi("visits", D(15), "growth"),
    CardKpi("complaints", D(10), "service"),
    CardKpi("returns", D(10), "service"),
    CardKpi("training", D(5), "people"),
]


def test_a_card_within_its_limit_is_left_alone() -> None:
    assert crowding(CARD, 6) is None
    assert crowding([*CARD, CardKpi("watched", D(0), "")], 6) is None  # weight 0 is watched, not steered by


def test_kpis_of_one_objective_are_merged_before_a_mixture() -> None:
    """One too many: two become one. The two of service weigh 20 and belong together; 5 + 10 would not."""
    found = crowding(CARD, 5)
    assert found is not None
    assert (found.merge, found.merged_weight, found.limit) == (("complaints", "returns"), D(20), 5)
    assert found.kpis == ("revenue", "new_customers", "visits", "complaints", "returns", "training")


def test_the_lightest_are_merged_when_no_objective_has_enough() -> None:
    found = crowding(CARD, 2)  # five must become one, no objective has five
    assert found is not None
    assert (len(found.merge), found.merge[0], "revenue" in found.merge) == (5, "training", False)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_the_suggestion_always_brings_the_card_to_its_limit(limit: int) -> None:
    found = crowding(CARD, limit)
    assert found is not None
    assert len(CARD) - len(found.merge) + 1 == limit
