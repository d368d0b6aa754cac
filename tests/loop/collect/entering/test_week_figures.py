"""Figures of weeks by hand: asked, entered, checked, by workbook, and reminded of (0082, S08); days by hand.

3 October 2026 is a Saturday: week 39 (21 to 27 September) is the newest that ended. 300 a month in September and 310 in
October are 10 a day, so a week owes 70. Without a word a week is due two days after it ends, on 29 September.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.db import transaction
from django.test import override_settings

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.notify.models import Notice
from kpiloop.foundation.notify.services import remind_of_duties
from kpiloop.interfaces.reports.entry_sheet import asked_workbook, read_cell
from kpiloop.loop.collect import engine_io, selectors, services
from kpiloop.loop.collect.entering.rows import EntryRow, NewEntry, NewNode
from kpiloop.loop.plan import selectors as plan_read
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from kpiloop.loop.track import jobs  # noqa: F401  (registers what is owed)
from tests.loop.collect.entering.conftest import OCTOBER
from tests.loop.plan.company import START, found_company, publish_kpi

Actors = dict[str, Actor]
TODAY = date(2026, 10, 3)
W39 = "2026-W39"
pytestmark = pytest.mark.feature("S08")


@pytest.fixture(scope="module")
def weekly(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Actors]:
    """zhao (E3) reports calls of EAST by the week; wang (E2) owns them and reports visits by the month."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(HOME=tmp_path_factory.mktemp("home")),
        transaction.atomic(),
    ):
        actors = found_company()
        publish_kpi(SYSTEM, "calls", measured_by="week")
        publish_kpi(SYSTEM, "visits")
        plan.add_scheme(SYSTEM, code="S26", name_zh="考核", fiscal_year=2026)
        lines = [
            NewAssignment("calls", "EAST", "E2", Decimal(60), START, provider="E3"),
            NewAssignment("visits", "EAST", "E2", Decimal(40), START),
        ]
        plan.assign_many(SYSTEM, scheme="S26", assignments=lines)
        plan.publish_scheme(SYSTEM, code="S26", now=OCTOBER)
        calls = next(row.id for row in plan_read.assignments(SYSTEM, on=TODAY) if row.kpi.code == "calls")
        months = {"2026-08": 310, "2026-09": 300, "2026-10": 310}
        plan.set_targets(SYSTEM, targets=[NewTarget(calls, month, Decimal(figure)) for month, figure in months.items()])
        yield actors
        transaction.set_rollback(True)


@pytest.fixture
def actors(weekly: Actors, db: None) -> Actors:
    return weekly


def weeks(actor: Actor, today: date = TODAY) -> dict[str, EntryRow]:
    return {row.period_code: row for row in selectors.my_figures(actor, today=today) if row.is_week}


def enter(actor: Actor, figure: int, period: str = W39, note: str = "") -> tuple[int, int]:
    done = services.submit_entries(
        actor, values=[NewEntry("calls", "EAST", period, Decimal(figure), note=note)], now=OCTOBER
    )
    return done.on_their_way, done.in_force


def in_force() -> dict[str, Decimal | None]:
    codes = {row.id: row.code for row in calendar.periods(SYSTEM, kind="week")}
    found = engine_io.submissions_for(list(codes))
    return {codes[period]: row.value for (_kpi, _subject, period), row in found.items()}


def test_weeks_are_asked_with_target_due_day_and_the_week_before(actors: Actors) -> None:
    found = weeks(actors["zhao"])
    assert list(found) == [f"2026-W{number}" for number in range(34, 40)]
    newest = found[W39]
    assert (newest.target, newest.due_on, newest.days_late) == (70, date(2026, 9, 29), 4)
    assert weeks(actors["boss"]) == {}
    assert enter(actors["zhao"], 68, "2026-W38") == (0, 1)
    after = weeks(actors["zhao"])
    assert "2026-W38" not in after
    assert after[W39].prior == 68
    assert in_force() == {"2026-W38": 68}


def test_a_due_day_and_grace_of_its_own(actors: Actors) -> None:
    services.set_duty(
        actors["admin"], kpi="calls", frequency="week", due_days=3, grace_days=1, first_day=date(2026, 9, 1)
    )
    newest = weeks(actors["zhao"])[W39]
    assert (newest.due_on, newest.days_late) == (date(2026, 9, 30), 2)


def test_a_target_of_the_week_itself_goes_first(actors: Actors) -> None:
    calls = weeks(actors["zhao"])[W39].line.id
    plan.set_targets(SYSTEM, targets=[NewTarget(calls, W39, Decimal(90))])
    assert weeks(actors["zhao"])[W39].target == 90


