"""How a year came about is kept as data (N04): figure, shape, weights, who and why, as versions. By hand."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan import engine_io, selectors, services
from kpiloop.loop.plan.models import TargetPlan
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from kpiloop.loop.plan.targeting.phasing import YearShape, shape_weights
from tests.loop.plan.company import NOW, START, publish_kpi

#: Rule R25: 36 % should be there by June.
CURVE = tuple(D(step) for step in (4, 4, 6, 6, 8, 8, 8, 8, 10, 12, 13, 13))


@pytest.fixture
def keys(actors: dict[str, Actor]) -> dict[str, int]:
    """Revenue and its margin of the group and of east."""
    publish_kpi(actors["admin"], "revenue")
    publish_kpi(actors["admin"], "margin", time_kind="ratio", measurement_unit="percent")
    services.add_scheme(actors["admin"], code="S", name_zh="方案", fiscal_year=2026)
    wanted = [
        NewAssignment(kpi, unit, owner, D(50), START, parent=None if unit == "HQ" else (kpi, "HQ"))
        for kpi in ("revenue", "margin")
        for unit, owner in (("HQ", "E1"), ("EAST", "E2"))
    ]
    found = services.assign_many(actors["admin"], scheme="S", assignments=wanted)
    services.publish_scheme(actors["admin"], code="S", now=NOW)
    return {f"{row.kpi}@{row.subject}": key for row, key in zip(wanted, found, strict=True)}


def figure(key: int, month: str) -> D | None:
    row = calendar.period(SYSTEM, month)
    held = engine_io.targets_for([row.id]).get((key, row.id))
    return held.target if held else None


@pytest.mark.feature("N04")
def test_the_year_keeps_its_figure_shape_and_maker(actors: dict[str, Actor], keys: dict[str, int]) -> None:
    key, admin = keys["revenue@HQ"], actors["admin"]
    services.set_annual_target(admin, assignment_id=key, annual=D(1000), weights=CURVE, shape="own", reason="board")
    course = selectors.target_course(actors["boss"], assignment_id=key)
    plan = course.plans[0]
    assert (plan.version, plan.annual, plan.method, plan.weights) == (1, 1000, "own", CURVE)
    assert (plan.reason, plan.recorded_by) == ("board", "admin")
    june = course.months[5]
    assert (june.period_code, june.planned, june.target, june.reached) == ("2026-06", D("0.36"), 80, 360)
    assert (course.months[-1].reached, course.months[-1].planned, course.drift) == (1000, 1, 0)


def test_the_same_year_again_is_no_version_and_another_is(actors: dict[str, Actor], keys: dict[str, int]) -> None:
    key, admin = keys["revenue@HQ"], actors["admin"]
    for _ in range(2):
        services.set_annual_target(admin, assignment_id=key, annual=D(1200))
    assert [plan.method for plan in selectors.target_course(SYSTEM, assignment_id=key).plans] == ["equal"]
    services.set_annual_target(admin, assignment_id=key, annual=D(1320), reason="a better year")
    found = selectors.target_course(SYSTEM, assignment_id=key).plans
    assert [(plan.version, plan.annual, plan.is_current) for plan in found] == [(2, 1320, True), (1, 1200, False)]


def test_a_month_typed_later_shows_as_drift(actors: dict[str, Actor], keys: dict[str, int]) -> None:
    key, admin = keys["revenue@HQ"], actors["admin"]
    services.set_annual_target(admin, assignment_id=key, annual=D(1200))
    services.set_targets(admin, targets=[NewTarget(key, "2026-11", D(130))])
    course = selectors.target_course(SYSTEM, assignment_id=key)
    assert (course.months[-1].reached, course.drift) == (1230, 30)
    services.set_targets(admin, targets=[NewTarget(key, "2026-12", None)])
    assert selectors.target_course(SYSTEM, assignment_id=key).months[-1].reached is None


def test_a_ratio_keeps_its_plan_without_a_line(actors: dict[str, Actor], keys: dict[str, int]) -> None:
    key = keys["margin@HQ"]
    services.set_annual_target(actors["admin"], assignment_id=key, annual=D("0.2"))
    course = selectors.target_course(SYSTEM, assignment_id=key)
    assert (course.plans[0].weights, course.months[0].reached, course.months[0].planned, course.drift) == (
        (), None, None, None,
    )  # fmt: skip


def test_an_unknown_shape_is_refused_and_nothing_is_written(actors: dict[str, Actor], keys: dict[str, int]) -> None:
    with pytest.raises(Refusal):
        services.set_annual_target(actors["admin"], assignment_id=keys["revenue@HQ"], annual=D(1), shape="wave")
    assert not TargetPlan.objects.exists() and figure(keys["revenue@HQ"], "2026-10") is None


@pytest.mark.feature("TG-01")
def test_shapes_by_hand() -> None:
    year = YearShape(3, (17, 15, 22), (D(30), D(20), D(50)), (None, D(5), D(7)), (D(10), D(40), D(100)))
    assert shape_weights("equal", year) is None
    assert shape_weights("working_days", year) == (17, 15, 22)
    assert shape_weights("last_year", year) == (30, 20, 50)
    assert shape_weights("as_now", year) == (0, 5, 7)
    assert shape_weights("curve", year) == (10, 30, 60)
    # 3k^2n - 2k^3 with n = 3: 0, 7, 20, 27
    assert shape_weights("s_curve", year) == (7, 13, 7)
    with pytest.raises(Refusal) as refused:
        shape_weights("own", YearShape(12, typed=(D(1),)))
    assert refused.value.code == "phasing_wrong"


@pytest.mark.feature("TG-01")
@pytest.mark.feature("N04")
def test_growth_on_last_year_month_by_month(actors: dict[str, Actor], keys: dict[str, int]) -> None:
    key, admin = keys["revenue@EAST"], actors["admin"]
    services.set_targets(admin, targets=[NewTarget(key, "2026-12", D(500))])
    services.lock_targets(admin, cells=[(key, "2026-12")], is_locked=True)
    base = [D("100.03"), None, *[D(100)] * 8, D(-50), D(100)]
    services.grow_targets(admin, base={key: base}, growth=D("0.08"))
    # 100.03 x 1.08 = 108.0324; a loss of 50 may be 8 % smaller: -50 + 4; February has no base; December is locked
    months = ("2026-01", "2026-02", "2026-03", "2026-11", "2026-12")
    assert [figure(key, month) for month in months] == [D("108.03"), None, 108, -46, 500]
    assert selectors.target_history(SYSTEM, key, "2026-01")[0].method == "growth"


def test_a_percentage_grows_by_points(actors: dict[str, Actor], keys: dict[str, int]) -> None:
    key = keys["margin@EAST"]
    services.grow_targets(actors["admin"], base={key: [D("0.31237")] * 12}, growth=D("0.02"))
    assert figure(key, "2026-05") == D("0.3324")
    with pytest.raises(Refusal) as refused:
        services.grow_targets(actors["admin"], base={key: [None] * 12}, growth=D("0.02"))
    assert refused.value.code == "growth_without_base"
