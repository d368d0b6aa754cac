"""Three kinds of alerts are three states: missed by a rule, unusual by statistics, missing (S11)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import selectors, services
from kpiloop.loop.track.models import Alert, Status
from kpiloop.loop.track.rules.unusual import outside_limits
from tests.loop import company

pytestmark = pytest.mark.feature("S11")
NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)


def test_limits_are_those_of_the_months_before() -> None:
    """Twelve months of 100 and 104 in turn: mean 102, mean moving range 4, limits 102 +/- 10.64."""
    steady = [Decimal(100), Decimal(104)] * 6
    found = outside_limits([*steady, Decimal(113), Decimal(112)])
    assert list(found) == [12]
    assert (found[12].lower, found[12].upper) == (Decimal("91.36"), Decimal("112.64"))


def test_eleven_months_say_nothing_and_gaps_do_not_count() -> None:
    steady = [Decimal(100), Decimal(104)] * 6
    assert outside_limits([*steady[:11], Decimal(500)]) == {}
    assert outside_limits([*steady[:11], Missing("no_value"), Decimal(500)]) == {}
    assert outside_limits([Decimal(5)] * 14 + [Decimal(6)]) == {}


def test_false_alarms_stay_below_the_budget() -> None:
    """Two false alerts per KPI and year are allowed; 200 KPIs of five quiet years, seeds fixed."""
    source = random.Random(20261124)
    alarms = 0
    for _ in range(200):
        series = [Decimal(str(round(source.gauss(100, 8), 4))) for _ in range(72)]
        alarms += len(outside_limits(series))
    assert alarms / (200 * 5) <= 2
    assert alarms / (200 * 5) <= Decimal("0.5")


@pytest.fixture
def steady(actors: dict[str, Actor]) -> int:
    """WEST's cost: thirteen green months around 60 up to September, written as the lights stand."""
    key = plan.assign(
        SYSTEM, scheme="S26", kpi="cost", subject="WEST", owner="E4", weight=Decimal(0), valid_from=date(2026, 1, 1)
    )
    plan.set_targets(SYSTEM, targets=[NewTarget(key, f"2026-{month:02}", Decimal(200)) for month in range(1, 13)])
    return key


def history(key: int, october: str) -> None:
    """Lights of fourteen months: 58 and 62 in turn, then one figure for October; all far below the target."""
    from kpiloop.foundation.calendar.models import Period

    months = list(Period.objects.filter(kind="month", ends_before__lte=date(2026, 11, 1)).order_by("starts_on"))[-14:]
    figures = [Decimal(58 + 4 * (place % 2)) for place in range(13)] + [Decimal(october)]
    Status.objects.filter(assignment_id=key).delete()
    Status.objects.bulk_create(
        Status(assignment_id=key, period=month, actual=figure, target_figure=Decimal(200), light="green")
        for month, figure in zip(months, figures, strict=True)
    )


def live(key: int) -> list[Alert]:
    from kpiloop.loop.track.alerting.syncing import sync_alerts

    sync_alerts(today=NOW.date(), now=NOW)
    return list(Alert.objects.filter(assignment_id=key, state="open"))


def test_a_green_month_far_from_usual_alerts_its_owner_once(actors: dict[str, Actor], steady: int) -> None:
    history(steady, "90")
    alerts = live(steady)
    assert [(row.kind, row.rule["code"], row.rule["figure"]) for row in alerts] == [("unusual", "outside_limits", "90")]
    # 58 and 62 in turn: mean of twelve 60, moving range 4; the thirteenth month is 58 again
    assert Decimal(alerts[0].rule["lower"]) < 58 < 62 < Decimal(alerts[0].rule["upper"]) < 90
    assert alerts[0].opened_at == NOW
    shown = next(row for row in selectors.alerts(actors["chen"]) if row.id == alerts[0].pk)
    assert (shown.recipient.code, shown.kind) == ("E4", "unusual")
    assert [row.pk for row in live(steady)] == [alerts[0].pk]
    history(steady, "60")
    assert live(steady) == []


def test_one_cause_opens_one_alert(actors: dict[str, Actor], steady: int) -> None:
    """A missed month far from usual is missed; it is not said a second time."""
    history(steady, "500")
    Status.objects.filter(assignment_id=steady, period__code="2026-10").update(light="red")
    assert [row.kind for row in live(steady)] == ["red"]


def test_missing_is_neither(actors: dict[str, Actor], steady: int) -> None:
    history(steady, "60")
    Status.objects.filter(assignment_id=steady, period__code="2026-10").update(
        light="na", reason="not_loaded", actual=None
    )
    rows = live(steady)
    assert [(row.kind, row.rule["code"]) for row in rows] == [("missing", "value_missing")]
    services.acknowledge(actors["chen"], alert_id=rows[0].pk, note="报表周五补", now=company.NOW)
    assert Alert.objects.get(pk=rows[0].pk).note == "报表周五补"
