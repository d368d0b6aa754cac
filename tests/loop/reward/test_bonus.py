"""Bonus runs of the trading company: amounts by hand, four eyes, outdated plans, the pool to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.org import services as org
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.pay_rows import NewBase
from tests.loop import company
from tests.loop.reward import company as scored

Actors = dict[str, Actor]
#: base x company 1.0 (B) x unit x own: E2 EAST B; E3 SH C, own C; E4 WEST S, own S; E6 ZJ S, own B
AMOUNTS = {"E1": "30000.00", "E2": "20000.00", "E3": "6400.00", "E4": "33750.00", "E6": "18000.00"}


def prepare(actors: Actors, cycle: int, pool: str = "120000.00") -> int:
    made = services.prepare_bonus(actors["admin"], cycle_id=cycle, pool=Decimal(pool), pool_document="D-200")
    assert made.run_id is not None
    return made.run_id


def released(actors: Actors, cycle: int, pool: str = "120000.00") -> int:
    run = prepare(actors, cycle, pool)
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    services.apply_bonus(actors["boss"], run_id=run, now=scored.NOW)
    return run


def amounts(actors: Actors, run: int) -> dict[str, Decimal | None]:
    return {row.person.code: row.amount for row in selectors.bonus_lines(actors["admin"], run_id=run)}


@pytest.mark.feature("S17")
def test_amounts_within_the_pool(actors: Actors, cycle: int) -> None:
    run = prepare(actors, cycle)
    found = amounts(actors, run)
    assert {code: found[code] for code in AMOUNTS} == {code: Decimal(text) for code, text in AMOUNTS.items()}
    row = selectors.run(actors["admin"], run_id=run)
    assert (row.total, row.scaling, row.open_lines) == (Decimal("108150.00"), Decimal(1), 1)


def test_a_person_without_card_stays_open(actors: Actors, cycle: int) -> None:
    lines = {row.person.code: row for row in selectors.bonus_lines(actors["admin"], run_id=prepare(actors, cycle))}
    assert (lines["E5"].amount, lines["E5"].state, lines["E5"].open_reason) == (None, "open", "no_card")


@pytest.mark.feature("SC-05")
@pytest.mark.parametrize("pool", ["100000.01", "77777.77", "0.03"])
def test_a_short_pool_is_paid_out_to_the_cent(actors: Actors, cycle: int, pool: str) -> None:
    found = amounts(actors, prepare(actors, cycle, pool))
    paid = [amount for amount in found.values() if amount is not None]
    assert sum(paid) == Decimal(pool)
    exact = Decimal("6400") * Decimal(pool) / Decimal("108150")
    assert found["E3"] is not None and abs(found["E3"] - exact) < Decimal("0.01")


@pytest.mark.feature("S17")
def test_method_share_pays_the_whole_pool(actors: Actors, cycle: int) -> None:
    services.set_bonus_rule(actors["boss"], scheme="S26", individual_from="grade", pool_method="share")
    found = amounts(actors, prepare(actors, cycle, "216300.00"))
    assert found["E3"] == Decimal("12800.00")  # twice the entitlement: the pool is twice their sum


@pytest.mark.feature("S17")
def test_by_score_with_a_cap(actors: Actors, cycle: int) -> None:
    services.set_bonus_rule(
        actors["boss"], scheme="S26", individual_from="score", uses_unit_factor=False, factor_cap=Decimal("0.85")
    )
    found = amounts(actors, prepare(actors, cycle))
    # E3: 10000 x 0.892 x 0.70; E4: own 1.00 capped at 0.85: 15000 x 0.892 x 0.85
    assert (found["E3"], found["E4"]) == (Decimal("6244.00"), Decimal("11373.00"))


def test_a_leaver_is_paid_by_days_and_two_bases_by_theirs(actors: Actors, cycle: int) -> None:
    raised = NewBase("E4", Decimal(24000), date(2026, 9, 1), "D-140")
    services.set_bonus_bases(actors["admin"], bases=[raised])
    line = next(row for row in selectors.bonus_lines(actors["admin"], run_id=prepare(actors, cycle))
                if row.person.code == "E4")  # fmt: skip
    # (15000 x 62 + 24000 x 30) / 92 x 1.5 x 1.5 = 40353.2608...
    assert line.amount == Decimal("40353.26")
    assert [(share.amount, share.days) for share in line.bases] == [(Decimal(15000), 62), (Decimal(24000), 30)]


def test_the_preparer_does_not_release(actors: Actors, cycle: int) -> None:
    run = prepare(actors, cycle)
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    both = Actor(actors["admin"].user_id, "admin", actors["admin"].permissions | {"bonus.approve"})
    with pytest.raises(Refusal) as refused:
        services.apply_bonus(both, run_id=run, now=scored.NOW)
    assert refused.value.code == "four_eyes"
    row = services.apply_bonus(actors["boss"], run_id=run, now=scored.NOW)
    assert (row.state, row.prepared_by, row.approved_by) == ("applied", "admin", "boss")
    assert services.apply_bonus(actors["boss"], run_id=run, now=scored.NOW) == row  # twice is once


def test_nothing_is_released_before_publication(actors: Actors, cycle: int) -> None:
    run = prepare(actors, cycle)
    with pytest.raises(Refusal) as refused:
        services.apply_bonus(actors["boss"], run_id=run, now=scored.NOW)
    assert refused.value.code == "cycle_stage"


def test_a_changed_input_outdates_the_plan(actors: Actors, cycle: int) -> None:
    run = prepare(actors, cycle)
    target = NewTarget(company.assignment_id("revenue", "WEST"), "2026-09", Decimal(200))
    plan.set_targets(SYSTEM, targets=[target], reason="late")
    services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    with pytest.raises(Refusal) as refused:
        services.apply_bonus(actors["boss"], run_id=run, now=scored.NOW)
    assert refused.value.code == "plan_outdated"


def test_a_later_base_does_not_touch_a_released_line(actors: Actors, cycle: int) -> None:
    run = released(actors, cycle)
    services.set_bonus_bases(actors["admin"], bases=[NewBase("E3", Decimal(99999), date(2026, 8, 1), "D-150")])
    assert amounts(actors, run)["E3"] == Decimal("6400.00")
    with pytest.raises(Refusal):
        prepare(actors, cycle)


def test_simulation_writes_nothing(actors: Actors, cycle: int) -> None:
    simulated = services.preview_bonus(actors["admin"], cycle_id=cycle, pool=Decimal("54075.00"))
    assert simulated.run_id is None and simulated.scaling == Decimal("0.5")
    assert selectors.runs(actors["admin"]) == ()


def test_explanation_says_who_gets_what(actors: Actors, cycle: int) -> None:
    made = selectors.bonus_plan(actors["boss"], run_id=prepare(actors, cycle))
    told = services.explain_bonus_run(actors["boss"], made)
    assert (told.visible, told.hidden, told.total_before) == (6, 0, None)
    assert ("B", 3, Decimal("68000.00")) in told.by_grade
    # The best grade first, as its table says; who has no card comes last.
    assert [grade for grade, _people, _money in told.by_grade] == ["S", "B", "C", ""]
    with pytest.raises(Refusal):
        services.explain_bonus_run(actors["wang"], made)


def test_days_of_a_joiner(actors: Actors) -> None:
    org.add_person(SYSTEM, number="E8", name_zh="新人", name_en="New")
    org.appoint(SYSTEM, person="E8", unit="WEST", is_head=False, valid_from=date(2026, 9, 1))
    cycle = scored.scored_cycle(actors)
    services.set_bonus_bases(actors["admin"], bases=[NewBase("E8", Decimal(9200), date(2026, 1, 1), "D-160")])
    lines = {row.person.code: row for row in selectors.bonus_lines(actors["admin"], run_id=prepare(actors, cycle))}
    assert (lines["E8"].days_employed, lines["E8"].days_in_period) == (30, 92)


@pytest.mark.feature("P07")
def test_releasing_money_of_ones_own_is_told_or_refused_by_the_scheme(actors: Actors, cycle: int) -> None:
    run = prepare(actors, cycle)  # E1, whose account is boss, has a line of 30,000
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    plan.set_scheme_rules(SYSTEM, code="S26", duties="require")
    with pytest.raises(Refusal) as refused:
        services.apply_bonus(actors["boss"], run_id=run, now=scored.NOW)
    assert (refused.value.code, refused.value.fields["duty"]) == ("duties_joined", "receiver")
    plan.waive_duties(SYSTEM, code="S26", reason="five people", now=scored.NOW)
    services.apply_bonus(actors["boss"], run_id=run, now=scored.NOW)
    entry = AuditEntry.objects.get(object_kind="bonus_run", verb="apply")
    assert entry.after["joined"] == [["receiver", "approver"]]
