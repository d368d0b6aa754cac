"""Judging costs a fixed number of queries, and news of new values brings new lights."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar.rows import PeriodRow
from kpiloop.foundation.jobs.services import work_off
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from kpiloop.loop.track import selectors, services
from kpiloop.loop.track.models import Status
from tests.loop import company

#: The file, not the service of the same name.
judging = sys.modules["kpiloop.loop.track.services.assess"]
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def queries_of_assess() -> int:
    with CaptureQueriesContext(connection) as caught:
        services.assess(SYSTEM, first="2026-10", last="2026-10", now=company.NOW)
    return len(caught)


def add_watched(count: int) -> None:
    """More KPIs of the same unit, watched with weight 0."""
    keys = []
    for number in range(count):
        company.publish_kpi(f"watched{number}", f"观察{number}", "sum(orders.net)")
        new = NewAssignment(f"watched{number}", "WEST", "E4", Decimal(0), date(2026, 1, 1))
        keys += plan.assign_many(SYSTEM, scheme="S26", assignments=[new])
    targets = [NewTarget(key, "2026-10", Decimal(200)) for key in keys]
    plan.set_targets(SYSTEM, targets=targets, method="manual")


def test_queries_do_not_grow_with_assignments(actors: dict[str, Actor]) -> None:
    queries_of_assess()
    few = queries_of_assess()
    add_watched(12)
    company.compute("2026-10", "2026-10")
    queries_of_assess()
    assert Status.objects.filter(period__code="2026-10").count() == 22
    assert queries_of_assess() == few


def test_new_values_bring_new_lights(actors: dict[str, Actor]) -> None:
    work_off(LATER)
    company.load_facts({"2026-10": {"SH": (100, 100, 60)}})
    company.compute("2026-10", "2026-10")
    work_off(LATER)
    key = company.assignment_id("revenue", "SH")
    found = selectors.status(SYSTEM, assignment_id=key, period_code="2026-10")
    assert found is not None
    assert (found.actual, found.light) == (100, "green")


def test_new_targets_bring_new_lights(actors: dict[str, Actor]) -> None:
    work_off(LATER)
    key = company.assignment_id("revenue", "SH")
    plan.set_targets(SYSTEM, targets=[NewTarget(key, "2026-10", Decimal(60))], method="manual", reason="agreed")
    work_off(LATER)
    found = selectors.status(SYSTEM, assignment_id=key, period_code="2026-10")
    assert found is not None
    assert (found.target, found.light) == (60, "green")


def test_nothing_is_held_while_judging(actors: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging a large company takes long; the pages and the scheduler must be able to write meanwhile."""
    depths = []
    judge = judging._judge

    def watched(months: Sequence[PeriodRow], today: date) -> list[Status]:
        depths.append(len(connection.savepoint_ids))
        return judge(months, today)

    monkeypatch.setattr(judging, "_judge", watched)
    before = len(connection.savepoint_ids)
    services.assess(SYSTEM, first="2026-10", last="2026-10", now=company.NOW)
    assert depths == [before]


def test_what_changed_while_judging_is_judged_again(actors: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    key = company.assignment_id("revenue", "SH")
    judge, rounds = judging._judge, []

    def disturbed(months: Sequence[PeriodRow], today: date) -> list[Status]:
        found = judge(months, today)
        if not rounds:
            plan.set_targets(SYSTEM, targets=[NewTarget(key, "2026-10", Decimal(60))], method="manual", reason="agreed")
        rounds.append(len(found))
        return found

    monkeypatch.setattr(judging, "_judge", disturbed)
    services.assess(SYSTEM, first="2026-10", last="2026-10", now=company.NOW)
    found = selectors.status(SYSTEM, assignment_id=key, period_code="2026-10")
    assert found is not None and len(rounds) == 2
    assert (found.target, found.light) == (60, "green")