def test_a_week_goes_through_all_hands(actors: Actors) -> None:
    """Provided by zhao, checked by its owner wang, approved by the head above."""
    nodes = [NewNode("provide", "provider", 1), NewNode("check", "owner", 2), NewNode("approve", "unit_head", 4)]
    services.set_flow(actors["admin"], code="calls", name_zh="电话", kpis=["calls"], nodes=nodes, now=OCTOBER)
    assert weeks(actors["zhao"])[W39].due_on == date(2026, 9, 28)
    assert enter(actors["zhao"], 40) == (1, 0)
    waiting = selectors.queue(actors["wang"], today=TODAY)
    assert [(row.period_code, row.due_on, row.light) for row in waiting] == [(W39, date(2026, 9, 29), "red")]
    services.approve_entries(actors["wang"], entries={waiting[0].id or 0: waiting[0].version}, now=OCTOBER)
    last = selectors.queue(actors["boss"], today=TODAY)[0]
    assert (last.place, last.due_on) == (3, date(2026, 10, 1))
    entry = {last.id or 0: last.version}
    with pytest.raises(Refusal, match="note"):  # 40 of 70 is red: somebody has to say why
        services.approve_entries(actors["boss"], entries=entry, now=OCTOBER)
    services.approve_entries(actors["boss"], entries=entry, note="假期", now=OCTOBER)
    assert in_force() == {W39: 40}


def test_weeks_go_out_in_the_workbook_and_come_back(actors: Actors, home: Path) -> None:
    place = home / "figures.xlsx"
    place.write_bytes(asked_workbook(selectors.my_figures(actors["zhao"], today=TODAY)))
    book = openpyxl.load_workbook(place)
    filled = 0
    for row in book.active.iter_rows(min_row=2):  # type: ignore[union-attr]
        if str(row[2].value) in (W39, "2026-W38"):
            row[9].value = 71  # type: ignore[assignment]
            filled += 1
    book.save(place)
    done = services.submit_sheet(actors["zhao"], location=place, read=read_cell, now=OCTOBER)
    assert (filled, done.in_force, done.refused) == (2, 2, ())
    assert in_force() == {"2026-W38": 71, W39: 71}


def test_who_reports_a_week_is_reminded_before_at_and_after_its_day(actors: Actors) -> None:
    """Due on Tuesday the 29th: a word on Monday, on Tuesday, and on Wednesday; from the fourth day late up the line."""
    zhao, wang = actors["zhao"].user_id, actors["wang"].user_id
    for day in (date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30), date(2026, 9, 30), TODAY):
        remind_of_duties(SYSTEM, on=day)
    told = Notice.objects.filter(mark__startswith=f"figures:{W39}:")
    assert Counter(told.filter(user_id=zhao).values_list("code", flat=True)) == {
        "figures_soon": 1, "figures_today": 1, "figures_late": 1,
    }  # fmt: skip
    assert list(told.filter(user_id=wang).values_list("code", flat=True)) == ["figures_raised"]
    enter(actors["zhao"], 70)
    Notice.objects.all().delete()
    remind_of_duties(SYSTEM, on=date(2026, 9, 30))
    assert not Notice.objects.filter(mark__startswith=f"figures:{W39}:").exists()


@pytest.mark.parametrize(
    ("frequency", "today", "expected"),
    [
        ("month", date(2026, 10, 3), {"2026-07": 12, "2026-08": 12, "2026-09": 12}),
        ("quarter", date(2026, 10, 3), {"2026-09": 12}),
        ("quarter", date(2026, 7, 3), {"2026-06": 12}),
        ("half", date(2026, 10, 3), {}),
        ("half", date(2026, 7, 3), {"2026-06": 12}),
        ("year", date(2026, 7, 3), {}),
        ("year", date(2027, 1, 3), {"2026-12": 12}),
        ("irregular", date(2027, 1, 3), {}),
    ],
)
def test_longer_rhythms_are_asked_and_reminded_by_their_own_day(
    actors: Actors, frequency: str, today: date, expected: dict[str, int]
) -> None:
    """Due 12 days after the period: on the 12th of the month after it; late from the 15th with two days of grace."""
    services.set_duty(
        actors["admin"], kpi="visits", frequency=frequency, due_days=12, grace_days=2, first_day=date(2026, 1, 1)
    )
    asked = [row for row in selectors.my_figures(actors["wang"], today=today) if row.line.kpi.code == "visits"]
    assert {row.period_code: row.due_on.day for row in asked} == expected
    told = Notice.objects.filter(user_id=actors["wang"].user_id, code__startswith="figures_").exclude(
        code="figures_raised"
    )
    newest = max(expected, default="2026-09" if frequency == "half" else "none")
    for day, code in ((10, "figures_soon"), (12, "figures_today"), (14, ""), (15, "figures_late")):
        Notice.objects.all().delete()
        remind_of_duties(SYSTEM, on=today.replace(day=day))
        found = told.filter(mark__startswith=f"figures:{newest}:").values_list("code", flat=True)
        assert list(found) == ([code] if code and newest in expected else [])
