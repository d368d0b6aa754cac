"""Guard S29 on schemes: a crowded card is noticed with its list and a merge, and refused where the scheme blocks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import FindingRow, NewAssignment
from tests.loop.plan.company import NOW, START, publish_kpi

pytestmark = pytest.mark.feature("S29")
WEIGHTS = {"revenue": 50, "margin": 20, "returns": 20, "visits": 10}


@pytest.fixture
def admin(actors: dict[str, Actor]) -> Actor:
    """Four KPIs, two of them for one objective, and a unit that carries all of them."""
    boss = actors["admin"]
    services.add_objective(boss, code="CARE", name_zh="客户满意", perspective="customer", fiscal_year=2026)
    for code in WEIGHTS:
        publish_kpi(boss, code, objective="CARE" if code in ("margin", "returns") else None)
    return boss


def card(admin: Actor, *, limit: int, blocks: bool, until: date | None = None) -> None:
    services.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026, kpi_limit=limit, limit_blocks=blocks)
    wanted = [NewAssignment(kpi, "EAST", "E2", D(weight), START, until) for kpi, weight in WEIGHTS.items()]
    services.assign_many(admin, scheme="S", assignments=wanted)


def crowded(admin: Actor) -> list[FindingRow]:
    return [row for row in selectors.findings(admin, scheme="S") if row.code == "too_many_kpis"]


@pytest.mark.feature("SC-06")
def test_a_crowded_card_is_noticed_with_the_list_and_a_merge(admin: Actor) -> None:
    card(admin, limit=3, blocks=False)
    (found,) = crowded(admin)
    assert (found.severity, found.subject.code if found.subject else "") == ("notice", "EAST")
    assert found.fields["kpis"] == "revenue, margin, returns, visits"
    assert (found.fields["merge"], found.fields["merged_weight"]) == ("margin + returns", "40")
    assert services.publish_scheme(admin, code="S", now=NOW) == 1  # a notice does not stop anybody


def test_a_scheme_may_make_the_limit_binding(admin: Actor) -> None:
    card(admin, limit=3, blocks=True)
    assert [row.severity for row in crowded(admin)] == ["blocks"]
    with pytest.raises(Refusal) as refused:
        services.publish_scheme(admin, code="S", now=NOW)
    assert (refused.value.code, refused.value.fields["subject"], refused.value.fields["limit"]) == (
        "too_many_kpis",
        "EAST",
        "3",
    )


def test_a_published_binding_scheme_takes_no_further_kpi(admin: Actor) -> None:
    card(admin, limit=4, blocks=True)
    services.publish_scheme(admin, code="S", now=NOW)
    publish_kpi(admin, "extra")
    watched = NewAssignment("extra", "EAST", "E2", D(0), START)
    services.assign_many(admin, scheme="S", assignments=[watched])  # watched KPIs do not crowd a card
    publish_kpi(admin, "west")
    many = [NewAssignment(kpi, "WEST", "E4", D(20), START) for kpi in (*WEIGHTS, "west")]
    with pytest.raises(Refusal, match="too_many_kpis"):
        services.assign_many(admin, scheme="S", assignments=many)


def test_kpis_that_follow_one_another_are_not_counted_together(admin: Actor) -> None:
    card(admin, limit=4, blocks=True, until=date(2026, 7, 1))
    publish_kpi(admin, "second_half")
    later = NewAssignment("second_half", "EAST", "E2", D(100), date(2026, 7, 1))
    services.assign_many(admin, scheme="S", assignments=[later])
    assert crowded(admin) == []
