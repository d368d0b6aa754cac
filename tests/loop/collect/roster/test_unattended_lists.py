"""Lists that are read by themselves: told first, applied where somebody allowed it, never a mass departure."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.jobs.models import OutboxEvent
from kpiloop.foundation.jobs.services import execute
from kpiloop.foundation.notify.models import Notice
from kpiloop.foundation.org.models import Person
from kpiloop.loop.collect import services
from kpiloop.loop.collect.models import LoadBatch
from kpiloop.loop.collect.roster.rows import Terms
from tests.loop.collect.roster.conftest import AS_IT_IS, Write
from tests.loop.plan.company import NOW

LOADER = Actor(user_id=None, username="nobody", permissions=frozenset({"loads.run"}))
NEW = "E9,新同事,EAST,,,,,"


def load(source: str = "hr") -> dict[str, object]:
    batch = services.load(LOADER, source=source, now=NOW)
    return {"known": batch.is_known, **dict(batch.source_report["roster"])}  # type: ignore[call-overload]


def is_there(number: str) -> bool:
    return Person.objects.filter(subject__code=number).exists()


def test_changes_wait_and_are_told_once(admin: Actor, people: Write) -> None:
    people(*AS_IT_IS, NEW)
    told = load()
    assert (told["new"], told["is_applied"], is_there("E9")) == (1, False, False)
    assert load()["known"] is True
    notices = Notice.objects.filter(code="roster_waits")
    assert [(row.fields["count"], row.link) for row in notices] == [(1, "/data/sources/hr/organisation/")]
    people(*AS_IT_IS, NEW, "E10,又一位,WEST,,,,,")
    assert load()["new"] == 2
    assert Notice.objects.filter(code="roster_waits").count() == 2


def test_applied_by_themselves_under_the_name_of_who_allowed_it(admin: Actor, people: Write) -> None:
    services.set_roster_terms(admin, source="hr", terms=Terms(applies=True), now=NOW)
    people(*AS_IT_IS, NEW)
    assert (load()["is_applied"], is_there("E9")) == (True, True)
    entry = AuditEntry.objects.get(verb="import", object_kind="organisation", actor="admin")
    assert entry.after["people"] == 1
    assert load()["known"] is True


def test_a_mass_departure_never_happens_by_itself(admin: Actor, people: Write) -> None:
    services.set_roster_terms(admin, source="hr", terms=Terms(applies=True), now=NOW)
    people(*AS_IT_IS[:1], NEW)
    told = load()
    assert (told["left"], told["is_applied"], is_there("E9")) == (3, False, False)
    assert Notice.objects.filter(code="roster_many_leave_waits").count() == 1


def test_a_table_of_a_database_is_a_list_like_any_other(admin: Actor, home: Path) -> None:
    with sqlite3.connect(home / "hr.sqlite") as database:
        database.execute("CREATE TABLE staff (no TEXT, name TEXT, dept TEXT, since TEXT)")
        rows = [
            ("E1", "李总", "HQ", None),
            ("E2", "王磊", "WEST", "2026-11-01"),
            ("E9", "新同事", "EAST", "2026-11-02"),
        ]
        database.executemany("INSERT INTO staff VALUES (?, ?, ?, ?)", rows)
    services.add_source(
        admin, code="hrdb", kind="sqlite", name_zh="人事库", location="hr.sqlite", dataset="organisation.people"
    )
    recipe = {"table": "staff", "columns": {"number": "no", "name_zh": "name", "unit": "dept", "valid_from": "since"}}
    services.confirm_mapping(admin, source="hrdb", recipe=recipe)
    services.set_roster_terms(admin, source="hrdb", terms=Terms(absent="stays", applies=True), now=NOW)
    run = services.queue_load(admin, source="hrdb")
    assert execute(run.id) == "done"
    report = LoadBatch.objects.get(source__code="hrdb").source_report["roster"]
    assert (report["moved"], report["new"], report["unchanged"], report["is_applied"]) == (1, 1, 1, True)


def test_pushed_rows_say_nothing_about_the_others(admin: Actor) -> None:
    services.add_source(admin, code="feed", kind="push", name_zh="推送", dataset="organisation.people")
    services.set_roster_terms(admin, source="feed", terms=Terms(applies=True), now=NOW)
    row = {"number": "E9", "name_zh": "新同事", "unit": "EAST"}
    pushed = services.push_rows(admin, source="feed", rows=[row], key="k1")
    assert execute(pushed.run_id) == "done"
    assert (is_there("E9"), LoadBatch.objects.get().source_report["roster"]["left"]) == (True, 0)


def test_only_lines_that_did_not_wait_before_are_news(admin: Actor, people: Write) -> None:
    lost = "E8,没有部门的人,NOWHERE,,,,,"
    people(*AS_IT_IS, lost)
    first = LoadBatch.objects.get(number=services.load(LOADER, source="hr", now=NOW).number)
    people(*AS_IT_IS, lost, NEW)
    load()
    people(*AS_IT_IS, lost, "E7,又一位,NOWHERE,,,,,")
    last = services.load(LOADER, source="hr", now=NOW)
    told = [event.fields for event in OutboxEvent.objects.filter(kind="load.rows_waiting").order_by("pk")]
    assert [(row["load"], row["waiting"], row["new"]) for row in told] == [(first.number, 1, 1), (last.number, 2, 1)]
