"""Nobody sees a result or money before its time, nor that of others, on any path."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.loop.reward import selectors, services
from tests.loop.reward import company as scored
from tests.loop.reward.test_bonus import prepare, released

Actors = dict[str, Actor]


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def test_before_publication_people_see_nothing(actors: Actors, cycle: int) -> None:
    run = prepare(actors, cycle)
    me, person = actors["zhao"], scored.subject_id("E3")
    own = selectors.sheet(actors["admin"], cycle_id=cycle, subject_id=person)
    line = next(row for row in selectors.bonus_lines(actors["admin"], run_id=run) if row.person.code == "E3")
    paths: list[Callable[[], object]] = [
        lambda: selectors.sheet(me, cycle_id=cycle, subject_id=person),
        lambda: selectors.sheet_by_id(me, sheet_id=own.id),
        lambda: selectors.explain_score(me, sheet_id=own.id),
        lambda: selectors.statement(me, cycle_id=cycle, person_id=person),
        lambda: selectors.bonus_lines(me, run_id=run),
        lambda: selectors.bonus_line(me, bonus_line_id=line.id),
        lambda: selectors.explain_bonus(me, bonus_line_id=line.id),
        lambda: selectors.leaderboard(me, cycle_id=cycle, kind="person"),
        lambda: services.sign_sheet(me, sheet_id=own.id, now=scored.NOW),
    ]
    assert {refused(path) for path in paths} == {"not_found"}
    assert selectors.sheets(me, cycle_id=cycle) == ()
    assert selectors.newest_sheet(me, subject_id=person) is None
    assert selectors.sheets(actors["wang"], cycle_id=cycle) == ()  # not even a head


def test_after_publication_staff_see_only_the_own_sheet(actors: Actors, cycle: int) -> None:
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    (own,) = selectors.sheets(actors["zhao"], cycle_id=cycle)
    assert own.subject.code == "E3"
    assert selectors.newest_sheet(actors["zhao"], subject_id=own.subject.id) == own
    assert [row.subject.code for row in selectors.sheets(actors["wang"], cycle_id=cycle, kind="person")] == [
        "E6", "E2", "E3",
    ]  # fmt: skip
    assert selectors.sheet(actors["zhao"], cycle_id=cycle, subject_id=scored.subject_id("E3")).state == "published"


def test_pay_is_for_its_person_and_the_right_over_pay(actors: Actors, cycle: int) -> None:
    run = released(actors, cycle)
    assert [row.person.code for row in selectors.bonus_lines(actors["zhao"], run_id=run)] == ["E3"]
    assert len(selectors.bonus_lines(actors["boss"], run_id=run)) == 6
    person = scored.subject_id("E3")
    told = selectors.statement(actors["zhao"], cycle_id=cycle, person_id=person)
    assert told.sheet is not None and told.line is not None and told.run is None
    head = actors["wang"]  # leads E3 and still sees no pay of hers
    assert refused(lambda: selectors.statement(head, cycle_id=cycle, person_id=person)) == "not_found"
    assert [row.person.code for row in selectors.bonus_lines(head, run_id=run)] == ["E2"]
    for path in (selectors.runs, selectors.bonus_bases):
        assert refused(lambda path=path: path(head)) == "not_found"  # type: ignore[misc]
        assert refused(lambda path=path: path(SYSTEM)) == "not_found"  # type: ignore[misc]


def test_a_prepared_run_is_not_shown_to_the_paid(actors: Actors, cycle: int) -> None:
    run = prepare(actors, cycle)
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    assert refused(lambda: selectors.bonus_lines(actors["zhao"], run_id=run)) == "not_found"
    told = selectors.statement(actors["zhao"], cycle_id=cycle, person_id=scored.subject_id("E3"))
    assert told.sheet is not None and told.line is None


@pytest.mark.feature("S21")
def test_small_groups_have_no_places(actors: Actors, cycle: int, monkeypatch: pytest.MonkeyPatch) -> None:
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    groups = selectors.leaderboard(actors["zhao"], cycle_id=cycle, kind="unit")
    assert {group.code: (group.size, group.is_suppressed, group.rows) for group in groups} == {
        "company": (1, True, ()), "unit": (4, True, ()),
    }  # fmt: skip
    monkeypatch.setattr("kpiloop.loop.reward.selectors.boards.SMALLEST_GROUP", 4)
    shown = {group.code: group for group in selectors.leaderboard(actors["zhao"], cycle_id=cycle, kind="unit")}
    assert [(row.place, row.subject.code) for row in shown["unit"].rows] == [
        (1, "WEST"), (1, "ZJ"), (3, "EAST"), (4, "SH"),
    ]  # fmt: skip
    assert all(not hasattr(row, "amount") for row in shown["unit"].rows)
    monkeypatch.setattr("kpiloop.loop.reward.selectors.boards.NAMED_PLACES", 1)
    heads = {group.code: group for group in selectors.leaderboard(actors["zhao"], cycle_id=cycle, kind="person")}
    assert ([row.subject.code for row in heads["heads"].rows], heads["heads"].withheld) == (["E4"], 3)


@pytest.mark.feature("S13")
def test_the_manager_text_waits_for_publication(actors: Actors, cycle: int) -> None:
    person = scored.subject_id("E3")
    review = selectors.review(actors["zhao"], cycle_id=cycle, person_id=person)
    services.self_review(actors["zhao"], review_id=review.id, text="missed by 15 %", now=scored.NOW)
    lead = selectors.reviews(actors["lin"], cycle_id=cycle)
    assert [row.person.code for row in lead] == ["E6"]  # E6 no longer leads SH at the end of the quarter
    assert selectors.review(actors["zhao"], cycle_id=cycle, person_id=person).manager is not None
    services.manager_review(actors["wang"], review_id=review.id, text="steady", now=scored.NOW)
    assert selectors.review(actors["zhao"], cycle_id=cycle, person_id=person).manager_text == ""
    assert (
        refused(lambda: services.confirm_review(actors["zhao"], review_id=review.id, now=scored.NOW)) == "cycle_stage"
    )
    services.publish_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW)
    assert selectors.review(actors["zhao"], cycle_id=cycle, person_id=person).manager_text == "steady"
    services.confirm_review(actors["zhao"], review_id=review.id, reservation="price cut", now=scored.NOW)
    row = selectors.review(actors["wang"], cycle_id=cycle, person_id=person)
    assert (row.state, row.confirmed_with_reservation) == ("confirmed", True)
