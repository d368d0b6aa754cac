"""A KPI that does not apply in a period, as approved, and the weights of the others; by hand from company.py."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kpiloop.engine import trace
from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.distribution import GradeShare
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.plan import selectors as plan_read
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.models import Scheme, Target
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.models import ReviewCycle, ScoreLine
from kpiloop.loop.reward.scoring.as_scored import as_scored, scored_again
from kpiloop.loop.track import selectors as track
from kpiloop.loop.track.services import assess
from tests.loop import company
from tests.loop.reward import company as scored

pytestmark = pytest.mark.feature("P05")
Actors = dict[str, Actor]
QUARTER = ("2026-07", "2026-08", "2026-09")


def excuse(actors: Actors, kpi: str, unit: str, *months: str) -> None:
    """The performance admin asks, the executive approves."""
    for month in months:
        change = plan.propose_target_change(
            actors["admin"], assignment_id=company.assignment_id(kpi, unit), period=month, new_target=None,
            is_applicable=False, reason="停产检修", is_retroactive=True,
        )  # fmt: skip
        plan.decide_target_change(actors["boss"], change_id=change, approve=True, now=scored.NOW)


def score_again(actors: Actors, cycle: int) -> dict[str, D | None]:
    services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver=scored.OPEN_MONTHS)
    return {row.subject.code: row.total for row in selectors.sheets(actors["admin"], cycle_id=cycle)}


def line_of(cycle: int, unit: str, kpi: str) -> ScoreLine:
    return ScoreLine.objects.get(
        sheet__cycle_id=cycle, sheet__is_current=True, sheet__subject__code=unit, assignment__kpi__code=kpi
    )


def test_the_line_goes_and_its_weight_is_shared_out(actors: Actors, cycle: int) -> None:
    """HQ without cost: 85 and 88 with equal weights, 86.5; whoever leads it has the same."""
    excuse(actors, "cost", "HQ", *QUARTER)
    totals = score_again(actors, cycle)
    assert (totals["HQ"], totals["E1"]) == (D("86.5"), D("86.5"))
    assert totals["EAST"] == scored.TOTALS["EAST"]
    gone, stays = line_of(cycle, "HQ", "cost"), line_of(cycle, "HQ", "profit")
    assert (gone.weight, gone.effective_weight, gone.score, gone.missing_reason) == (20, 0, None, "approved_na")
    assert (stays.weight, stays.effective_weight) == (40, D("0.5"))


def test_the_rule_for_silence_says_nothing_about_it(actors: Actors, cycle: int) -> None:
    """Where the scheme scores what is missing as 0, what does not apply still gives its weight away."""
    Scheme.objects.filter(code="S26").update(missing_policy="zero")
    excuse(actors, "cost", "HQ", *QUARTER)
    assert score_again(actors, cycle)["HQ"] == D("86.5")
    shares = (GradeShare("S", D("0.5")), GradeShare("D", D("0.5")))
    standing = selectors.guideline(actors["admin"], cycle_id=cycle, shares=shares, smallest=1)
    totals = {row.subject.code: row.total for group in standing.groups for row in group.rows}
    assert totals["E1"] == D("86.5")


@pytest.mark.parametrize(
    ("kpi", "total"),
    [
        ("revenue", "86"),  # July and August 285 of 300 = 0.95 -> 90 x 60 % + 80 x 40 %
        ("discount", "88"),  # 1 - 285/300 = 0.05 -> 100; 80 x 60 % + 100 x 40 %
    ],
)
def test_some_months_are_judged_without_the_others(actors: Actors, cycle: int, kpi: str, total: str) -> None:
    excuse(actors, kpi, "EAST", "2026-09")
    assert score_again(actors, cycle)["EAST"] == D(total)
    assert line_of(cycle, "EAST", kpi).effective_weight == (D("0.6") if kpi == "revenue" else D("0.4"))


def test_a_card_on_which_nothing_applies_has_no_score(actors: Actors, cycle: int) -> None:
    excuse(actors, "revenue", "WEST", *QUARTER)
    assert score_again(actors, cycle)["WEST"] is None


def test_the_score_opens_to_why_and_who_approved(actors: Actors, cycle: int) -> None:
    excuse(actors, "cost", "HQ", *QUARTER)
    score_again(actors, cycle)
    sheet = next(row for row in selectors.sheets(actors["admin"], cycle_id=cycle) if row.subject.code == "HQ")
    chain = selectors.explain_score(actors["admin"], sheet_id=sheet.id)
    assert trace.recompute(chain) == D("86.5")
    said = [step for step in trace.walk(chain) if step.kind == "not_applicable"]
    assert [step.fields["period"] for step in said] == list(QUARTER)
    assert {step.parameters["why"] for step in said} == {"停产检修"}
    assert {(person.role_code, person.name) for step in said for person in step.people} == {("na_approved_by", "boss")}


def test_nobody_approves_what_they_asked_for(actors: Actors) -> None:
    line = company.assignment_id("cost", "HQ")
    asked = {"assignment_id": line, "period": "2026-10", "new_target": None, "reason": "停产", "is_retroactive": True}
    with pytest.raises(Refusal, match="target_withdrawn"):
        plan.propose_target_change(actors["admin"], **asked)  # type: ignore[arg-type]
    change = plan.propose_target_change(actors["admin"], is_applicable=False, **asked)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="four_eyes"):
        plan.decide_target_change(actors["admin"], change_id=change, approve=True, now=scored.NOW)
    assert Target.objects.get(assignment=line, period__code="2026-10", is_current=True).is_applicable


def test_a_month_it_does_not_apply_in_has_no_light_until_a_target_is_set_anew(actors: Actors) -> None:
    """SH in October: 60 of 100 is red, and nothing while it does not apply; then 60 of 50 is green."""
    line = company.assignment_id("revenue", "SH")

    def light() -> tuple[str, str]:
        assess(SYSTEM, first="2026-10", last="2026-10", now=scored.NOW)
        row = track.status(SYSTEM, assignment_id=line, period_code="2026-10")
        assert row is not None
        return row.light, row.reason

    assert light() == ("red", "")
    excuse(actors, "revenue", "SH", "2026-10")
    assert light() == ("na", "approved_na")
    plan.set_targets(actors["admin"], targets=[NewTarget(line, "2026-10", None)])
    assert light() == ("na", "approved_na")  # to withdraw a target there changes nothing
    plan.set_targets(actors["admin"], targets=[NewTarget(line, "2026-10", D(50))])
    assert light() == ("green", "")
    said = plan_read.target_history(actors["admin"], line, "2026-10")
    assert [(row.version, row.target, row.is_applicable) for row in said] == [
        (3, 50, True), (2, None, False), (1, 100, True),
    ]  # fmt: skip


@pytest.mark.parametrize(("kpi", "total"), [("revenue", "86"), ("discount", "88")])
def test_by_the_terms_a_quarter_was_scored_by_it_counts_as_well(
    actors: Actors, cycle: int, kpi: str, total: str
) -> None:
    """A month that was opened again: the whole quarter was judged then, and July and August are now."""
    held = ReviewCycle.objects.get(pk=cycle)
    before = scored_again(as_scored(SYSTEM, held))
    assert {draft.subject_id: draft.total for draft in before}[scored.subject_id("EAST")] == D(80)
    excuse(actors, kpi, "EAST", "2026-09")
    again = scored_again(as_scored(SYSTEM, held))
    assert {draft.subject_id: draft.total for draft in again}[scored.subject_id("EAST")] == D(total)
