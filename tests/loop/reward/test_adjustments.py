"""Extra points, deductions, vetoes, gates and held scores of the trading company; figures as in company.py.

EAST 80 (revenue 0.9 x 60 %, discount 0.1 against 0.05 x 40 %), WEST 100, SH 70, HQ 89.2 with profit at 85 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from decimal import Decimal as D

import pytest

from kpiloop.engine import trace
from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.rows import SheetRow
from kpiloop.loop.reward.scoring.adjustment_rows import NewAdjustment
from tests.loop.reward import company as scored
from tests.loop.reward.test_bonus import prepare

Actors = dict[str, Actor]
IN_Q3 = date(2026, 8, 20)
ACCIDENT = NewAdjustment("ACCIDENT", "veto", "重大安全事故", scope="total", most=D(0), lifted_by="bonus.approve")
PRAISE = NewAdjustment("PRAISE", "extra_points", "客户表扬", "event", "Praise", points=D(2), most=D(3))
COMPLAINT = NewAdjustment("COMPLAINT", "deduction", "客户投诉", points=D("1.5"))
PROFIT = NewAdjustment(
    "PROFIT", "gate", "利润未达标", "achievement", kpi="profit", subject="HQ", comparison="below", limit=D(1),
    most=D(1), lifted_by="bonus.approve",
)  # fmt: skip


def rescored(actors: Actors, cycle: int, rules: Sequence[NewAdjustment] = ()) -> dict[str, SheetRow]:
    """Rules set, scored again; the sheets by code."""
    if rules:
        services.set_adjustments(actors["admin"], scheme="S26", rules=rules)
    services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    return {row.subject.code: row for row in selectors.sheets(actors["admin"], cycle_id=cycle)}


def told(actors: Actors, rule: str, subject: str, count: int = 1, on: date = IN_Q3) -> int:
    """An event recorded by one person and approved by another."""
    key = services.record_event(
        actors["admin"],
        scheme="S26",
        rule=rule,
        subject=subject,
        happened_on=on,
        text="见附件",
        evidence="D-77",
        count=D(count),
        now=scored.NOW,
    )
    services.decide_event(actors["boss"], event_id=key, approves=True, now=scored.NOW)
    return key


def proven(actors: Actors, cycle: int) -> None:
    """Every score recomputes from its leaves."""
    for row in selectors.sheets(actors["admin"], cycle_id=cycle):
        chain = selectors.explain_score(actors["admin"], sheet_id=row.id)
        again = trace.recompute(chain)
        assert again is not None and row.total is not None
        assert abs(again - row.total) < Decimal("1e-40"), row.subject.code


@pytest.mark.feature("SC-03")
def test_sc_03_extra_points_and_deductions_by_recorded_event(actors: Actors, cycle: int) -> None:
    services.set_adjustments(actors["admin"], scheme="S26", rules=[PRAISE, COMPLAINT])
    told(actors, "PRAISE", "EAST", 2)
    told(actors, "COMPLAINT", "EAST")
    told(actors, "COMPLAINT", "WEST", 2)
    told(actors, "PRAISE", "WEST", on=date(2026, 10, 1))  # of the next quarter
    rows = rescored(actors, cycle)
    # EAST 80 + 3 (4 held to 3) - 1.5 = 81.5, and so its head E2; WEST 100 - 3 = 97
    assert [rows[code].total for code in ("EAST", "E2", "WEST", "SH")] == [D("81.5"), D("81.5"), D(97), D(70)]
    sheet = selectors.sheet_by_id(actors["admin"], sheet_id=rows["EAST"].id)
    assert sheet.card_total == D(80)
    assert [(each.code, each.points, len(each.events)) for each in sheet.adjustments] == [
        ("PRAISE", D(3), 1), ("COMPLAINT", D("1.5"), 1),
    ]  # fmt: skip
    proven(actors, cycle)


@pytest.mark.feature("SC-03")
def test_sc_03_an_event_needs_evidence_and_a_second_person(actors: Actors, cycle: int) -> None:
    services.set_adjustments(actors["admin"], scheme="S26", rules=[PRAISE])
    said = {"scheme": "S26", "rule": "PRAISE", "happened_on": IN_Q3, "text": "表扬信", "now": scored.NOW}
    with pytest.raises(Refusal) as bare:
        services.record_event(actors["admin"], subject="EAST", evidence=" ", **said)  # type: ignore[arg-type]
    assert (bare.value.code, bare.value.fields["field"]) == ("reward_text_missing", "evidence")
    key = services.record_event(actors["admin"], subject="EAST", evidence="D-1", **said)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as alone:
        services.decide_event(actors["admin"], event_id=key, approves=True, now=scored.NOW)
    assert alone.value.code == "four_eyes"
    assert rescored(actors, cycle)["EAST"].total == D(80)  # recorded is not approved
    services.decide_event(actors["boss"], event_id=key, approves=True, now=scored.NOW)
    assert rescored(actors, cycle)["EAST"].total == D(82)
    with pytest.raises(Refusal):
        services.record_event(actors["chen"], subject="EAST", evidence="D-1", **said)  # type: ignore[arg-type]
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    with pytest.raises(Refusal) as late:
        services.record_event(actors["admin"], subject="WEST", evidence="D-1", **said)  # type: ignore[arg-type]
    assert (late.value.code, late.value.fields["reason"]) == ("adjustment_event_not_fitting", "published")


@pytest.mark.feature("SC-03")
def test_sc_03_vetoes_on_line_total_grade_and_pay(actors: Actors, cycle: int) -> None:
    rules = [
        # only SH (0.85) and E3 stand below 0.88: their one line counts 0
        NewAdjustment(
            "LINE", "veto", "收入底线", "achievement", kpi="revenue", comparison="below", limit=D("0.88"),
            scope="line", most=D(0),
        ),
        # discount 0.1 is above 0.08: EAST keeps its 80 points and gets C at best
        NewAdjustment("GRADE", "veto", "折扣红线", "actual", kpi="discount", comparison="above", limit=D("0.08"),
                      scope="grade", grade="C"),
        NewAdjustment("PAY", "veto", "纪律处分", scope="pay", most=D(0), cards="person"),
        ACCIDENT,
    ]  # fmt: skip
    services.set_adjustments(actors["admin"], scheme="S26", rules=rules)
    told(actors, "ACCIDENT", "WEST")
    told(actors, "PAY", "E2")
    rows = rescored(actors, cycle)
    found = {code: (rows[code].total, rows[code].grade) for code in ("SH", "E3", "EAST", "E2", "WEST", "E4", "ZJ")}
    assert found == {
        "SH": (D(0), "D"), "E3": (D(0), "D"), "EAST": (D(80), "C"), "E2": (D(80), "C"), "WEST": (D(0), "D"),
        "E4": (D(0), "D"), "ZJ": (D(100), "S"),
    }  # fmt: skip
    states = {
        each.code: each.state for each in selectors.sheet_by_id(actors["admin"], sheet_id=rows["E2"].id).adjustments
    }
    assert states == {"ACCIDENT": "not_met", "GRADE": "applied", "LINE": "not_met", "PAY": "applied"}
    proven(actors, cycle)
    run = prepare(actors, cycle)
    lines = {row.person.code: row for row in selectors.bonus_lines(actors["admin"], run_id=run)}
    # E2: company 1.0, unit EAST C 0.8, own 0.8 held to 0; E4: 15000 x 1.0 x 0.5 x 0.5
    assert (lines["E2"].amount, lines["E2"].binding) == (D("0.00"), "veto")
    assert lines["E4"].amount == D("3750.00")
    for code in ("E2", "E3", "E4"):
        assert (
            trace.recompute(selectors.explain_bonus(actors["admin"], bonus_line_id=lines[code].id))
            == lines[code].amount
        )


@pytest.mark.feature("SC-03")
def test_sc_03_a_veto_is_lifted_by_two_people_with_a_reason(actors: Actors, cycle: int) -> None:
    services.set_adjustments(actors["admin"], scheme="S26", rules=[ACCIDENT])
    told(actors, "ACCIDENT", "WEST")
    assert rescored(actors, cycle)["WEST"].total == D(0)
    asked = {"cycle_id": cycle, "rule": "ACCIDENT", "reason": "责任在承包商，见调查报告", "now": scored.NOW}
    for subject in ("EAST", "WEST"):
        if subject == "EAST":
            with pytest.raises(Refusal) as nothing:
                services.ask_lift(actors["admin"], subject=subject, **asked)  # type: ignore[arg-type]
            assert nothing.value.code == "veto_not_liftable"
            continue
        key = services.ask_lift(actors["admin"], subject=subject, **asked)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as alone:
        services.decide_lift(actors["admin"], lift_id=key, approves=True, now=scored.NOW)
    assert alone.value.code in ("permission_denied", "four_eyes")
    services.decide_lift(actors["boss"], lift_id=key, approves=True, now=scored.NOW, reason="同意")
    rows = rescored(actors, cycle)
    # The lift is of the unit's card; the head's own card is another one.
    assert (rows["WEST"].total, rows["E4"].total) == (D(100), D(0))
    met = selectors.sheet_by_id(actors["admin"], sheet_id=rows["WEST"].id).adjustments[0]
    assert met.lift is not None
    assert (met.state, met.lift.asked_by, met.lift.approved_by) == ("lifted", "admin", "boss")
    chain = selectors.explain_score(actors["admin"], sheet_id=rows["WEST"].id)
    veto = next(step for step in trace.walk(chain) if step.kind == "veto")
    assert {role for role, _who, _at in veto.people} >= {"lift_asked_by", "lifted_by"}
    proven(actors, cycle)
    assert AuditEntry.objects.filter(verb="decide_lift").count() == 1


def test_equal_inputs_keep_revisions_and_ended_rules_are_met_no_more(actors: Actors, cycle: int) -> None:
    rows = rescored(actors, cycle, [PRAISE, PROFIT])
    again = services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    assert again.written == 0
    assert services.set_adjustments(actors["admin"], scheme="S26", rules=[PRAISE, PROFIT]) == 0
    services.end_adjustment(actors["admin"], scheme="S26", code="PROFIT", reason="取消", now=scored.NOW)
    after = rescored(actors, cycle)
    assert (rows["HQ"].revision + 1, after["HQ"].total) == (after["HQ"].revision, D("89.2"))
    old = selectors.sheet(
        actors["admin"], cycle_id=cycle, subject_id=scored.subject_id("HQ"), revision=rows["HQ"].revision
    )
    assert [each.code for each in old.adjustments] == ["PROFIT"]
    history = selectors.adjustment_history(actors["admin"], scheme="S26", code="PROFIT")
    assert [(row.version, row.end_reason) for row in history] == [(1, "取消")]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (NewAdjustment("X", "bonus", "x"), "reward_choice_unknown"),
        (NewAdjustment("X", "veto", "x", scope="total"), "adjustment_condition_incomplete"),
        (NewAdjustment("X", "veto", "x", scope="grade", grade="Z"), "grade_unknown"),
        (NewAdjustment("X", "gate", "x", most=D(1)), "adjustment_condition_incomplete"),
        (NewAdjustment("X", "extra_points", "x"), "adjustment_condition_incomplete"),
        (
            NewAdjustment("X", "deduction", "x", "actual", kpi="nothing", limit=D(1), points=D(1)),
            "reward_unknown_reference",
        ),
        (NewAdjustment("X", "veto", "x", scope="total", most=D(0), lifted_by="anybody"), "reward_choice_unknown"),
    ],
)  # fmt: skip
def test_rules_that_could_not_be_applied_are_refused(
    actors: Actors, cycle: int, rule: NewAdjustment, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        services.set_adjustments(actors["admin"], scheme="S26", rules=[rule])
    assert refused.value.code == code
