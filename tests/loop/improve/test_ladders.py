"""Ladders of a scheme: what follows from how many misses, of the last so many, or from low grades (S22, AN-03).

Reds of the trading company: revenue SH in August to October (85, 70, 60 of 100), E3 the same; EAST and HQ in September
and October; profit HQ, discount EAST and orders WEST in three months and more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.improve import selectors, services
from kpiloop.loop.improve.ladders.rungs import Rung
from kpiloop.loop.improve.ladders.runs import grade_run
from kpiloop.loop.improve.rows import MissRunRow
from kpiloop.loop.plan.models import Scheme
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.models import GradeBand, Interview, ReviewCycle, ScoreSheet
from kpiloop.loop.reward.rows import FinalGrade
from kpiloop.loop.track.models import Status
from tests.loop import company

Actors = dict[str, Actor]
pytestmark = [pytest.mark.feature("S22"), pytest.mark.feature("AN-03")]
TODAY = date(2026, 11, 10)
TALK = Rung("talk", "unit", "talk", 2, scheme="S26")
MEND = Rung("mend", "unit", "rectification", 3, scheme="S26")


def key_of(number: str) -> int:
    return org.subjects_by_code()[number].id


def look_back(actors: Actors) -> tuple[int, int, int, int]:
    done = services.open_consequences(actors["admin"], period_code="2026-10", today=TODAY)
    return done.talks, done.rectifications, done.plans, done.extended


def set_rungs(actors: Actors, *rungs: Rung) -> None:
    for rung in rungs:
        services.set_rung(actors["admin"], rung=rung, now=company.NOW)


def lit(subject: str, month: str, light: str) -> None:
    """Give one month of the revenue of a subject another light."""
    key = company.assignment_id("revenue", subject)
    Status.objects.filter(assignment_id=key, period__code=month).update(light=light)


def runs(viewer: Actor, **asked: object) -> dict[tuple[str, str], MissRunRow]:
    found = selectors.miss_runs(viewer, **asked)  # type: ignore[arg-type]
    return {(row.kpi.code, row.subject.code): row for row in found}


def test_a_shorter_run_opens_a_talk_and_a_longer_one_a_rectification(closed: Actors) -> None:
    """Six runs of two and more of units, four of them of three; people keep what usually holds."""
    set_rungs(closed, TALK, MEND)
    assert look_back(closed) == (6, 4, 1, 0)
    assert look_back(closed) == (0, 0, 0, 0)
    east = runs(closed["boss"])["revenue", "EAST"]
    assert [(one.kind, one.state) for one in east.opened] == [("talk", "due")]
    talk = reward.interview(closed["wang"], east.opened[0].key)
    assert (talk.kind, talk.person.code) == ("accountability", "E2")
    assert [one.kind for one in runs(closed["boss"])["revenue", "SH"].opened] == ["rectification", "talk"]


def test_misses_of_the_last_months(closed: Actors) -> None:
    lit("SH", "2026-09", "green")
    set_rungs(closed, replace(TALK, misses=2, within=3), MEND)
    look_back(closed)
    found = runs(closed["boss"])["revenue", "SH"]
    assert (found.first_period, found.last_period, found.length, found.within) == ("2026-08", "2026-10", 2, 3)
    assert [month.mark for month in found.months] == ["miss", "held", "miss"]
    assert [one.kind for one in found.opened] == ["talk"]
    services.end_rung(closed["admin"], code="talk", now=company.NOW)
    assert ("revenue", "SH") not in runs(closed["boss"])


def test_rungs_of_a_scheme_go_before_those_of_every_scheme(closed: Actors) -> None:
    set_rungs(closed, replace(TALK, scheme=""), Rung("late", "unit", "talk", 24, scheme="S26"))
    assert look_back(closed) == (0, 0, 1, 0)


def test_a_run_of_a_person_may_open_a_talk_before_a_plan(closed: Actors) -> None:
    set_rungs(closed, Rung("p-talk", "person", "talk", 2), Rung("p-plan", "person", "plan", 4))
    assert look_back(closed) == (1, 4, 0, 0)
    assert Interview.objects.get(assignment_id=company.assignment_id("revenue", "E3")).person_id == key_of("E3")


def test_runs_are_listed_with_their_figures_open_and_closed(closed: Actors) -> None:
    look_back(closed)
    found = runs(closed["boss"])
    assert found.keys() == {
        ("revenue", "SH"), ("profit", "HQ"), ("discount", "EAST"), ("orders", "WEST"), ("revenue", "E3"),
    }  # fmt: skip
    shanghai = found["revenue", "SH"]
    assert (shanghai.first_period, shanghai.length, shanghai.is_open, shanghai.is_final) == ("2026-08", 3, True, True)
    assert [(month.actual, month.target, month.achievement) for month in shanghai.months] == [
        (85, 100, D("0.85")), (70, 100, D("0.7")), (60, 100, D("0.6")),
    ]  # fmt: skip
    assert [(one.kind, one.state) for one in shanghai.opened] == [("rectification", "open")]
    assert runs(closed["boss"], misses=2).keys() - found.keys() == {("revenue", "EAST"), ("revenue", "HQ")}
    lit("SH", "2026-10", "green")
    over = runs(closed["boss"], misses=2, state="closed")
    assert (over["revenue", "SH"].last_period, over["revenue", "SH"].is_open) == ("2026-09", False)
    assert runs(closed["boss"], up_to="2026-09", misses=2, state="open")["revenue", "SH"].length == 2


def test_a_run_and_a_plan_are_seen_by_whom_they_concern(closed: Actors) -> None:
    look_back(closed)
    assert runs(closed["chen"]).keys() == {("orders", "WEST")}
    own = runs(closed["zhao"])["revenue", "E3"]
    assert own.opened == ()  # a plan nobody has decided yet is not shown to the person
    assert [one.kind for one in runs(closed["wang"])["revenue", "E3"].opened] == ["plan"]


def final(grade: str, cycle: int = 1) -> FinalGrade:
    return FinalGrade(cycle, cycle, f"Q{cycle}", grade, D(50))


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ("DD", 2),
        ("BD", 0),
        ("DBD", 0),
        ("DDD", 3),
        ("D D", 0),  # no result in between: a gap breaks
        ("D?D", 2),  # a result without a grade is no break
        ("DDB", 0),  # over
    ],
)
def test_low_grades_in_a_row(grades: str, expected: int) -> None:
    results: Sequence[FinalGrade | None] = [
        None if letter == " " else final("" if letter == "?" else letter) for letter in grades
    ]
    assert len(grade_run(results, Rung("", "grades", "plan", 2), {1: "D"})) == expected


def test_a_rule_names_grades_there_are(closed: Actors) -> None:
    """The scheme of the company gives A, B and D by its newest table; an older table had an F."""
    scheme = Scheme.objects.get(code="S26")
    for version, grades in ((1, "AF"), (2, "ABD")):
        for grade in grades:
            lower = -ord(grade)
            GradeBand.objects.create(scheme=scheme, version=version, grade=grade, lower=lower, factor=1)
    low = Rung("low", "grades", "plan", 2, grades=("D", "X"))
    for asked in (low, replace(low, scheme="S26"), replace(low, grades=("F",))):
        with pytest.raises(Refusal) as refused:
            set_rungs(closed, asked)
        assert (refused.value.code, refused.value.fields["grades"]) == ("improve_rung_grade_unknown", "A, B, D")
    set_rungs(closed, replace(low, grades=("D", "B"), scheme="S26"))
    assert [rung.grades for rung in selectors.consequence_rules(closed["admin"])] == [("D", "B")]


def test_two_low_grades_that_are_final_propose_a_plan(closed: Actors) -> None:
    scheme = Scheme.objects.get(code="S26")
    for grade, lower in (("A", 80), ("D", 0)):
        GradeBand.objects.create(scheme=scheme, grade=grade, lower=lower, factor=1)
    quarters = [row for row in calendar.periods(SYSTEM, kind="quarter") if row.fiscal_year == 2026][1:3]
    people = {"E3": "DD", "E2": "AD"}
    keys = []
    for at, quarter in enumerate(quarters):
        cycle = ReviewCycle.objects.create(scheme=scheme, period_id=quarter.id, state="finalised", opened_by="admin")
        keys.append(cycle.pk)
        for person, grades in people.items():
            subject = key_of(person)
            ScoreSheet.objects.create(cycle=cycle, subject_id=subject, grade=grades[at], total=D(50), computed_by="x")
    first = services.open_for_low_grades(SYSTEM, cycle_id=keys[0], today=TODAY)
    done = services.open_for_low_grades(SYSTEM, cycle_id=keys[1], today=TODAY)
    again = services.open_for_low_grades(SYSTEM, cycle_id=keys[1], today=TODAY)
    assert [first.plans, done.plans, again.plans] == [0, 1, 0]
    plan = selectors.improvement_plans(closed["wang"])[0]
    assert (plan.person.code, plan.assignment, plan.state, plan.misses) == ("E3", None, "proposed", 2)
    assert [row["grade"] for row in plan.evidence] == ["D", "D"]
    assert selectors.improvement_plans(closed["zhao"]) == ()
    ReviewCycle.objects.filter(pk=keys[1]).update(state="published")
    with pytest.raises(Refusal, match="not_found"):
        services.open_for_low_grades(SYSTEM, cycle_id=keys[1], today=TODAY)


@pytest.mark.parametrize(
    "change",
    [
        {"code": " "}, {"about": "company"}, {"opens": "plan"}, {"misses": 0}, {"within": 1}, {"grades": ("D",)},
    ],
)  # fmt: skip
def test_a_rung_that_could_not_hold_is_refused(actors: Actors, change: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="improve_rung_wrong"):
        services.set_rung(actors["admin"], rung=replace(TALK, **change), now=company.NOW)  # type: ignore[arg-type]


def test_rungs_are_set_by_those_who_plan(actors: Actors) -> None:
    with pytest.raises(Refusal, match="permission_denied"):
        services.set_rung(actors["wang"], rung=TALK, now=company.NOW)
    with pytest.raises(Refusal, match="plan_"):
        services.set_rung(actors["admin"], rung=replace(TALK, scheme="S99"), now=company.NOW)
    with pytest.raises(Refusal, match="improve_rung_not_found"):
        services.end_rung(actors["admin"], code="none", now=company.NOW)
