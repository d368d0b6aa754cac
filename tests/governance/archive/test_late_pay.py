"""What late data would change in scores and bonuses, by hand.

The quarter as it was scored stands in tests/loop/reward/company.py. For September SH 95, ZJ 45, WEST 115 arrive late:

card  with the late data                                                                       total      grade
HQ    profit 290/300 -> 96.67 x 40 %; revenue 740/750 -> 97.33 x 40 %; cost 1 -> 20            97.6       S
EAST  revenue 425/450 -> 88.89 x 60 %; discount 1 - 425/450 = 0.056 -> 100 x 40 %              93.33...   A
WEST  revenue 315/300 = 1.05 -> 105                                                            105        S
SH    revenue 280/300 -> 86.66...; also E3, whose own revenue it is                            86.66...   B
ZJ    revenue 145/150 -> 93.33...                                                              93.33...   A
E6    leads SH until August (62 days, 85), then ZJ (30 days, 45/50 -> 80)                      7670 / 92  B
E1, E2, E4 lead HQ, EAST, WEST.

Money: base x company S 1.5 (was B 1.0) x unit x own grade, with a pool that suffices.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar.models import Period
from kpiloop.foundation.org import services as org
from kpiloop.governance.archive import selectors, services
from kpiloop.loop.measure import services as measure
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.reward import selectors as pay
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.models import BonusLine, CarriedDifference, ReviewCycle
from kpiloop.loop.reward.pay_rows import NewBase
from kpiloop.loop.reward.rows import NewBand, NewRule
from kpiloop.loop.reward.scoring.adjustment_rows import NewAdjustment, TermsRow
from kpiloop.loop.track import services as track
from tests.founded import founded_once
from tests.governance.archive.test_replaying import LATE, SEPTEMBER, close
from tests.loop import company
from tests.loop.reward import company as scored

Actors = dict[str, Actor]
TOTALS = {
    "HQ": Fraction(976, 10), "EAST": Fraction(280, 3), "WEST": Fraction(105), "SH": Fraction(260, 3),
    "ZJ": Fraction(280, 3), "E1": Fraction(976, 10), "E2": Fraction(280, 3), "E3": Fraction(260, 3),
    "E4": Fraction(105), "E6": Fraction(7670, 92),
}  # fmt: skip
GRADES = {
    "HQ": ("B", "S"), "EAST": ("B", "A"), "WEST": ("S", "S"), "SH": ("C", "B"), "ZJ": ("S", "A"), "E1": ("B", "S"),
    "E2": ("B", "A"), "E3": ("C", "B"), "E4": ("S", "S"), "E6": ("B", "B"),
}  # fmt: skip
MONEY = {
    "E1": (30000, 67500),  # 30000 x 1.5 x own 1.5; the company is no unit
    "E2": (20000, 43200),  # 20000 x 1.5 x EAST 1.2 x own 1.2
    "E3": (6400, 15000),  # 10000 x 1.5 x SH 1.0 x own 1.0
    "E4": (33750, 50625),  # 15000 x 1.5 x WEST 1.5 x own 1.5
    "E6": (18000, 21600),  # 12000 x 1.5 x ZJ 1.2 x own 1.0
}
POOL = Decimal("250000.00")


@pytest.fixture
def paid(actors: Actors) -> Actors:
    """The months are closed, the quarter scored and paid; then the late rows arrive."""
    pay_out(actors)
    return actors


@founded_once
def pay_out(actors: Actors) -> None:
    scored.add_mover()
    for month in ("2026-07", "2026-08", SEPTEMBER):
        close(actors["admin"], month)
    cycle = scored.scored_cycle(actors)
    made = reward.prepare_bonus(actors["admin"], cycle_id=cycle, pool=POOL, pool_document="D-200")
    reward.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    assert made.run_id is not None
    reward.apply_bonus(actors["boss"], run_id=made.run_id, now=scored.NOW)
    company.publish_facts(LATE)


def change_rules(admin: Actor) -> None:
    """After the quarter was paid: other rules, grades, limits, money and weights."""
    halved = {"points": [["0.8", "30"], ["1", "50"], ["1.2", "60"]]}
    reward.set_scoring_rules(admin, scheme="S26", rules=[NewRule("revenue", "interpolation", halved)])
    split = Decimal(50)
    bands = [NewBand("S", split, None, Decimal(3)), NewBand("D", Decimal(0), split, Decimal(0))]
    reward.set_grades(admin, scheme="S26", bands=bands)
    reward.set_card_terms(admin, scheme="S26", terms=TermsRow(CardLimits(cap=Decimal(60))))
    punished = NewAdjustment(
        "low",
        "deduction",
        "低于两倍",
        "achievement",
        kpi="revenue",
        comparison="below",
        limit=Decimal(2),
        points=Decimal(20),
    )
    reward.set_adjustments(admin, scheme="S26", rules=[punished])
    reward.set_bonus_rule(admin, scheme="S26", individual_from="score", factor_cap=Decimal("0.1"))
    Assignment.objects.filter(kpi__code="revenue", subject__code="HQ").update(weight=5)


def change_meanings() -> None:
    """Another formula, another definition and other units, all dated back."""
    measure.set_formula(SYSTEM, kpi="revenue", text="sum(orders.list)", valid_from=company.START)
    plan.revise_kpi(SYSTEM, code="revenue", achievement_method="mirror", direction="lower", valid_from=company.START)
    plan.publish_kpi(SYSTEM, code="revenue", now=company.NOW)
    org.move_unit(SYSTEM, code="ZJ", new_parent="WEST", on=date(2026, 8, 1))
    org.transfer(SYSTEM, person="E4", unit="SH", on=date(2026, 8, 15))


def change_the_rest() -> None:
    """Other meanings, and a target of a closed month, which nothing lets anybody set."""
    change_meanings()
    line = company.assignment_id("revenue", "WEST")
    held = Target.objects.get(assignment_id=line, period__code=SEPTEMBER, is_current=True)
    Target.objects.filter(pk=held.pk).update(is_current=False)
    Target.objects.create(assignment_id=line, period=held.period, version=9, target=Decimal(7))


@pytest.mark.feature("N03")
def test_what_was_set_since_changes_nothing_of_the_preview(paid: Actors) -> None:
    """The figures worked out above by the terms the quarter was scored and paid by, whatever is in force now."""
    change_rules(paid["admin"])
    change_the_rest()
    reward.set_bonus_bases(paid["admin"], bases=[NewBase("E3", Decimal(99999), date(2026, 8, 1), "D-150")])
    change = selectors.preview_late(paid["admin"], period_code=SEPTEMBER)
    found = {row.subject.code: row for row in change.rewards.scores}
    assert {code: (row.grade_before, row.grade_after) for code, row in found.items()} == GRADES
    assert {code: round(Fraction(row.total_after or 0), 18) for code, row in found.items()} == {
        code: round(total, 18) for code, total in TOTALS.items()
    }
    assert {row.person.code: (row.before, row.after) for row in change.rewards.pay} == MONEY


@pytest.mark.feature("N03")
def test_restating_gives_what_the_preview_promised_whatever_was_set_since(paid: Actors) -> None:
    """September is closed anew, the published quarter scored and settled again: MONEY, and the first sheets stay."""
    admin, boss = paid["admin"], paid["boss"]
    cycle = ReviewCycle.objects.get(period__code=scored.QUARTER).pk
    with pytest.raises(Refusal) as published:
        reward.score_cycle(admin, cycle_id=cycle, now=scored.NOW)
    assert published.value.code == "cycle_stage"
    change_rules(admin)
    change_meanings()
    change = selectors.preview_late(admin, period_code=SEPTEMBER)
    asked = services.decide_late(
        admin, change=change, choice="restate", reason="补单", until=date(2026, 11, 30), now=company.NOW
    )
    assert asked.reopening_id is not None
    services.approve_reopen(boss, reopening_id=asked.reopening_id, now=company.NOW)
    company.compute(SEPTEMBER, SEPTEMBER)
    track.assess(SYSTEM, first=SEPTEMBER, last=SEPTEMBER, now=company.NOW)
    with pytest.raises(Refusal) as still_open:
        reward.score_cycle(admin, cycle_id=cycle, now=scored.NOW, waiver="soon")
    assert still_open.value.code == "cycle_months_open"
    close(admin)
    with pytest.raises(Refusal) as by_other_terms:
        reward.score_cycle(admin, cycle_id=cycle, now=scored.NOW, new_terms=True)
    assert by_other_terms.value.code == "cycle_stage"
    done = reward.score_cycle(admin, cycle_id=cycle, now=scored.NOW)
    assert (done.written, done.unchanged) == (10, 0)
    sheets = {row.subject.code: row for row in pay.sheets(admin, cycle_id=cycle)}
    assert {code: (row.total, row.grade, row.revision) for code, row in sheets.items()} == {
        row.subject.code: (row.total_after, row.grade_after, 2) for row in change.rewards.scores
    }
    assert sheets["E3"].cycle.state == "published"
    first = pay.sheet(admin, cycle_id=cycle, subject_id=scored.subject_id("EAST"), revision=1)
    assert (first.total, first.grade, first.is_current) == (80, "B", False)
    made = reward.prepare_bonus(admin, cycle_id=cycle, pool=POOL, pool_document="D-200", correction_reason="补单")
    assert made.run_id is not None
    reward.apply_bonus(boss, run_id=made.run_id, now=scored.NOW)
    lines = pay.bonus_lines(admin, run_id=made.run_id)
    found = {row.person.code: row.amount for row in lines}
    assert {code: found[code] for code in MONEY} == {code: after for code, (_, after) in MONEY.items()}
    with pytest.raises(Refusal) as twice:
        reward.score_cycle(admin, cycle_id=cycle, now=scored.NOW)
    assert twice.value.code == "cycle_stage"


@pytest.mark.feature("N03")
def test_every_score_and_bonus_that_would_change_is_shown(paid: Actors) -> None:
    change = selectors.preview_late(paid["admin"], period_code=SEPTEMBER)
    found = {row.subject.code: row for row in change.rewards.scores}
    assert {code: (row.grade_before, row.grade_after) for code, row in found.items()} == GRADES
    for code, total in TOTALS.items():
        after = found[code].total_after
        assert after is not None and abs(Fraction(after) - total) < Fraction(1, 10**20), code
    assert {code: found[code].total_before for code in scored.TOTALS} == scored.TOTALS
    assert {row.person.code: (row.before, row.after) for row in change.rewards.pay} == MONEY


@pytest.mark.feature("N03")
def test_a_difference_adjusted_is_paid_with_the_next_quarter_and_opens(paid: Actors) -> None:
    """Each person gets what MONEY differs by, beside the pool of the fourth quarter; the third stays as paid."""
    change = selectors.preview_late(paid["boss"], period_code=SEPTEMBER)
    services.decide_late(paid["boss"], change=change, choice="adjust", reason="随四季度结算", now=company.NOW)
    third = ReviewCycle.objects.get(period__code=scored.QUARTER)
    with pytest.raises(Refusal) as refused:
        reward.prepare_bonus(
            paid["admin"], cycle_id=third.pk, pool=POOL, pool_document="D-200", correction_reason="again"
        )
    assert (refused.value.code, refused.value.fields["months"]) == ("bonus_carried_already", "2026-10")
    fourth = ReviewCycle.objects.create(
        scheme=third.scheme, period=Period.objects.get(code="FY2026-Q4"), state="published"
    )
    plan = reward.prepare_bonus(paid["admin"], cycle_id=fourth.pk, pool=Decimal(0), pool_document="D-201")
    assert plan.run_id is not None
    lines = {row.person.code: row for row in pay.bonus_lines(paid["admin"], run_id=plan.run_id)}
    wanted = {code: Decimal(after - before) for code, (before, after) in MONEY.items()}
    assert {code: lines[code].carried for code in wanted} == wanted
    assert plan.carried == sum(wanted.values()) == Decimal(89775)
    assert (plan.total, plan.unsettled) == (0, ())
    # Nobody has a score in October yet; the line is open, and so is what it carries.
    assert lines["E3"].paid is None
    BonusLine.objects.filter(pk=lines["E3"].id).update(amount=Decimal("1000.00"), state="payable")
    step = pay.explain_bonus(paid["admin"], bonus_line_id=lines["E3"].id)
    assert (step.figure, step.operation) == (Decimal("9600.00"), "sum")
    carried = step.children[1]
    told = {"paid": "6400.00", "with_late_data": "15000.00", "closed_month": "2026-09 r1", "document": "随四季度结算"}
    assert carried.figure == Decimal("8600.00") and told.items() <= carried.evidence.items()


@pytest.mark.feature("N03")
def test_settling_another_month_takes_nothing_back(paid: Actors) -> None:
    """WEST sold 10 more in July; it and HQ are S either way: bonuses differ by what September brought."""
    july = {**company.FACTS["2026-07"]}
    july["WEST"] = (july["WEST"][0] + 10, *july["WEST"][1:])
    for month, facts in ((SEPTEMBER, LATE), ("2026-07", {**LATE, "2026-07": july})):
        company.publish_facts(facts)
        change = selectors.preview_late(paid["boss"], period_code=month)
        services.decide_late(paid["boss"], change=change, choice="adjust", reason="随四季度结算", now=company.NOW)
    carried = {code: CarriedDifference.objects.filter(person__subject__code=code) for code in MONEY}
    assert {code: sum(row.amount for row in rows) for code, rows in carried.items()} == {
        code: after - before for code, (before, after) in MONEY.items()
    }


def late_again(actors: Actors, facts: object, choice: str = "adjust") -> selectors.LateChange:
    """Load figures of September and decide about them."""
    company.publish_facts(facts)  # type: ignore[arg-type]
    change = selectors.preview_late(actors["boss"], period_code=SEPTEMBER)
    services.decide_late(actors["boss"], change=change, choice=choice, reason="随四季度结算", now=company.NOW)
    return change


def carried() -> dict[str, Decimal]:
    rows = CarriedDifference.objects.select_related("person__subject")
    return {code: sum((row.amount for row in rows if row.person.subject.code == code), Decimal(0)) for code in MONEY}


@pytest.mark.feature("N03")
def test_what_was_carried_is_taken_back_when_all_of_it_is_undone(paid: Actors) -> None:
    """MONEY was carried, then the first figures are loaded again: the difference to what is carried is minus all."""
    late_again(paid, LATE)
    assert carried() == {code: after - before for code, (before, after) in MONEY.items()}
    company.publish_facts()
    assert [row.code for row in selectors.late_months(paid["boss"])] == [SEPTEMBER]
    change = selectors.preview_late(paid["boss"], period_code=SEPTEMBER)
    assert (change.values, change.is_waiting, change.choices) == (0, True, ("adjust", "note"))
    east = next(row for row in change.figures if (row.assignment.kpi.code, row.assignment.subject.code) ==
                ("revenue", "EAST"))  # fmt: skip
    assert (east.before, east.settled, east.light_settled, east.after, east.light_after) == (
        120, 140, "amber", 120, "red",
    )  # fmt: skip
    assert change.rewards.scores == ()
    assert {row.person.code: (row.before, row.after) for row in change.rewards.pay} == {
        code: (after, before) for code, (before, after) in MONEY.items()
    }
    with pytest.raises(Refusal) as restated:
        services.decide_late(paid["boss"], change=change, choice="restate", reason="撤", now=company.NOW)
    assert restated.value.code == "late_choice_unknown"
    done = services.decide_late(paid["boss"], change=change, choice="adjust", reason="补单撤销", now=company.NOW)
    assert carried() == dict.fromkeys(MONEY, Decimal(0))
    assert not selectors.preview_late(paid["boss"], period_code=SEPTEMBER).is_waiting
    assert (done.figures, selectors.late_months(paid["boss"])) == (len(change.figures), [])
    plan_ = services.prepare_close(paid["admin"], period_code="2026-10", now=company.NOW)
    told = [row.reason for row in plan_.findings if (row.code, row.kpi_code, row.subject_code) ==
            ("carried_late_data", "revenue", "EAST")]  # fmt: skip
    assert sorted(told) == ["2026-09: 120 → 140", "2026-09: 140 → 120"]
    late_again(paid, LATE)  # the same again: asked again, and carried again
    assert carried() == {code: after - before for code, (before, after) in MONEY.items()}


@pytest.mark.feature("N03")
def test_what_is_undone_in_part_is_asked_by_what_is_left(paid: Actors) -> None:
    """SH alone goes back to 70: E3, whose card it is, gets back 6400; E6, who led ZJ, keeps what was carried."""
    late_again(paid, LATE)
    change = late_again(paid, {**LATE, SEPTEMBER: {**LATE[SEPTEMBER], "SH": company.FACTS[SEPTEMBER]["SH"]}})
    assert change.undone > 0
    sums = {row.person.code: row.after for row in change.rewards.pay}
    assert {code: MONEY[code][0] + amount for code, amount in carried().items()} == {
        code: sums.get(code, after) for code, (_before, after) in MONEY.items()
    }
