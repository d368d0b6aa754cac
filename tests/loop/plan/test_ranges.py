"""Targets that are a range per month (TG-02): versions, requests, and what is refused. Figures by hand."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.targets.band import Band
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.plan import engine_io, selectors, services
from kpiloop.loop.plan.rows import NewAssignment, NewTarget, TargetRow
from tests.loop.plan.company import NOW, START, publish_kpi

Keys = dict[str, int]
MONTH = "2026-10"


@pytest.fixture
def keys(actors: dict[str, Actor]) -> Keys:
    """Stock days of the group and of east, a range without bounds of its own; revenue beside it."""
    publish_kpi(
        actors["admin"], "days", time_kind="stock", direction="range", achievement_parameters={"tolerance": D(20)}
    )
    publish_kpi(actors["admin"], "revenue")
    services.add_scheme(actors["admin"], code="S", name_zh="方案", fiscal_year=2026)
    wanted = [
        NewAssignment(kpi, unit, owner, D(50), START, parent=None if unit == "HQ" else (kpi, "HQ"))
        for kpi in ("days", "revenue")
        for unit, owner in (("HQ", "E1"), ("EAST", "E2"))
    ]
    found = services.assign_many(actors["admin"], scheme="S", assignments=wanted)
    services.publish_scheme(actors["admin"], code="S", now=NOW)
    return {f"{row.kpi}@{row.subject}": key for row, key in zip(wanted, found, strict=True)}


def held(key: int, month: str = MONTH) -> TargetRow:
    row = calendar.period(SYSTEM, month)
    return engine_io.targets_for([row.id])[key, row.id]


def set_range(actor: Actor, key: int, low: int, high: int, **more: D | None) -> None:
    services.set_targets(actor, targets=[NewTarget(key, MONTH, more.get("target"), band=Band(D(low), D(high)))])


@pytest.mark.feature("TG-02")
@pytest.mark.feature("S07")
def test_a_range_is_a_version_and_its_middle_stands_for_it(actors: dict[str, Actor], keys: Keys) -> None:
    set_range(actors["admin"], keys["days@HQ"], 95, 105)
    set_range(actors["admin"], keys["days@HQ"], 95, 105)
    assert (held(keys["days@HQ"]).version, held(keys["days@HQ"]).target) == (1, 100)
    set_range(actors["admin"], keys["days@HQ"], 90, 106, target=D(95))
    now = held(keys["days@HQ"])
    assert (now.version, now.target, now.band) == (2, 95, Band(D(90), D(106)))
    history = selectors.target_history(actors["boss"], keys["days@HQ"], MONTH)
    assert [row.band for row in history] == [Band(D(90), D(106)), Band(D(95), D(105))]


@pytest.mark.parametrize(
    ("kpi", "target", "band", "code"),
    [
        ("revenue@HQ", None, Band(D(1), D(2)), "target_range_not_judged"),
        ("days@HQ", None, Band(D(105), D(95)), "target_range_inverted"),
        ("days@HQ", D(94), Band(D(95), D(105)), "target_range_inverted"),
        ("days@HQ", D(100), None, "target_range_missing"),
    ],
)
def test_what_cannot_stand_is_refused(
    actors: dict[str, Actor], keys: Keys, kpi: str, target: D | None, band: Band | None, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        services.set_targets(actors["admin"], targets=[NewTarget(keys[kpi], MONTH, target, band=band)])


def test_months_with_a_range_are_not_spread_nor_broken_down(actors: dict[str, Actor], keys: Keys) -> None:
    key = keys["days@HQ"]
    set_range(actors["admin"], key, 95, 105)
    for make in (
        lambda: services.set_annual_target(actors["admin"], assignment_id=key, annual=D(1200)),
        lambda: services.grow_targets(actors["admin"], base={key: [D(100)] * 12}, growth=D("0.1")),
    ):
        with pytest.raises(Refusal, match="target_range"):
            make()
    set_range(actors["admin"], keys["days@EAST"], 40, 50)
    with pytest.raises(Refusal, match="target_range_not_spread"):
        services.cascade_targets(actors["admin"], assignment_id=key)
    assert held(key).band == Band(D(95), D(105))


@pytest.mark.feature("P10")
def test_a_range_is_asked_for_and_decided_by_another(actors: dict[str, Actor], keys: Keys) -> None:
    """95-105 becomes 100-120; then the middle alone moves by 5 and the width of 20 stays."""
    key = keys["days@HQ"]
    set_range(actors["admin"], key, 95, 105)
    ask = {"assignment_id": key, "period": MONTH, "reason": "new line"}
    change = services.propose_target_change(actors["admin"], new_target=D(110), band=Band(D(100), D(120)), **ask)
    asked = selectors.target_changes(actors["boss"], state="proposed")[0]
    assert (asked.old_band, asked.new_band) == (Band(D(95), D(105)), Band(D(100), D(120)))
    services.decide_target_change(actors["boss"], change_id=change, approve=True, now=NOW)
    assert held(key).band == Band(D(100), D(120))
    change = services.propose_target_change(actors["admin"], new_target=D(115), **ask)
    services.decide_target_change(actors["boss"], change_id=change, approve=True, now=NOW)
    assert (held(key).target, held(key).band) == (115, Band(D(105), D(125)))


def test_the_year_to_date_adds_the_bounds_of_a_flow(actors: dict[str, Actor], keys: Keys) -> None:
    """A stock has the bounds of its last month; one month without a range leaves the year without one."""
    key = keys["days@HQ"]
    months = [NewTarget(key, f"2026-{month:02}", None, band=Band(D(month), D(month + 2))) for month in (1, 2, 3)]
    services.set_targets(actors["admin"], targets=months)
    assert engine_io.ytd_bands(calendar.period(SYSTEM, "2026-03"), [key]) == {key: Band(D(3), D(5))}
    assert engine_io.ytd_bands(calendar.period(SYSTEM, "2026-04"), [key]) == {key: None}
