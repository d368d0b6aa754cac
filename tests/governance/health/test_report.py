"""The pitfalls of a real company, counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.governance.health import selectors
from kpiloop.governance.health.rows import PITFALLS
from kpiloop.loop.analyse import services as analyse
from kpiloop.loop.plan.models import Scheme
from kpiloop.loop.review import services as review
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]

OCTOBER = "2026-10"
TODAY = date(2026, 11, 10)


def count(viewer: Actor, code: str, today: date = TODAY) -> int:
    return selectors.report(viewer, period_code=OCTOBER, today=today).pitfall(code).count


def test_every_pitfall_is_reported(actors: dict[str, Actor]) -> None:
    report = selectors.report(actors["boss"], period_code=OCTOBER, today=TODAY)
    assert tuple(row.code for row in report.pitfalls) == PITFALLS
    # red in October: profit and revenue HQ, revenue and discount EAST, orders WEST, revenue SH, revenue of E3
    assert (report.pitfall("red_without_cause").count, report.pitfall("red_without_cause").checked) == (7, 7)
    assert report.pitfall("miss_unanswered").count == 7
    assert report.pitfall("value_missing").is_clean
    # cards: HQ 3, EAST 2, WEST 1, SH 1, ZJ 1; person E3 1
    loads = {row.kind: (row.cards, row.mean, row.most) for row in report.loads}
    assert loads == {"unit": (5, Decimal("1.6"), 3), "person": (1, Decimal("1.0"), 1)}


def test_causes_and_actions_close_the_gap(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("revenue", "EAST")
    analyse.write_cause(actors["wang"], assignment_id=key, period_code=OCTOBER, kind="price", text="降价")
    assert (count(actors["boss"], "red_without_cause"), count(actors["boss"], "cause_without_action")) == (6, 1)
    review.add_action(
        actors["wang"],
        title="三级审批",
        assignment_id=key,
        period_code=OCTOBER,
        owner="E2",
        due_on=date(2026, 11, 20),
        expected_effect=Decimal(10),
        effect_period="2026-12",
    )
    assert count(actors["boss"], "cause_without_action") == 0
    assert count(actors["boss"], "overdue_actions") == 0
    late = selectors.report(actors["boss"], period_code=OCTOBER, today=date(2026, 11, 25)).pitfall("overdue_actions")
    assert [row.fields["days_late"] for row in late.findings] == ["5"]


def test_too_many_kpis_are_counted_per_card(actors: dict[str, Actor]) -> None:
    assert count(actors["boss"], "too_many_kpis") == 0
    Scheme.objects.update(kpi_limit=2)
    found = selectors.report(actors["boss"], period_code=OCTOBER, today=TODAY).pitfall("too_many_kpis")
    assert [(row.subject.code if row.subject else "", row.fields["count"]) for row in found.findings] == [("HQ", "3")]


def test_a_scheme_that_pays_nobody_is_flagged(actors: dict[str, Actor]) -> None:
    found = selectors.report(actors["admin"], period_code=OCTOBER, today=TODAY).pitfall("scheme_without_pay_link")
    assert [row.fields["scheme"] for row in found.findings] == ["S26"]


def test_a_head_sees_the_own_pitfalls(actors: dict[str, Actor]) -> None:
    report = selectors.report(actors["wang"], period_code=OCTOBER, today=TODAY)
    subjects = {row.subject.code for row in report.pitfall("red_without_cause").findings if row.subject}
    assert subjects == {"EAST", "SH", "E3"}
    with pytest.raises(PermissionRefused):
        selectors.report(actors["zhao"], period_code=OCTOBER, today=TODAY)


@pytest.mark.feature("S29", "S30", "S32")
def test_the_four_guards_count_their_pitfalls_once(actors: dict[str, Actor]) -> None:
    guards = {row.code: row for row in selectors.report(actors["boss"], period_code=OCTOBER, today=TODAY).guards}
    assert list(guards) == ["too_many", "no_analysis", "open_feedback", "no_pay_link"]
    counts = {code: row.count for code, row in guards.items()}
    # seven missed KPIs without a cause are data without analysis, not feedback left open as well
    assert counts == {"too_many": 0, "no_analysis": 7, "open_feedback": 0, "no_pay_link": 1}


@pytest.mark.feature("S29")
def test_a_crowded_card_comes_with_a_merge(actors: dict[str, Actor]) -> None:
    Scheme.objects.update(kpi_limit=2)
    (found,) = selectors.report(actors["boss"], period_code=OCTOBER, today=TODAY).pitfall("too_many_kpis").findings
    listed, merged = found.fields["kpis"].split(", "), found.fields["merge"].split(" + ")
    assert (len(listed), len(merged), set(merged) <= set(listed)) == (3, 2, True)
