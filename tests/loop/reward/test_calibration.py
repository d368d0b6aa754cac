"""Calibration of the trading company: grades move with reasons, scores never; figures as in company.py.

E1 89.2 B, E2 80 B, E3 70 C, E4 100 S, each alone in the own unit: together four, in the company (smallest group 4).
Guideline S 25 B 50 D 25 of four: E4 S, E1 and E2 B, E3 D.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest

from kpiloop.engine import trace
from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.distribution import GradeShare, Quotas
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.calibrating.grouping import grades_over
from kpiloop.loop.reward.calibrating.rows import CalibrationRow
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow
from tests.loop.reward import company as scored
from tests.loop.reward.test_bonus import amounts, prepare

Actors = dict[str, Actor]
SHARES = (GradeShare("S", D("0.25")), GradeShare("B", D("0.5")), GradeShare("D", D("0.25")))


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def second(actors: Actors) -> Actor:
    """Another account of somebody without a card, who may release and sees everybody."""
    held = actors["admin"]
    return Actor(held.user_id, "second", held.permissions | {"bonus.approve", "scores.publish"})


def opened(actors: Actors, cycle: int, **further: object) -> CalibrationRow:
    terms = TermsRow(distribution="guideline", shares=SHARES, smallest_group=4, **further)  # type: ignore[arg-type]
    services.set_card_terms(actors["admin"], scheme="S26", terms=terms)
    services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    assert services.open_calibrations(actors["admin"], cycle_id=cycle, now=scored.NOW) == 1
    return selectors.calibrations(actors["admin"], cycle_id=cycle)[0]


def change(
    actors: Actors, row: CalibrationRow, code: str, grade: str, by: str = "admin", reason: str = "带教两人"
) -> None:
    services.change_grade(
        actors[by], calibration_id=row.id, person_id=scored.subject_id(code), grade=grade, reason=reason, now=scored.NOW
    )


def scores(actors: Actors, cycle: int) -> dict[str, tuple[D | None, int | None]]:
    return {row.subject.code: (row.total, row.rank) for row in selectors.sheets(actors["admin"], cycle_id=cycle)}


def grades(actors: Actors, cycle: int) -> dict[str, str]:
    return {row.subject.code: row.grade for row in selectors.sheets(actors["admin"], cycle_id=cycle)}


@pytest.mark.feature("P20")
def test_p20_a_session_shows_grades_against_the_guideline(actors: Actors, cycle: int) -> None:
    row = opened(actors, cycle)
    assert (row.unit.code, [unit.code for unit in row.merged]) == ("HQ", ["EAST", "HQ", "SH", "WEST"])
    assert [(m.subject.code, m.total, m.proposed, m.guideline, m.grade) for m in row.members] == [
        ("E4", D(100), "S", "S", "S"), ("E1", D("89.2"), "B", "B", "B"), ("E2", D(80), "B", "B", "B"),
        ("E3", D(70), "C", "D", "C"),
    ]  # fmt: skip
    assert [(q.grade, q.guideline, q.proposed, q.given, q.is_over) for q in row.quotas] == [
        ("S", 1, 1, 1, False), ("A", 0, 0, 0, False), ("B", 2, 2, 2, False), ("C", 0, 1, 1, False),
        ("D", 1, 0, 0, False),
    ]  # fmt: skip
    assert refused(lambda: selectors.calibrations(actors["wang"], cycle_id=cycle)) == "permission_denied"
    assert refused(lambda: services.open_calibrations(actors["audit"] if "audit" in actors else actors["wang"],
                   cycle_id=cycle, now=scored.NOW)) == "permission_denied"  # fmt: skip


@pytest.mark.feature("P20")
def test_p20_a_change_has_before_after_reason_and_a_second_person(actors: Actors, cycle: int) -> None:
    row = opened(actors, cycle, over_quota="reason")
    before = {
        sheet.subject.code: (sheet.total, sheet.rank) for sheet in selectors.sheets(actors["admin"], cycle_id=cycle)
    }
    change(actors, row, "E2", "A")
    change(actors, row, "E2", "S", reason="关键客户")
    held = selectors.calibration(actors["admin"], calibration_id=row.id)
    assert [(c.subject.code, c.before, c.after, c.reason, c.made_by, c.right) for c in held.history] == [
        ("E2", "A", "S", "关键客户", "admin", "scores.publish"),
        ("E2", "B", "A", "带教两人", "admin", "scores.publish"),
    ]  # fmt: skip
    assert ([q.given for q in held.quotas], held.over, held.changed) == ([2, 0, 1, 1, 0], ("S",), 1)
    assert grades(actors, cycle)["E2"] == "B"  # nothing counts before it is confirmed

    def confirm(who: Actor, exception: str = "") -> int:
        return services.confirm_calibration(who, calibration_id=row.id, exception=exception, now=scored.NOW)

    assert refused(lambda: confirm(actors["admin"])) == "calibration_four_eyes"
    assert refused(lambda: confirm(actors["boss"])) == "calibration_own_grade"  # E1 is one of the four
    assert refused(lambda: confirm(second(actors))) == "calibration_beyond_guideline"
    assert confirm(second(actors), "两名关键岗位") == 1
    assert grades(actors, cycle)["E2"] == "S"
    assert scores(actors, cycle) == before
    sheet = selectors.sheet(actors["admin"], cycle_id=cycle, subject_id=scored.subject_id("E2"))
    assert sheet.calibration is not None and sheet.revision > 1
    assert (sheet.calibration.proposed, sheet.calibration.confirmed_by, sheet.calibration.exception) == (
        "B", "second", "两名关键岗位",
    )  # fmt: skip
    assert (sheet.factor, len(sheet.lines), sheet.total) == (D("1.5"), 2, D(80))
    verbs = set(AuditEntry.objects.filter(object_kind="calibration").values_list("verb", flat=True))
    assert verbs == {"open", "calibrate", "confirm"}


@pytest.mark.feature("P20")
def test_p20_the_proof_of_the_bonus_opens_the_change(actors: Actors, cycle: int) -> None:
    row = opened(actors, cycle)
    change(actors, row, "E3", "D", reason="客诉属实")
    services.confirm_calibration(second(actors), calibration_id=row.id, now=scored.NOW)
    run = prepare(actors, cycle)
    # 10000 x company 1.0 x SH C 0.8 x own D 0.5 = 4000; with C it was 6400.
    assert amounts(actors, run)["E3"] == D("4000.00")
    line = next(each for each in selectors.bonus_lines(actors["admin"], run_id=run) if each.person.code == "E3")
    chain = selectors.explain_bonus(actors["admin"], bonus_line_id=line.id)
    step = next(node for node in trace.walk(chain) if node.kind == "calibrated")
    assert (step.fields["before"], step.fields["after"], step.evidence["why"]) == ("C", "D", "客诉属实")
    assert {(role, name) for role, name, _at in step.people} == {
        ("changed_by", "admin"), ("calibration_confirmed_by", "second"),
    }  # fmt: skip
    assert trace.recompute(chain) == D("4000.00")
    total = next(node for node in trace.walk(chain) if node.kind == "score" and node.fields["subject"] == "E3")
    assert total.figure == D(70)


@pytest.mark.feature("P20")
def test_p20_limits_of_a_change(actors: Actors, cycle: int) -> None:
    row = opened(actors, cycle, most_steps=1, over_quota="refuse")
    assert refused(lambda: change(actors, row, "E3", "A")) == "calibration_too_far"  # C to A is two steps
    assert refused(lambda: change(actors, row, "E3", "C")) == "calibration_unchanged"
    assert refused(lambda: change(actors, row, "E3", "D", reason=" ")) == "reward_text_missing"
    assert refused(lambda: change(actors, row, "E3", "X")) == "reward_choice_unknown"
    assert refused(lambda: change(actors, row, "E6", "A")) == "not_found"  # several cards: not compared here
    assert refused(lambda: change(actors, row, "E1", "A", by="boss")) == "calibration_own_grade"
    assert refused(lambda: change(actors, row, "E3", "D", by="wang")) == "permission_denied"
    change(actors, row, "E1", "A")
    change(actors, row, "E3", "D", by="boss")
    # S and A together may be one of four: E4 S and E1 A are two, and this scheme does not let it pass with a reason.
    third = Actor(actors["admin"].user_id, "third", second(actors).permissions)
    assert (
        refused(lambda: services.confirm_calibration(third, calibration_id=row.id, exception="特批", now=scored.NOW))
        == "calibration_never_beyond"
    )
    change(actors, row, "E1", "B")
    assert services.confirm_calibration(third, calibration_id=row.id, now=scored.NOW) == 1


@pytest.mark.feature("S13")
def test_s13_publication_waits_for_the_calibration(actors: Actors, cycle: int) -> None:
    row = opened(actors, cycle, calibration="required")

    def publish() -> int:
        return services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)

    assert refused(publish) == "calibration_open"
    services.confirm_calibration(actors["admin"], calibration_id=row.id, now=scored.NOW)  # nothing was changed
    assert (
        refused(lambda: services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial"))
        == "calibration_confirmed"
    )
    services.reopen_calibration(actors["admin"], calibration_id=row.id, reason="漏看一人", now=scored.NOW)
    assert refused(publish) == "calibration_open"
    services.confirm_calibration(actors["admin"], calibration_id=row.id, now=scored.NOW)
    publish()
    assert refused(lambda: change(actors, row, "E3", "D")) == "cycle_stage"


def test_a_session_opened_again_takes_its_grades_back(actors: Actors, cycle: int) -> None:
    row = opened(actors, cycle)
    first = selectors.sheet(actors["admin"], cycle_id=cycle, subject_id=scored.subject_id("E3")).id
    change(actors, row, "E3", "D")
    services.confirm_calibration(second(actors), calibration_id=row.id, now=scored.NOW)
    assert grades(actors, cycle)["E3"] == "D"
    assert services.reopen_calibration(actors["admin"], calibration_id=row.id, reason="复核", now=scored.NOW) == 1
    again = selectors.sheet(actors["admin"], cycle_id=cycle, subject_id=scored.subject_id("E3"))
    assert (again.id, again.grade, again.calibration) == (first, "C", None)
    assert selectors.calibration(actors["admin"], calibration_id=row.id).members[3].grade == "D"
    assert services.confirm_calibration(second(actors), calibration_id=row.id, now=scored.NOW) == 1
    assert selectors.sheet(actors["admin"], cycle_id=cycle, subject_id=scored.subject_id("E3")).grade == "D"


def test_a_change_of_somebody_scored_anew_no_longer_counts(actors: Actors, cycle: int) -> None:
    row = opened(actors, cycle)
    change(actors, row, "E3", "D")
    change(actors, row, "E2", "A")
    bands = [band if band.grade != "C" else scored.NewBand("C", D(70), D(80), D("0.7")) for band in scored.BANDS]
    services.set_grades(actors["admin"], scheme="S26", bands=bands)  # the factor of C is another one: E3 is scored anew
    services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    assert selectors.calibration(actors["admin"], calibration_id=row.id).is_outdated
    assert refused(lambda: change(actors, row, "E3", "B")) == "calibration_outdated"
    assert (
        refused(lambda: services.confirm_calibration(second(actors), calibration_id=row.id, now=scored.NOW))
        == "calibration_outdated"
    )
    services.open_calibrations(actors["admin"], cycle_id=cycle, now=scored.NOW)
    held = selectors.calibration(actors["admin"], calibration_id=row.id)
    assert [(m.subject.code, m.grade) for m in held.members if m.is_changed] == [("E2", "A")]
    assert {(c.subject.code, c.counts) for c in held.history} == {("E3", False), ("E2", True)}


@pytest.mark.feature("S19")
def test_s19_publication_waits_for_talks_of_the_last_grade(actors: Actors, cycle: int) -> None:
    row = opened(actors, cycle, talks_first="last_grade")
    change(actors, row, "E3", "D")
    services.confirm_calibration(second(actors), calibration_id=row.id, now=scored.NOW)

    def publish() -> int:
        return services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)

    assert refused(publish) == "publication_waits_for_talks"
    talk = next(each for each in selectors.interviews(actors["zhao"]) if each.cycle_id == cycle)
    services.hold_interview(actors["wang"], interview_id=talk.id, contents="改进交付", held_on=date(2026, 10, 12))
    assert refused(publish) == "publication_waits_for_talks"
    services.sign_interview(actors["zhao"], interview_id=talk.id, now=scored.NOW)
    services.sign_interview(actors["wang"], interview_id=talk.id, now=scored.NOW)
    publish()


@pytest.mark.feature("S19")
def test_s19_publication_waits_for_talks_of_accountability(actors: Actors, cycle: int) -> None:
    opened(actors, cycle, talks_first="accountability")
    key = services.open_interview(
        actors["admin"], kind="accountability", person_id=scored.subject_id("E3"), reason="三个月未达标",
        due_on=date(2026, 10, 20), interviewer_id=scored.subject_id("E2"),
    )  # fmt: skip
    with pytest.raises(Refusal) as caught:
        services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    assert (caught.value.code, caught.value.fields["people"]) == ("publication_waits_for_talks", ["E3"])
    services.hold_interview(actors["wang"], interview_id=key, contents="原因与整改", held_on=date(2026, 10, 12))
    for who in ("zhao", "wang"):
        services.sign_interview(actors[who], interview_id=key, now=scored.NOW)
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)


@pytest.mark.feature("P20")
@pytest.mark.parametrize(
    ("given", "over"),
    [
        # Four, S 25 B 50 D 25: one S at most, one D at most, the rest is free.
        ("SBBD", ()), ("SSBB", ("S",)), ("BBBB", ()), ("SBDD", ("D",)), ("SSDD", ("S", "D")),
    ],
)  # fmt: skip
def test_p20_grades_beyond_the_guideline(given: str, over: tuple[str, ...]) -> None:
    assert grades_over(list(given), Quotas(SHARES)) == over
