"""Two paid KPIs of EAST reported by hand: zhao provides, wang owns and leads, boss leads above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import override_settings

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.collect import services
from kpiloop.loop.collect.entering.rows import NewNode
from kpiloop.loop.plan import selectors as plan_read
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from tests.loop.plan.company import START, found_company, publish_kpi

#: 3 October, Shanghai: September ended, its figures are due on the 5th.
OCTOBER = datetime(2026, 10, 3, 2, 0, tzinfo=UTC)
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


@pytest.fixture(scope="module")
def founded(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Actor]]:
    """Founded and planned once per file, rolled back after it."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(HOME=tmp_path_factory.mktemp("home")),
        transaction.atomic(),
    ):
        actors = found_company()
        for code in ("orders", "visits"):
            publish_kpi(SYSTEM, code)
        plan.add_scheme(SYSTEM, code="S26", name_zh="考核", fiscal_year=2026)
        lines = [
            NewAssignment("orders", "EAST", "E2", Decimal(60), START, provider="E3"),
            NewAssignment("visits", "EAST", "E2", Decimal(40), START),
        ]
        plan.assign_many(SYSTEM, scheme="S26", assignments=lines)
        plan.publish_scheme(SYSTEM, code="S26", now=OCTOBER)
        targets = [
            NewTarget(row.id, month, Decimal(100))
            for row in plan_read.assignments(SYSTEM, on=date(2026, 9, 30))
            for month in MONTHS
        ]
        plan.set_targets(SYSTEM, targets=targets, method="manual")
        yield actors
        transaction.set_rollback(True)


@pytest.fixture
def actors(founded: dict[str, Actor], db: None) -> dict[str, Actor]:
    """admin, boss (E1, head of HQ), wang (E2, head of EAST), zhao (E3, staff in EAST)."""
    return founded


@pytest.fixture
def flow(actors: dict[str, Actor]) -> str:
    """zhao provides by the 5th, wang checks by the 7th, the head above approves by the 9th."""
    nodes = [
        NewNode("provide", "provider", 5),
        NewNode("check", "owner", 7),
        NewNode("approve", "unit_head", 9, grace_days=1),
    ]
    services.set_flow(actors["admin"], code="sales", name_zh="销售填报", kpis=["orders"], nodes=nodes, now=OCTOBER)
    return "sales"
