"""A list of people: who comes, moves, is renamed and leaves, by days; and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.models import Appointment, Person
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.roster.rows import RosterPlan, Terms
from kpiloop.loop.collect.rows import BatchRow
from tests.loop.collect.roster.conftest import AS_IT_IS, Write
from tests.loop.plan.company import NOW, START

TODAY = date(2026, 10, 20)
MAY_LEAVE = Terms(most_leaving=50)
Course = list[tuple[str, date, date | None]]


def look(admin: Actor, on: date = TODAY) -> RosterPlan:
    return services.preview_roster(admin, source="hr", on=on)


def take(admin: Actor, on: date = TODAY, leaving: int | None = None) -> BatchRow:
    plan = look(admin, on)
    return services.apply_roster(admin, source="hr", mark=plan.mark, on=on, leaving=leaving, reason="人事月报", now=NOW)


def course(number: str) -> Course:
    held = Appointment.objects.filter(person__subject__code=number).order_by("valid_from")
    return [(row.unit.subject.code, row.valid_from, row.valid_to) for row in held]


def told(plan: RosterPlan) -> list[tuple[str, str, date | None]]:
    return [(change.kind, change.code, change.on) for change in plan.changes]


def test_a_list_of_what_is_changes_nothing(admin: Actor, people: Write) -> None:
    people(*AS_IT_IS)
    plan = look(admin)
    assert (plan.changes, plan.refused, plan.unchanged, plan.held) == ((), (), 4, 4)


def test_who_comes_moves_is_renamed_and_leaves(admin: Actor, people: Write) -> None:
    services.set_roster_terms(admin, source="hr", terms=MAY_LEAVE, now=NOW)
    people(AS_IT_IS[0], AS_IT_IS[1], "E3,赵敏敏,WEST,,E4,,2026-11-01,", "E9,新同事,东区,,王磊,,2026-10-26,")
    before = (Appointment.objects.count(), Person.objects.count())
    assert told(look(admin)) == [
        ("left", "E4", TODAY),
        ("moved", "E3", date(2026, 11, 1)),
        ("new", "E9", date(2026, 10, 26)),
        ("renamed", "E3", None),
    ]
    assert (Appointment.objects.count(), Person.objects.count()) == before
    batch = take(admin)
    assert course("E3") == [("EAST", START, date(2026, 11, 1)), ("WEST", date(2026, 11, 1), None)]
    assert course("E4") == [("WEST", START, TODAY)]
    assert course("E9") == [("EAST", date(2026, 10, 26), None)]
    assert Appointment.objects.get(person__subject__code="E9").line_manager.subject.code == "E2"
    assert org.subject(admin, "E3").name_zh == "赵敏敏"
    assert (batch.rows_read, batch.rows_kept, batch.rows_quarantined) == (4, 4, 0)
    assert AuditEntry.objects.filter(verb="list", reason="人事月报").count() == 1
    assert look(admin).changes == ()
    assert take(admin).source_report["roster"]["new"] == 0


def test_several_dated_rows_are_one_course_and_planned_moves_stay(admin: Actor, people: Write) -> None:
    people(*AS_IT_IS[:3], "E4,陈静,WEST,,,是,2026-01-01,2026-12-01", "E4,陈静,HQ,,,,2026-12-01,")
    take(admin)
    assert course("E4") == [("WEST", START, date(2026, 12, 1)), ("HQ", date(2026, 12, 1), None)]
    people(*AS_IT_IS)  # an undated list speaks of today
    assert look(admin).changes == ()


def test_no_day_of_a_closed_month_changes(admin: Actor, people: Write) -> None:
    for month in range(1, 10):
        calendar.set_state(SYSTEM, code=f"2026-{month:02d}", state="closed", revision=1, now=NOW)
    people(*AS_IT_IS[:2], "E3,赵敏,WEST,,,,2026-03-01,", AS_IT_IS[3])
    plan = look(admin)
    assert (plan.open_from, told(plan)) == (date(2026, 10, 1), [("moved", "E3", date(2026, 10, 1))])
    take(admin)
    assert course("E3") == [("EAST", START, date(2026, 10, 1)), ("WEST", date(2026, 10, 1), None)]
    assert look(admin).changes == ()  # the list goes on saying March


BAD = [
    ("E9,新同事,EASTERN,,,,,", "unit_unknown"),
    ("E9,新同事,EAST,P77,,,,", "position_unknown"),
    ("E9,新同事,EAST,,E88,,,", "person_unknown"),
    ("E9,,EAST,,,,,", "value_missing"),
    ("EAST,新同事,EAST,,,,,", "org_code_taken"),
    ("E9,新同事,EAST,,,,2026-11-01,2026-10-01", "org_dates_crossed"),
    ("E9,新同事,EAST,,,,2025-06-01,2025-09-01", "roster_unit_not_there"),
    ("E9,新同事,EAST,,,,2026-02-30,", "day_unreadable"),
]


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_bad_row_waits_and_the_others_go_on(admin: Actor, people: Write, line: str, reason: str) -> None:
    people(*AS_IT_IS, line, "E8,另一位,WEST,,,,,")
    take(admin)
    waiting = selectors.quarantine(admin, source="hr")
    assert [(row.line, row.reason) for row in waiting] == [(6, reason)]
    assert course("E8") == [("WEST", TODAY, None)]
    take(admin)  # the list is read anew: the row waits once, not twice
    assert len(selectors.quarantine(admin, source="hr")) == 1


def test_nobody_leaves_because_of_a_row_that_cannot_be_read(admin: Actor, people: Write) -> None:
    people(*AS_IT_IS[:3], "E4,陈静,哪里,,,是,,")
    assert look(admin).changes == ()
    people(*AS_IT_IS[:3], ",没有工号,WEST,,,,,")
    assert look(admin).changes == ()  # it may be the one who is not named


def test_a_waiting_row_is_mended_where_the_list_comes_from(admin: Actor, people: Write) -> None:
    people(*AS_IT_IS, "E9,新同事,EASTERN,,,,,")
    batch = take(admin)
    (row,) = selectors.quarantine(admin, source="hr")
    with pytest.raises(Refusal, match="roster_row_kept"):
        services.fix_row(admin, row_id=row.id, values={"unit": "EAST"}, now=NOW)
    with pytest.raises(Refusal, match="load_not_undoable"):
        services.undo_load(admin, number=batch.number, reason="误", now=NOW)


def test_many_leavers_are_asked_about(admin: Actor, people: Write) -> None:
    people(*AS_IT_IS[:2])
    plan = look(admin)
    assert (plan.leaving, plan.is_mass_departure) == (2, True)
    with pytest.raises(Refusal, match="roster_many_leave"):
        take(admin)
    with pytest.raises(Refusal, match="roster_many_leave"):
        take(admin, leaving=1)
    assert course("E3") == [("EAST", START, None)]
    take(admin, leaving=2)
    assert course("E3") == [("EAST", START, TODAY)]
    people(*AS_IT_IS)
    assert [kind for kind, _, _ in told(look(admin))] == ["returned", "returned"]


def test_a_list_of_one_unit_says_nothing_of_the_others(admin: Actor, people: Write) -> None:
    services.set_roster_terms(admin, source="hr", terms=Terms(most_leaving=100, within="EAST"), now=NOW)
    people(AS_IT_IS[1])
    assert told(look(admin)) == [("left", "E3", TODAY)]
    services.set_roster_terms(admin, source="hr", terms=Terms(absent="stays"), now=NOW)
    assert look(admin).changes == ()


def test_what_was_not_looked_at_is_not_applied(admin: Actor, people: Write) -> None:
    people(*AS_IT_IS, "E9,新同事,EAST,,,,,")
    mark = look(admin).mark
    people(*AS_IT_IS, "E9,新同事,WEST,,,,,")
    with pytest.raises(Refusal, match="roster_changed"):
        services.apply_roster(admin, source="hr", mark=mark, on=TODAY, now=NOW)


def test_only_who_keeps_the_organisation_may(actors: dict[str, Actor], admin: Actor, people: Write) -> None:
    people(*AS_IT_IS)
    for name in ("boss", "wang", "zhao"):
        with pytest.raises(Refusal, match="permission_denied"):
            look(actors[name])
