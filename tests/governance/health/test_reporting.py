"""Share of automatic figures, lateness and corrections per unit and period, counted by hand (S40)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.governance.health.reporting import ReportingRow, reporting
from kpiloop.loop.collect import services as collect
from kpiloop.loop.measure import services as measure
from kpiloop.loop.plan import services as plan
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = pytest.mark.feature("S40")
OCTOBER = "2026-10"
TODAY = date(2026, 12, 1)


def report(value: int) -> None:
    """The head of EAST reports the satisfaction of October."""
    collect.submit_value(SYSTEM, kpi="survey", subject="EAST", period=OCTOBER, value=Decimal(value), now=company.NOW)
    measure.run_periods(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)


@pytest.fixture
def survey(actors: dict[str, Actor]) -> None:
    plan.draft_kpi(
        SYSTEM,
        code="survey",
        name_zh="满意度",
        direction="higher",
        time_kind="stock",
        measurement_unit="score",
        achievement_method="ratio",
        green_from=Decimal(1),
        amber_from=Decimal("0.9"),
        valid_from=company.START,
    )
    plan.publish_kpi(SYSTEM, code="survey", now=company.NOW)
    plan.assign(
        SYSTEM, scheme="S26", kpi="survey", subject="EAST", owner="E2", weight=Decimal(0), valid_from=date(2026, 10, 1)
    )
    collect.set_duty(actors["admin"], kpi="survey", frequency="month", due_days=5, first_day=date(2026, 10, 1))


def rows(actors: dict[str, Actor], who: str) -> dict[str, ReportingRow]:
    found = reporting(actors[who], period_code=OCTOBER, today=TODAY)
    return {row.unit.code if row.unit else "all": row for row in found}


def test_reported_late_and_corrected(actors: dict[str, Actor], survey: None) -> None:
    before = rows(actors, "boss")
    assert before["EAST"].missing == 1  # October was due on 5 November
    assert before["EAST"].automatic_share == Decimal(100)
    report(90)
    report(95)
    after = rows(actors, "boss")
    # EAST had the figures of revenue and discount from orders; one more is typed, and was 90 before it was 95
    assert after["EAST"].figures == before["EAST"].figures + 1
    assert after["EAST"].automatic == before["EAST"].automatic
    assert (after["EAST"].missing, after["EAST"].corrections) == (0, 1)
    share = Decimal(100) * after["EAST"].automatic / after["EAST"].figures
    assert after["EAST"].automatic_share == share.quantize(Decimal("0.1"))
    # the company's figure is the roll-up of the one typed in EAST: typed as well, and corrected with it
    assert after["HQ"].automatic == before["HQ"].automatic == after["HQ"].figures - 1
    assert (after["HQ"].corrections, after["WEST"].corrections, after["all"].corrections) == (1, 0, 2)


def test_one_sees_the_own_units(actors: dict[str, Actor], survey: None) -> None:
    assert set(rows(actors, "chen")) == {"all", "WEST"}
    assert rows(actors, "chen")["all"].missing == 0
