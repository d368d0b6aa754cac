"""Reviews, signatures and interviews: who may write, what is final."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward import selectors, services
from tests.loop.reward import company as scored

Actors = dict[str, Actor]


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


@pytest.mark.feature("S13")
def test_everyone_judged_has_a_review(actors: Actors, cycle: int) -> None:
    rows = {row.person.code: row for row in selectors.reviews(actors["admin"], cycle_id=cycle)}
    assert sorted(rows) == ["E1", "E2", "E3", "E4", "E6"]
    leaders = {code: row.manager.code if row.manager else None for code, row in rows.items()}
    # The head of the unit leads; a head is led from above; nobody stands over the company's head.
    assert leaders == {"E1": None, "E2": "E1", "E3": "E2", "E4": "E1", "E6": "E2"}


def test_nobody_reviews_oneself_or_strangers(actors: Actors, cycle: int) -> None:
    rows = {row.person.code: row.id for row in selectors.reviews(actors["admin"], cycle_id=cycle)}
    now = scored.NOW
    assert refused(lambda: services.self_review(actors["wang"], review_id=rows["E3"], text="x", now=now)) == (
        "reward_not_yours"
    )
    assert refused(lambda: services.manager_review(actors["wang"], review_id=rows["E2"], text="x", now=now)) == (
        "reward_not_yours"
    )
    # who may not see a review learns neither that there is one nor whose it is
    assert refused(lambda: services.manager_review(actors["chen"], review_id=rows["E3"], text="x", now=now)) == (
        "not_found"
    )
    assert refused(lambda: services.self_review(actors["zhao"], review_id=rows["E3"], text=" ", now=now)) == (
        "reward_text_missing"
    )


def test_a_sheet_is_signed_once_by_its_person_or_head(actors: Actors, cycle: int) -> None:
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    east = selectors.sheet(actors["wang"], cycle_id=cycle, subject_id=scored.subject_id("EAST"))
    assert refused(lambda: services.sign_sheet(actors["chen"], sheet_id=east.id, now=scored.NOW)) == "not_found"
    services.sign_sheet(actors["wang"], sheet_id=east.id, reservation="one-off order", now=scored.NOW)
    signed = selectors.sheet(actors["admin"], cycle_id=cycle, subject_id=scored.subject_id("EAST"))
    assert (signed.state, signed.signed_by, signed.signed_with_reservation) == ("acknowledged", "wang", True)
    assert refused(lambda: services.sign_sheet(actors["wang"], sheet_id=east.id, now=scored.NOW)) == "cycle_stage"


@pytest.mark.feature("S13")
def test_published_sheets_are_not_scored_again(actors: Actors, cycle: int) -> None:
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    again = lambda: services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="late")  # noqa: E731
    assert refused(again) == "cycle_stage"
    services.finalise_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    assert selectors.cycle(actors["zhao"], cycle).state == "finalised"


@pytest.mark.feature("S19")
def test_publication_opens_feedback_talks_due_in_ten_working_days(actors: Actors, cycle: int) -> None:
    # 2026-11-10 is a Tuesday: ten working days later is Tuesday, 24 November.
    assert services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW) == 5
    due = selectors.interviews(actors["zhao"])
    assert [(row.kind, row.person.code, row.due_on, row.state) for row in due] == [
        ("feedback", "E3", date(2026, 11, 24), "due")
    ]


@pytest.mark.feature("S19")
def test_a_talk_is_written_by_the_interviewer_and_signed_by_both(actors: Actors, cycle: int) -> None:
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    talk = selectors.interviews(actors["zhao"])[0]
    held = date(2026, 11, 18)
    write = lambda who: services.hold_interview(  # noqa: E731
        actors[who], interview_id=talk.id, contents="price discipline", held_on=held
    )
    assert refused(lambda: services.sign_interview(actors["zhao"], interview_id=talk.id, now=scored.NOW)) == (
        "cycle_stage"
    )
    assert refused(lambda: write("zhao")) == "reward_not_yours"
    assert refused(lambda: write("chen")) == "not_found"
    assert refused(lambda: services.sign_interview(actors["chen"], interview_id=talk.id, now=scored.NOW)) == "not_found"
    write("wang")
    assert services.sign_interview(actors["zhao"], interview_id=talk.id, now=scored.NOW) == "held"
    assert refused(lambda: write("wang")) == "cycle_stage"  # signed words are not rewritten
    assert services.sign_interview(actors["wang"], interview_id=talk.id, now=scored.NOW) == "signed"
    assert refused(lambda: selectors.interview(actors["chen"], talk.id)) == "not_found"


@pytest.mark.feature("S19")
def test_a_talk_with_somebody_above_whom_nobody_stands_is_held_and_signed_by_whoever_keeps_it(
    actors: Actors, cycle: int
) -> None:
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    boss = next(row for row in selectors.interviews(actors["admin"]) if row.interviewer is None)
    held = date(2026, 11, 18)
    services.hold_interview(actors["admin"], interview_id=boss.id, contents="outlook", held_on=held)
    kept = selectors.interview(actors["admin"], boss.id)
    assert (kept.person.code, kept.interviewer and kept.interviewer.code) == ("E1", "E5")
    assert services.sign_interview(actors["admin"], interview_id=boss.id, now=scored.NOW) == "held"
    assert services.sign_interview(actors["boss"], interview_id=boss.id, now=scored.NOW) == "signed"


def test_rights(actors: Actors, cycle: int) -> None:
    staff = actors["zhao"]
    calls: list[Callable[[], object]] = [
        lambda: services.set_grades(staff, scheme="S26", bands=scored.BANDS),
        lambda: services.set_scoring_rules(staff, scheme="S26", rules=scored.RULES),
        lambda: services.set_bonus_rule(staff, scheme="S26"),
        lambda: services.set_bonus_bases(staff, bases=[]),
        lambda: services.open_cycle(staff, scheme="S26", quarter=scored.QUARTER),
        lambda: services.score_cycle(staff, cycle_id=cycle, now=scored.NOW),
        lambda: services.publish_cycle(staff, cycle_id=cycle, now=scored.NOW),
        lambda: services.apply_bonus(staff, run_id=1, now=scored.NOW),
    ]
    assert {refused(call) for call in calls} == {"permission_denied"}
