"""A month a KPI does not apply in, as approved: what the year to date, spreading and breaking down make of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.collect import selectors as collect_read
from kpiloop.loop.collect import services as collect
from kpiloop.loop.plan import engine_io, selectors, services
from kpiloop.loop.plan.models import Target
from kpiloop.loop.plan.rows import NewTarget
from tests.loop.plan.company import NOW
from tests.loop.plan.test_targets import MONTHS, current, revenue

__all__ = ["revenue"]
pytestmark = pytest.mark.feature("P05")


def excuse(actors: dict[str, Actor], line: int, month: str) -> None:
    change = services.propose_target_change(
        actors["admin"], assignment_id=line, period=month, new_target=None, is_applicable=False, reason="停产检修"
    )
    services.decide_target_change(actors["boss"], change_id=change, approve=True, now=NOW)


def applies(line: int, month: str) -> bool:
    return Target.objects.get(assignment_id=line, period__code=month, is_current=True).is_applicable


def to_date(line: int, month: str) -> object:
    return engine_io.ytd_target(line, calendar.period(SYSTEM, month))


@pytest.fixture
def hundred(actors: dict[str, Actor], revenue: dict[str, int]) -> dict[str, int]:
    """100 a month for EAST and WEST, 200 for HQ."""
    of = {"HQ": D(200), "EAST": D(100), "WEST": D(100)}
    targets = [NewTarget(revenue[unit], month, figure) for unit, figure in of.items() for month in MONTHS]
    services.set_targets(actors["admin"], targets=targets)
    return revenue


def test_it_adds_nothing_to_the_year_to_date(actors: dict[str, Actor], hundred: dict[str, int]) -> None:
    excuse(actors, hundred["EAST"], "2026-11")
    assert to_date(hundred["EAST"], "2026-10") == D(1000)
    assert to_date(hundred["EAST"], "2026-11") == Missing("approved_na")
    assert to_date(hundred["EAST"], "2026-12") == D(1100)


def test_a_year_is_spread_over_the_other_months(actors: dict[str, Actor], hundred: dict[str, int]) -> None:
    excuse(actors, hundred["EAST"], "2026-11")
    services.set_annual_target(actors["admin"], assignment_id=hundred["EAST"], annual=D(2200))
    assert [current(hundred["EAST"], month) for month in MONTHS] == [*[D(200)] * 10, None, D(200)]
    assert not applies(hundred["EAST"], "2026-11")


def test_parts_are_broken_down_and_summed_up_without_it(actors: dict[str, Actor], hundred: dict[str, int]) -> None:
    excuse(actors, hundred["EAST"], "2026-11")
    services.cascade_targets(actors["admin"], assignment_id=hundred["HQ"])
    figures = [current(hundred[unit], month) for month in MONTHS[10:] for unit in ("EAST", "WEST")]
    assert figures == [None, D(200), D(100), D(100)]
    gap = selectors.cascade_gap(actors["admin"], assignment_id=hundred["HQ"], period_code="2026-11")
    assert (gap.children_sum, gap.gap, gap.state) == (D(200), D(0), "even")
    services.set_targets(actors["admin"], targets=[NewTarget(hundred["WEST"], "2026-11", D(150))])
    services.sum_up_targets(actors["admin"], assignment_id=hundred["HQ"])
    assert [current(hundred["HQ"], month) for month in MONTHS[10:]] == [D(150), D(200)]


def test_growth_leaves_it_alone(actors: dict[str, Actor], hundred: dict[str, int]) -> None:
    excuse(actors, hundred["EAST"], "2026-11")
    line = hundred["EAST"]
    services.grow_targets(actors["admin"], base={line: [D(100)] * 12}, growth=D("0.1"))
    assert [current(line, month) for month in MONTHS[9:]] == [D(110), None, D(110)]


def test_a_new_figure_ends_it_and_so_does_an_approved_one(actors: dict[str, Actor], hundred: dict[str, int]) -> None:
    line = hundred["EAST"]
    excuse(actors, line, "2026-11")
    change = services.propose_target_change(
        actors["admin"], assignment_id=line, period="2026-11", new_target=D(80), reason="提前复产"
    )
    assert [row.old_target for row in selectors.target_changes(actors["boss"], state="proposed")] == [None]
    services.decide_target_change(actors["boss"], change_id=change, approve=True, now=NOW)
    assert (current(line, "2026-11"), applies(line, "2026-11")) == (D(80), True)


def test_it_is_asked_for_like_any_other_change(actors: dict[str, Actor], hundred: dict[str, int]) -> None:
    asked = {"assignment_id": hundred["EAST"], "new_target": None, "is_applicable": False, "on": date(2026, 10, 20)}
    with pytest.raises(Refusal, match="plan_target_past"):
        services.propose_target_change(actors["admin"], period="2026-09", reason="停产", **asked)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="reason_missing"):
        services.propose_target_change(actors["admin"], period="2026-11", reason=" ", **asked)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="plan_figure_not_applicable"):
        both = asked | {"new_target": D(80)}
        services.propose_target_change(actors["admin"], period="2026-11", reason="停产", **both)  # type: ignore[arg-type]
    change = services.propose_target_change(actors["admin"], period="2026-11", reason="停产", **asked)  # type: ignore[arg-type]
    services.decide_target_change(actors["boss"], change_id=change, approve=False, reason="照常生产", now=NOW)
    assert applies(hundred["EAST"], "2026-11")


def test_nobody_is_asked_to_report_it(actors: dict[str, Actor], hundred: dict[str, int]) -> None:
    excuse(actors, hundred["EAST"], "2026-11")
    collect.set_duty(actors["admin"], kpi="revenue", frequency="month", due_days=5, first_day=date(2026, 10, 1))
    rows = collect_read.expected(actors["admin"], today=date(2026, 12, 20), last=3)
    owed = [(f"{row.start:%m}", row.subject.code) for row in rows if row.subject is not None]
    assert sorted(owed) == [("10", "EAST"), ("10", "HQ"), ("10", "WEST"), ("11", "HQ"), ("11", "WEST")]
