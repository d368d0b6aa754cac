"""A reported KPI that stays silent raises its alert when its grace is over, and not before (S08)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.collect import selectors as collect_read
from kpiloop.loop.collect import services as collect
from kpiloop.loop.measure import services as measure
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import services
from kpiloop.loop.track.models import Alert
from tests.loop import company

pytestmark = pytest.mark.feature("S08")


@pytest.fixture
def survey(actors: dict[str, Actor]) -> int:
    """A satisfaction score that the head of EAST reports by hand; nothing has been reported."""
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
    key = plan.assign(
        SYSTEM, scheme="S26", kpi="survey", subject="EAST", owner="E2", weight=Decimal(0), valid_from=date(2026, 10, 1)
    )
    plan.set_targets(SYSTEM, targets=[NewTarget(key, "2026-10", Decimal(90))])
    return key


def live(key: int, day: int) -> list[str]:
    """Kinds of live alerts of the KPI after the lights were looked at on a day of November."""
    services.assess(SYSTEM, first="2026-10", last="2026-10", now=datetime(2026, 11, day, 2, tzinfo=UTC))
    return list(Alert.objects.filter(assignment_id=key, state="open").values_list("kind", flat=True))


def test_missing_after_grace_and_late_when_it_comes(actors: dict[str, Actor], survey: int) -> None:
    collect.set_duty(
        actors["admin"], kpi="survey", frequency="month", due_days=8, grace_days=2, first_day=date(2026, 10, 1)
    )
    assert live(survey, 10) == []  # due on the 8th, grace until the 10th
    assert live(survey, 11) == ["missing"]
    collect.submit_value(
        actors["admin"], kpi="survey", subject="EAST", period="2026-10", value=Decimal(95), now=company.NOW
    )
    measure.run_periods(SYSTEM, first="2026-10", last="2026-10", now=company.NOW)
    assert live(survey, 12) == []
    rows = collect_read.expected(actors["wang"], today=date(2026, 12, 31))
    october = next(row for row in rows if row.start == date(2026, 10, 1))
    assert (october.subject.code if october.subject else "", october.state) == ("EAST", "late")
    assert collect_read.expected(actors["chen"], today=date(2026, 12, 31)) == ()


def test_a_quarterly_figure_is_not_missed_in_its_first_month(actors: dict[str, Actor], survey: int) -> None:
    collect.set_duty(actors["admin"], kpi="survey", frequency="quarter", due_days=5, first_day=date(2026, 10, 1))
    assert live(survey, 25) == []
