"""Gates, limits, distribution and held scores of the trading company; figures as in company.py."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine import trace
from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.engine.scoring.distribution import GradeShare
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.models import AdjustmentRule
from kpiloop.loop.reward.rows import NewRule
from kpiloop.loop.reward.scoring.adjustment_rows import NewAdjustment, TermsRow
from tests.loop.reward import company as scored
from tests.loop.reward.test_adjustments import ACCIDENT, PRAISE, PROFIT, proven, rescored, told
from tests.loop.reward.test_bonus import amounts, prepare

Actors = dict[str, Actor]


@pytest.mark.feature("SC-03")
def test_sc_03_a_gate_holds_the_payout_and_the_trace_names_it(actors: Actors, cycle: int) -> None:
    rescored(actors, cycle, [PROFIT])
    run = prepare(actors, cycle)
    lines = {row.person.code: row for row in selectors.bonus_lines(actors["admin"], run_id=run)}
    # Profit 255 of 300 = 0.85: E4 1.0 x 1.5 x 1.5 = 2.25 and E6 1.0 x 1.5 x 1.0 are held to 1; E3 stays 0.64
    assert [lines[code].amount for code in ("E3", "E4", "E6")] == [D("6400.00"), D("15000.00"), D("12000.00")]
    assert [lines[code].binding for code in ("E3", "E4", "E6")] == ["", "PROFIT", "PROFIT"]
    assert lines["E4"].payout_factor == D(1)
    chain = selectors.explain_bonus(actors["admin"], bonus_line_id=lines["E4"].id)
    entitled = next(step for step in trace.walk(chain) if step.kind == "entitlement")
    gate = next(step for step in entitled.children if step.kind == "gate")
    assert (gate.figure, gate.evidence["binding"]) == (D(1), "yes")
    assert trace.count_leaves(gate)["source_row"] > 0
    for line in lines.values():
        assert trace.recompute(selectors.explain_bonus(actors["admin"], bonus_line_id=line.id)) == line.amount


@pytest.mark.feature("SC-03")
def test_sc_03_a_gate_of_a_unit_and_one_that_is_lifted(actors: Actors, cycle: int) -> None:
    own = NewAdjustment(
        "REVENUE",
        "gate",
        "本部门收入",
        "achievement",
        kpi="revenue",
        comparison="below",
        limit=D("0.95"),
        most=D("0.5"),
    )
    rescored(actors, cycle, [PROFIT, own])
    found = amounts(actors, prepare(actors, cycle))
    # Their own unit's revenue: EAST 0.9 holds E2 to 0.5, SH 0.85 holds E3, HQ 0.94 holds E1; ZJ and WEST reach 1.
    assert {code: found[code] for code in ("E1", "E2", "E3", "E4", "E6")} == {
        "E1": D("15000.00"), "E2": D("10000.00"), "E3": D("5000.00"), "E4": D("15000.00"), "E6": D("12000.00"),
    }  # fmt: skip
    key = services.ask_lift(
        actors["admin"], cycle_id=cycle, rule="PROFIT", subject="HQ", reason="并购影响", now=scored.NOW
    )
    services.decide_lift(actors["boss"], lift_id=key, approves=True, now=scored.NOW)
    rescored(actors, cycle)
    assert amounts(actors, prepare(actors, cycle))["E4"] == D("33750.00")


@pytest.mark.feature("SC-03")
def test_sc_03_limits_of_a_card_and_its_official_place(actors: Actors, cycle: int) -> None:
    before = rescored(actors, cycle)["E6"]
    services.set_card_terms(
        actors["admin"], scheme="S26", terms=TermsRow(limits=CardLimits(floor=D(75), cap=D(95), places=1), ties="dense")
    )
    rows = rescored(actors, cycle)
    assert before.total is not None and before.total != D("89.9")
    # 89.891304... to one place, still graded B; SH 70 lifted to 75, WEST and ZJ 100 held to 95.
    assert {code: rows[code].total for code in ("E6", "SH", "WEST", "HQ")} == {
        "E6": D("89.9"), "SH": D(75), "WEST": D(95), "HQ": D("89.2"),
    }  # fmt: skip
    assert [rows[code].rank for code in ("WEST", "ZJ", "HQ", "EAST", "SH")] == [1, 1, 2, 3, 4]
    proven(actors, cycle)


@pytest.mark.feature("SC-03")
def test_sc_03_a_kpi_holds_its_last_score(actors: Actors, cycle: int) -> None:
    holding = [NewRule(rule.kpi, rule.method, {**rule.parameters, "missing": "hold_last"}) for rule in scored.RULES]
    services.set_scoring_rules(actors["admin"], scheme="S26", rules=holding)
    fourth = services.open_cycle(actors["admin"], scheme="S26", quarter="FY2026-Q4")
    services.waive_missing(actors["boss"], cycle_id=fourth.id, reason="系统切换", now=scored.NOW)
    services.score_cycle(actors["admin"], cycle_id=fourth.id, now=scored.NOW, waiver="trial")
    # November and December were never reported: every line holds its score of the third quarter.
    row = selectors.sheet(actors["admin"], cycle_id=fourth.id, subject_id=scored.subject_id("EAST"))
    assert row.total == D(80)
    assert [(line.actual, line.score, line.held_from) for line in row.lines if line.kpi.code == "revenue"] == [
        (None, D(80), "FY2026-Q3")
    ]
    chain = selectors.explain_score(actors["admin"], sheet_id=row.id)
    assert trace.recompute(chain) == D(80)
    assert trace.count_leaves(chain)["source_row"] > 0
    assert row.previous_rank is not None and row.rank is not None


@pytest.mark.feature("SC-04")
def test_sc_04_a_hard_distribution_grades_by_place_in_the_unit(actors: Actors, cycle: int) -> None:
    shares = (GradeShare("S", D("0.2")), GradeShare("B", D("0.6")), GradeShare("D", D("0.2")))
    terms = TermsRow(distribution="hard", shares=shares, wording="at_least", bottom_least=1, smallest_group=1)
    services.set_card_terms(actors["admin"], scheme="S26", terms=terms)
    rows = rescored(actors, cycle)
    # Everybody is alone in the own unit: at least 20 % of one is one S, and a place that is S cannot be D too.
    assert {code: rows[code].grade for code in ("E1", "E2", "E3", "E4")} == dict.fromkeys(("E1", "E2", "E3", "E4"), "S")
    assert (rows["EAST"].grade, rows["E3"].factor) == ("B", D("1.5"))
    run = prepare(actors, cycle, "900000.00")
    line = next(row for row in selectors.bonus_lines(actors["admin"], run_id=run) if row.person.code == "E3")
    chain = selectors.explain_bonus(actors["admin"], bonus_line_id=line.id)
    assert trace.recompute(chain) == line.amount
    services.set_card_terms(
        actors["admin"], scheme="S26",
        terms=TermsRow(distribution="hard", shares=shares, wording="at_least", exempt_up_to=1, smallest_group=1),
    )  # fmt: skip
    assert rescored(actors, cycle)["E3"].grade == "C"


@pytest.mark.feature("SC-04")
def test_sc_04_small_units_are_graded_together_in_the_unit_above(actors: Actors, cycle: int) -> None:
    """One in each of HQ, EAST, WEST, SH, ZJ: five only in the company. E4 100, E6 89.89, E1 89.2, E2 80, E3 70."""
    shares = (GradeShare("S", D("0.2")), GradeShare("B", D("0.6")), GradeShare("D", D("0.2")))
    services.set_card_terms(actors["admin"], scheme="S26", terms=TermsRow(distribution="hard", shares=shares))
    rows = rescored(actors, cycle)
    assert [rows[code].grade for code in ("E4", "E6", "E1", "E2", "E3")] == ["S", "B", "B", "B", "D"]
    run = prepare(actors, cycle, "900000.00")
    line = next(row for row in selectors.bonus_lines(actors["admin"], run_id=run) if row.person.code == "E3")
    chain = selectors.explain_bonus(actors["admin"], bonus_line_id=line.id)
    place = next(step for step in trace.walk(chain) if step.kind == "place")
    assert (place.fields["subject"], place.figure, place.parameters["counted_from"]) == ("HQ", D(5), "both_ends")
    assert place.evidence["units"] == "EAST, HQ, SH, WEST, ZJ"
    assert trace.recompute(chain) == line.amount


@pytest.mark.feature("SC-04")
def test_sc_04_terms_of_before_grade_by_the_rule_of_before(actors: Actors, cycle: int) -> None:
    """Everybody alone, filled from the top: at most 20 % of one is nobody, so all fall through to the last grade."""
    shares = (GradeShare("S", D("0.2")), GradeShare("B", D("0.6")), GradeShare("D", D("0.2")))
    before = TermsRow(distribution="hard", shares=shares, smallest_group=0, counted_from="top")
    first = services.set_card_terms(actors["admin"], scheme="S26", terms=before)
    rows = rescored(actors, cycle)
    assert {rows[code].grade for code in ("E1", "E2", "E3", "E4")} == {"D"}
    run = prepare(actors, cycle, "900000.00")
    line = next(row for row in selectors.bonus_lines(actors["admin"], run_id=run) if row.person.code == "E4")
    chain = selectors.explain_bonus(actors["admin"], bonus_line_id=line.id)
    place = next(step for step in trace.walk(chain) if step.kind == "place")
    # What was kept before knows neither where grades are filled from nor merged units, and proves the same.
    assert set(place.parameters) == {"shares", "size", "together", "wording"}
    assert trace.recompute(chain) == line.amount
    anew = TermsRow(distribution="hard", shares=shares, smallest_group=1)
    assert services.set_card_terms(actors["admin"], scheme="S26", terms=anew) == first + 1
    assert {rescored(actors, cycle)[code].grade for code in ("E1", "E4")} == {"B"}


def test_a_gate_on_a_unit_without_card_stops_the_scoring(actors: Actors, cycle: int) -> None:
    services.set_grades(actors["admin"], scheme="S26", bands=scored.BANDS)
    services.set_adjustments(actors["admin"], scheme="S26", rules=[PROFIT])
    AdjustmentRule.objects.update(subject_id=scored.subject_id("E5"))
    with pytest.raises(Refusal) as refused:
        services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    assert refused.value.code == "gate_without_card"


@pytest.mark.feature("SC-04")
def test_sc_04_the_guideline_stands_where_the_sheets_stand(actors: Actors, cycle: int) -> None:
    """Cards that something moves beyond their lines are placed by their adjusted totals, few or many."""
    services.set_adjustments(actors["admin"], scheme="S26", rules=[PRAISE, ACCIDENT])
    told(actors, "PRAISE", "E3", 2)
    told(actors, "ACCIDENT", "E4")
    rows = rescored(actors, cycle)
    shares = [GradeShare("A", D(1))]
    found = selectors.guideline(actors["admin"], cycle_id=cycle, shares=shares, smallest=0)
    totals = {row.subject.code: row.total for group in found.groups for row in group.rows}
    assert totals == {code: rows[code].total for code in totals} and (totals["E3"], totals["E4"]) == (D(73), D(0))
    bonus = selectors.sheet_by_id(actors["admin"], sheet_id=rows["E3"].id)
    assert (bonus.card_total, bonus.adjustments[0].points) == (D(70), D(3))
