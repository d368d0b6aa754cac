"""Breaking targets down to units: exact sums, locks that survive, ratios that are linked and never summed."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.loop.plan import engine_io, selectors, services
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from tests.loop.plan.company import NOW, START, publish_kpi

pytestmark = pytest.mark.feature("S02")
WHOLE = D(1000)


@pytest.fixture
def cards(actors: dict[str, Actor]) -> dict[str, int]:
    """Revenue (a flow) and margin (a ratio) of the group and of both units below it."""
    publish_kpi(actors["admin"], "revenue")
    publish_kpi(actors["admin"], "margin", time_kind="ratio", measurement_unit="percent")
    services.add_scheme(actors["admin"], code="FY2026", name_zh="方案", fiscal_year=2026)
    owners = {"HQ": "E1", "EAST": "E2", "WEST": "E4"}
    wanted = [
        NewAssignment(kpi, unit, owner, D(50), START, parent=None if unit == "HQ" else (kpi, "HQ"))
        for kpi in ("revenue", "margin")
        for unit, owner in owners.items()
    ]
    keys = services.assign_many(actors["admin"], scheme="FY2026", assignments=wanted)
    services.publish_scheme(actors["admin"], code="FY2026", now=NOW)
    return {f"{row.kpi}@{row.subject}": key for row, key in zip(wanted, keys, strict=True)}


def set_whole(actor: Actor, key: int, months: list[str]) -> None:
    services.set_targets(actor, targets=[NewTarget(key, month, WHOLE) for month in months])


def figure(key: int, month: str) -> D | None:
    row = calendar.period(SYSTEM, month)
    held = engine_io.targets_for([row.id]).get((key, row.id))
    return held.target if held else None


def test_parts_meet_the_whole_by_shares(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    set_whole(actors["admin"], cards["revenue@HQ"], ["2026-10", "2026-11"])
    shares = {cards["revenue@EAST"]: D(2), cards["revenue@WEST"]: D(1)}
    services.cascade_targets(actors["admin"], assignment_id=cards["revenue@HQ"], shares=shares)
    assert figure(cards["revenue@EAST"], "2026-10") == D("666.67")
    assert figure(cards["revenue@WEST"], "2026-10") == D("333.33")
    assert figure(cards["revenue@EAST"], "2026-12") is None  # the whole has no target there
    gap = selectors.cascade_gap(actors["boss"], assignment_id=cards["revenue@HQ"], period_code="2026-11")
    assert (gap.state, gap.gap, {child.parent_id for child, _ in gap.children}) == ("even", 0, {cards["revenue@HQ"]})


def test_a_cushion_is_visible_as_over_allocation(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    set_whole(actors["admin"], cards["revenue@HQ"], ["2026-10"])
    services.cascade_targets(actors["admin"], assignment_id=cards["revenue@HQ"], cushion=D("0.05"))
    gap = selectors.cascade_gap(actors["boss"], assignment_id=cards["revenue@HQ"], period_code="2026-10")
    assert (gap.children_sum, gap.gap, gap.state) == (D(1050), D(50), "over")


def test_a_locked_part_survives_and_the_lock_follows_its_versions(
    actors: dict[str, Actor], cards: dict[str, int]
) -> None:
    set_whole(actors["admin"], cards["revenue@HQ"], ["2026-10"])
    services.set_targets(actors["admin"], targets=[NewTarget(cards["revenue@EAST"], "2026-10", D(700))])
    cell = [(cards["revenue@EAST"], "2026-10")]
    assert services.lock_targets(actors["admin"], cells=cell, reason="谈定") == 1
    services.set_targets(actors["admin"], targets=[NewTarget(cards["revenue@EAST"], "2026-10", D(710))])
    services.cascade_targets(actors["admin"], assignment_id=cards["revenue@HQ"])
    assert (figure(cards["revenue@EAST"], "2026-10"), figure(cards["revenue@WEST"], "2026-10")) == (D(710), D(290))
    assert services.lock_targets(actors["admin"], cells=cell, is_locked=False) == 1
    services.cascade_targets(actors["admin"], assignment_id=cards["revenue@HQ"])
    assert figure(cards["revenue@EAST"], "2026-10") == D(500)


def test_a_figure_set_meanwhile_is_not_locked_unseen(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    key, cell = cards["revenue@EAST"], (cards["revenue@EAST"], "2026-10")
    for figure_set in (D(700), D(710)):
        services.set_targets(actors["admin"], targets=[NewTarget(key, "2026-10", figure_set)])
    for act in (services.lock_targets, services.pin_limits):
        with pytest.raises(Refusal) as late:
            act(actors["admin"], cells=[cell], seen={cell: 1})
        told = late.value.fields
        assert late.value.code == "target_changed"
        assert (told["by"], told["theirs"], told["yours"], told["period"]) == ("admin", D(710), D(700), "2026-10")
    (held, _) = selectors.target_history(actors["admin"], key, "2026-10")
    assert (held.is_locked, held.is_pinned) == (False, False)
    assert services.lock_targets(actors["admin"], cells=[cell], seen={cell: 2}) == 1


def test_spreading_a_year_keeps_closed_and_locked_months(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    key = cards["revenue@EAST"]
    services.set_targets(
        actors["admin"],
        targets=[
            NewTarget(key, "2026-01", D(100), D(90), D(110)),
            NewTarget(key, "2026-12", D(300)),
            NewTarget(key, "2026-02", D(50), D(40), D(60)),
        ],
    )
    services.lock_targets(actors["admin"], cells=[(key, "2026-12")])
    calendar_services.set_state(SYSTEM, code="2026-01", state="closed", revision=1, warehouse_version=1, now=NOW)
    services.set_annual_target(actors["admin"], assignment_id=key, annual=D(1400))
    assert [figure(key, f"2026-{month:02d}") for month in (1, 2, 11, 12)] == [D(100), D(100), D(100), D(300)]
    (february, _) = selectors.target_history(actors["admin"], key, "2026-02")
    assert (february.threshold, february.stretch) == (D(80), D(120))  # moved with the target, rule R29


def test_a_ratio_is_linked_and_never_broken_down(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    set_whole(actors["admin"], cards["margin@HQ"], ["2026-10"])
    with pytest.raises(Refusal) as refused:
        services.cascade_targets(actors["admin"], assignment_id=cards["margin@HQ"])
    assert refused.value.code == "cascade_not_additive"
    east = selectors.assignment(actors["boss"], cards["margin@EAST"])
    assert east.parent_id == cards["margin@HQ"]


def test_nothing_to_break_down_is_said(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    with pytest.raises(Refusal) as refused:
        services.cascade_targets(actors["admin"], assignment_id=cards["revenue@HQ"])
    assert (refused.value.code, refused.value.fields["parts"]) == ("cascade_without_parts", 2)


def test_who_may_not_set_targets_breaks_nothing_down(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    for name in ("zhao", "wang"):
        with pytest.raises(Refusal, match="permission_denied"):
            services.cascade_targets(actors[name], assignment_id=cards["revenue@HQ"])
        with pytest.raises(Refusal, match="permission_denied"):
            services.lock_targets(actors[name], cells=[(cards["revenue@EAST"], "2026-10")])
