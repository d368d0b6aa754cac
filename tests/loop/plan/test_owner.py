"""Exactly one person answers for a KPI on any day, and nothing is published without one (S04)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import AssignmentChange
from tests.loop.plan.company import NOW, START, publish_kpi

pytestmark = pytest.mark.feature("S04")


@pytest.fixture
def key(actors: dict[str, Actor]) -> int:
    """Revenue of EAST with E2 as owner and E3 as provider."""
    publish_kpi(SYSTEM, "revenue")
    services.add_scheme(SYSTEM, code="S26", name_zh="方案", fiscal_year=2026)
    made = services.assign(
        SYSTEM,
        scheme="S26",
        kpi="revenue",
        subject="EAST",
        owner="E2",
        provider="E3",
        weight=Decimal(100),
        valid_from=START,
    )
    services.publish_scheme(SYSTEM, code="S26", now=NOW)
    return made


def owners(actors: dict[str, Actor], on: date) -> list[tuple[str, str]]:
    """(owner, provider) of revenue of EAST on a day."""
    rows = selectors.assignments(actors["admin"], on=on, kpi="revenue")
    return [(row.owner.code, row.provider.code if row.provider else "") for row in rows if row.subject.code == "EAST"]


def test_one_owner_on_every_day_through_a_change(actors: dict[str, Actor], key: int) -> None:
    change = AssignmentChange(key, owner="E4")
    services.amend_assignments(SYSTEM, scheme="S26", changes=[change], on=date(2026, 7, 1), reason="换岗")
    day = START
    while day < date(2027, 1, 1):
        expected = "E2" if day < date(2026, 7, 1) else "E4"
        assert owners(actors, day) == [(expected, "E3")], day
        day += timedelta(days=1)


def test_a_second_owner_on_the_same_days_is_refused(actors: dict[str, Actor], key: int) -> None:
    with pytest.raises(Refusal) as refused:
        services.assign(
            SYSTEM,
            scheme="S26",
            kpi="revenue",
            subject="EAST",
            owner="E4",
            weight=Decimal(0),
            valid_from=date(2026, 5, 1),
        )
    assert refused.value.code == "assignment_overlaps"


@pytest.mark.parametrize("owner", ["", "EAST", "E99"])
def test_nobody_a_unit_and_a_stranger_answer_for_nothing(actors: dict[str, Actor], owner: str) -> None:
    publish_kpi(SYSTEM, "revenue")
    services.add_scheme(SYSTEM, code="S26", name_zh="方案", fiscal_year=2026)
    with pytest.raises(Refusal) as refused:
        services.assign(
            SYSTEM, scheme="S26", kpi="revenue", subject="EAST", owner=owner, weight=Decimal(100), valid_from=START
        )
    assert refused.value.code in ("owner_missing", "plan_unknown_reference")
