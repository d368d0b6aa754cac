"""Versions of a scheme, what leaves a card (R19), separate duties, and requests that come too late (R27)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.plan import engine_io, selectors, services
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from tests.loop.plan.company import NOW, START, publish_kpi

JULY = date(2026, 7, 1)


@pytest.fixture
def cards(actors: dict[str, Actor]) -> dict[str, int]:
    admin = actors["admin"]
    for code in ("revenue", "margin", "service"):
        publish_kpi(admin, code)
    services.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026)
    weights = {"revenue": D(50), "margin": D(30), "service": D(20)}
    asked = [NewAssignment(kpi, "EAST", "E2", weight, START) for kpi, weight in weights.items()]
    asked += [NewAssignment("revenue", "E3", "E3", D(100), START, parent=("revenue", "EAST"))]
    keys = services.assign_many(admin, scheme="S", assignments=asked)
    services.publish_scheme(admin, code="S", now=NOW)
    return dict(zip([*weights, "own"], keys, strict=True))


def weights(on: date = JULY) -> dict[str, D]:
    rows = engine_io.assignments_on(on, date(2026, 8, 1))
    return {row.kpi.code: row.weight for row in rows if row.subject.code == "EAST"}


def test_a_revision_copies_cards_and_carries_targets(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    admin = actors["admin"]
    services.set_targets(admin, targets=[NewTarget(cards["revenue"], "2026-10", D(100), D(80), D(120))])
    assert services.revise_scheme(admin, code="S") == 2
    with pytest.raises(Refusal, match="draft_waiting"):
        services.revise_scheme(admin, code="S")
    services.set_targets(admin, targets=[NewTarget(cards["own"], "2026-11", D(7))])  # while the draft waits
    draft = Assignment.objects.filter(scheme__code="S", scheme__version=2)
    assert (draft.count(), draft.get(subject__code="E3").parent) == (
        4,
        draft.get(kpi__code="revenue", subject__code="EAST"),
    )
    services.publish_scheme(admin, code="S", now=NOW)
    carried = Target.objects.filter(assignment__scheme__version=2).order_by("period__code")
    found = carried.values_list("assignment__subject__code", "period__code", "target", "threshold", "method")
    assert list(found) == [("EAST", "2026-10", D(100), D(80), "carried"), ("E3", "2026-11", D(7), None, "carried")]
    assert Target.objects.filter(assignment=cards["revenue"]).count() == 1  # the old version keeps its own
    assert [row.state for row in selectors.schemes(actors["boss"])] == ["published", "retired"]


def test_r19_a_kpi_leaves_and_the_others_take_its_weight(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    services.remove_from_card(
        actors["admin"], assignment_id=cards["service"], how="renormalise", on=JULY, reason="系统下线"
    )
    assert weights() == {"revenue": D("62.5"), "margin": D("37.5")}  # 50 and 30 of 80
    assert weights(START)["service"] == D(20)


def test_r19_or_its_weight_moves_to_one_kpi_or_it_stays(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    admin = actors["admin"]
    with pytest.raises(Refusal, match="removal_blocked"):
        services.remove_from_card(admin, assignment_id=cards["service"], how="block", on=JULY, reason="x")
    services.remove_from_card(
        admin, assignment_id=cards["service"], how="move", to=cards["margin"], on=JULY, reason="合并"
    )
    assert weights() == {"revenue": D(50), "margin": D(50)}


def propose(actor: Actor, key: int, period: str, on: date, **more: bool) -> int:
    return services.propose_target_change(
        actor, assignment_id=key, period=period, new_target=D(9), reason="渠道商延后", on=on, **more
    )


@pytest.mark.feature("P10")
def test_r27_requests_are_not_retroactive_and_freeze_before_the_end(
    actors: dict[str, Actor], cards: dict[str, int]
) -> None:
    admin, key = actors["admin"], cards["revenue"]
    services.set_scheme_rules(admin, code="S", freeze_days=5)
    with pytest.raises(Refusal, match="plan_target_past"):
        propose(admin, key, "2026-09", date(2026, 10, 1))
    assert propose(admin, key, "2026-10", date(2026, 10, 26))
    with pytest.raises(Refusal, match="plan_target_frozen"):
        propose(admin, key, "2026-10", date(2026, 10, 27))  # ends before 1 November: five days are left
    backwards = propose(admin, key, "2026-09", date(2026, 10, 1), is_retroactive=True)
    assert services.decide_target_change(actors["boss"], change_id=backwards, approve=True, now=NOW) == "approved"


@pytest.mark.feature("P10")
def test_r27_what_ended_while_it_waited_is_not_approved(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    change = propose(actors["admin"], cards["revenue"], "2026-10", date(2026, 10, 20))
    with pytest.raises(Refusal, match="plan_target_past"):
        late = datetime(2026, 11, 2, tzinfo=UTC)
        services.decide_target_change(actors["boss"], change_id=change, approve=True, now=late)


def test_r29_limits_move_with_their_target_unless_pinned(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    admin, key = actors["admin"], cards["revenue"]
    services.set_targets(admin, targets=[NewTarget(key, "2026-11", D(100), D(80), D(120))])
    services.pin_limits(admin, cells=[(key, "2026-11")])
    change = propose(admin, key, "2026-11", date(2026, 10, 20))
    services.decide_target_change(actors["boss"], change_id=change, approve=True, now=NOW)
    newest = selectors.target_history(admin, key, "2026-11")[0]
    assert (newest.target, newest.threshold, newest.stretch, newest.is_pinned) == (D(9), D(80), D(120), True)


def test_r47_the_owner_deciding_is_told_refused_or_waived(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    """The head of HQ answers for a KPI and decides about it: told by default, refused where two are required."""
    admin, boss = actors["admin"], actors["boss"]
    services.assign_many(admin, scheme="S", assignments=[NewAssignment("revenue", "HQ", "E1", D(100), START)])
    key = Assignment.objects.get(subject__code="HQ").pk
    first, second, third = (propose(admin, key, month, START) for month in ("2026-10", "2026-11", "2026-12"))
    assert services.decide_target_change(boss, change_id=first, approve=True, now=NOW) == "approved"
    services.set_scheme_rules(admin, code="S", duties="require")
    with pytest.raises(Refusal, match="duties_joined"):
        services.decide_target_change(boss, change_id=second, approve=True, now=NOW)
    services.waive_duties(admin, code="S", reason="三人公司", now=NOW)
    assert services.decide_target_change(boss, change_id=second, approve=True, now=NOW) == "approved"
    services.waive_duties(admin, code="S", reason="", now=NOW)
    with pytest.raises(Refusal, match="duties_joined"):
        services.decide_target_change(boss, change_id=third, approve=True, now=NOW)


def test_nobody_approves_the_own_target(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    admin = actors["admin"]
    services.assign_many(admin, scheme="S", assignments=[NewAssignment("margin", "E1", "E2", D(100), START)])
    services.waive_duties(admin, code="S", reason="三人公司", now=NOW)
    change = propose(admin, Assignment.objects.get(subject__code="E1").pk, "2026-11", START)
    with pytest.raises(Refusal, match="own_result"):
        services.decide_target_change(actors["boss"], change_id=change, approve=True, now=NOW)


def test_s02_a_whole_is_set_from_its_parts_a_ratio_by_weights(actors: dict[str, Actor], cards: dict[str, int]) -> None:
    """Margins 10 % on 100 and 50 % on 900 are 46 %, not 30 (rule R31); revenue 100 + 900 is 1,000."""
    admin = actors["admin"]
    publish_kpi(admin, "rate", time_kind="ratio", measurement_unit="percent")
    services.add_scheme(admin, code="T", name_zh="另", fiscal_year=2026)
    asked = [
        NewAssignment(kpi, unit, owner, D(50), START, parent=None if unit == "HQ" else (kpi, "HQ"))
        for kpi in ("revenue", "rate")
        for unit, owner in (("HQ", "E1"), ("EAST", "E2"), ("WEST", "E4"))
    ]
    hq, east, west, rate, east_rate, west_rate = services.assign_many(admin, scheme="T", assignments=asked)
    given = {east: D(100), west: D(900), east_rate: D("0.1"), west_rate: D("0.5")}
    services.set_targets(admin, targets=[NewTarget(key, "2026-12", figure) for key, figure in given.items()])
    with pytest.raises(Refusal, match="cascade_not_additive"):
        services.sum_up_targets(admin, assignment_id=rate)
    services.sum_up_targets(admin, assignment_id=hq)
    services.sum_up_targets(admin, assignment_id=rate, weighted_by="revenue")
    found = dict(Target.objects.filter(assignment__in=[hq, rate]).values_list("assignment", "target"))
    assert found == {hq: D(1000), rate: D("0.46")}
