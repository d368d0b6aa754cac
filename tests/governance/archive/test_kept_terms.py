"""A month that was opened again goes by the terms it was closed by: what is previewed is what is restated.

September was closed with SH 70, ZJ 50, WEST 100; SH 95, ZJ 45, WEST 115 arrive late. Since the close other terms were
dated back: revenue by list prices, less is better, ZJ under WEST, other targets and weights.

figure          reported   late data, terms of the close           late data, terms of now (list prices, ZJ under WEST)
revenue SH      70 red     95 of 100 amber                         100 of 100: mirrored, green
revenue ZJ      50 green   45 of 50 amber                          50
revenue EAST    120 red    140 of 150 amber (0.93)                 100 of 150: mirrored 2 - 100/150, green
revenue WEST    100 green  115 of 100 green                        110 + 50 = 160 of 7: mirrored below 0, red
revenue HQ      220 red    255 of 250 green                        260 of 250: mirrored 0.96, amber
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewUnit
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.late import LateChange
from kpiloop.governance.archive.models import Close, FrozenFigure
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.models import Value
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.models import Assignment, Target
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import services as track
from kpiloop.loop.track.models import Status
from tests.governance.archive.test_late import correct_september, seen
from tests.governance.archive.test_replaying import LATE, SEPTEMBER, close
from tests.loop import company

Actors = dict[str, Actor]
KEPT = {
    "SH": (95, "amber"), "ZJ": (45, "amber"), "EAST": (140, "amber"), "WEST": (115, "green"), "HQ": (255, "green"),
}  # fmt: skip
NEW = {"SH": (100, "green"), "ZJ": (50, "green"), "EAST": (100, "green"), "WEST": (160, "red"), "HQ": (260, "amber")}


def other_formula() -> None:
    measure.set_formula(SYSTEM, kpi="revenue", text="sum(orders.list)", valid_from=company.START)


def other_definition() -> None:
    plan.revise_kpi(
        SYSTEM, code="revenue", achievement_method="mirror", direction="lower",
        valid_from=company.START,
    )  # fmt: skip
    plan.publish_kpi(SYSTEM, code="revenue", now=company.NOW)


def other_units() -> None:
    org.move_unit(SYSTEM, code="ZJ", new_parent="WEST", on=date(2026, 8, 1))


def other_target() -> None:
    """Of a closed month nothing lets anybody set one; a month that was open in between may have brought it."""
    line = company.assignment_id("revenue", "WEST")
    held = Target.objects.get(assignment_id=line, period__code=SEPTEMBER, is_current=True)
    Target.objects.filter(pk=held.pk).update(is_current=False)
    Target.objects.create(assignment_id=line, period=held.period, version=9, target=Decimal(7))


def other_weights() -> None:
    Assignment.objects.filter(kpi__code="revenue", subject__code="HQ").update(weight=5)


SINCE: dict[str, Callable[[], None]] = {
    "formula": other_formula, "definition": other_definition, "units": other_units, "target": other_target,
    "weights": other_weights,
}  # fmt: skip


def open_again(actors: Actors, change: LateChange) -> None:
    asked = services.decide_late(
        actors["admin"], change=change, choice="restate", reason="补单", until=date(2026, 11, 30), now=company.NOW
    )
    assert asked.reopening_id is not None
    services.approve_reopen(actors["boss"], reopening_id=asked.reopening_id, now=company.NOW)


def compute_and_judge(last: str = SEPTEMBER) -> None:
    company.compute(SEPTEMBER, last)
    track.assess(SYSTEM, first=SEPTEMBER, last=last, now=company.NOW)


def revenue() -> dict[str, tuple[Decimal | None, str]]:
    found = Status.objects.filter(period__code=SEPTEMBER, assignment__kpi__code="revenue")
    return {
        row.assignment.subject.code: (row.actual, row.light) for row in found if row.assignment.subject.code in KEPT
    }


@pytest.fixture
def late(actors: Actors) -> Actors:
    correct_september(actors["admin"])
    return actors


@pytest.mark.feature("N03")
def test_what_is_restated_is_what_was_shown_whatever_was_dated_back(late: Actors) -> None:
    for change_something in SINCE.values():
        change_something()
    change = seen(late["admin"])
    shown = {row.assignment.subject.code: (row.after, row.light_after) for row in change.figures
             if row.assignment.kpi.code == "revenue"}  # fmt: skip
    assert {code: shown[code] for code in KEPT} == KEPT
    open_again(late, change)
    compute_and_judge()
    assert revenue() == KEPT
    stands = {
        (row.kpi_id, row.subject_id, row.window): (row.actual, row.state)
        for row in Value.objects.filter(period__code=SEPTEMBER, is_current=True)
    }
    promised = {(row.kpi_id, row.subject_id, row.window): (row.actual, row.state) for row in change.late_values}
    assert promised.items() <= stands.items()
    plan_ = services.prepare_close(late["admin"], period_code=SEPTEMBER, now=company.NOW)
    assert "restated_otherwise" not in {row.code for row in plan_.findings}
    close(late["admin"])
    line = FrozenFigure.objects.get(close__revision=2, assignment__kpi__code="revenue", assignment__subject__code="HQ")
    assert line.weight == 40  # as the first close had it, not the 5 of now
    assert Close.objects.get(revision=2).terms_revision == 1
    for revision in (1, 2):
        assert selectors.replay(late["boss"], period_code=SEPTEMBER, revision=revision).differences == ()
        assert selectors.replay(late["boss"], period_code=SEPTEMBER, revision=revision).is_same
    assert not seen(late["admin"]).values


@pytest.mark.feature("N02")
def test_the_terms_of_now_are_asked_for_by_name(late: Actors) -> None:
    for change_something in SINCE.values():
        change_something()
    asked = services.request_reopen(
        late["admin"],
        period_code=SEPTEMBER,
        reason="公式写错",
        until=date(2026, 11, 30),
        new_terms=True,
        now=company.NOW,
    )
    services.approve_reopen(late["boss"], reopening_id=asked, now=company.NOW)
    compute_and_judge()
    assert revenue() == NEW
    close(late["admin"])
    done = selectors.closes(late["boss"], period_code=SEPTEMBER)
    assert [(row.revision, row.terms_revision) for row in done] == [(2, 2), (1, 1)]
    assert [row.new_terms for row in selectors.reopenings(late["boss"])] == [True]
    for revision in (1, 2):
        assert selectors.replay(late["boss"], period_code=SEPTEMBER, revision=revision).is_same


def test_targets_decided_while_the_month_is_open_count(late: Actors) -> None:
    """The target of WEST becomes 120: 115 is 0.958, amber; everything else goes by the close."""
    other_definition()
    asked = services.request_reopen(
        late["admin"], period_code=SEPTEMBER, reason="目标", until=date(2026, 11, 30), now=company.NOW
    )
    services.approve_reopen(late["boss"], reopening_id=asked, now=company.NOW)
    line = company.assignment_id("revenue", "WEST")
    plan.set_targets(SYSTEM, targets=[NewTarget(line, SEPTEMBER, Decimal(120))], method="manual")
    compute_and_judge()
    assert revenue() == {**KEPT, "WEST": (115, "amber")}
    close(late["admin"])
    assert selectors.replay(late["boss"], period_code=SEPTEMBER, revision=2).is_same


def test_months_behind_take_the_restated_month_as_it_stands(late: Actors) -> None:
    """October by list prices 260 less September by what was sold: 260 - 255 = 5, in one run and in its own."""
    company.publish_kpi("growth", "增长", "kpi(revenue) - prior_period(kpi(revenue))", time_kind="derived")
    other_formula()
    open_again(late, seen(late["admin"]))
    found = []
    for first in (SEPTEMBER, "2026-10"):
        company.compute(first, "2026-10")
        slot = {"kpi__code": "growth", "subject__code": "HQ", "period__code": "2026-10", "window": "month"}
        found.append(Value.objects.get(**slot, is_current=True).actual)
    assert found == [5, 5]
    assert revenue_value("HQ") == 255


def revenue_value(subject: str) -> Decimal | None:
    slot = {"kpi__code": "revenue", "subject__code": subject, "period__code": SEPTEMBER, "window": "month"}
    found = Value.objects.filter(**slot, is_current=True).first()
    return found.actual if found else None


def test_who_gets_rows_for_the_first_time_is_shown_and_restated(
    actors: Actors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NB had sold nothing; 30 arrive late: EAST 140 + 30. A KPI published since is none of this close."""
    org.import_organisation(SYSTEM, units=[NewUnit("NB", "宁波", company.START, parent="EAST", name_en="Ningbo")])
    close(actors["admin"])
    monkeypatch.setitem(company.SELLERS, "NB", "E2")
    company.publish_facts({**LATE, SEPTEMBER: {**LATE[SEPTEMBER], "NB": (30, 40, 20)}})
    company.publish_kpi("fresh", "新指标", "sum(orders.net)")
    change = seen(actors["admin"])
    names = org_io.subjects_by_id()
    first = {
        row.kpi_code: row.actual
        for row in change.late_values
        if names[row.subject_id].code == "NB" and row.window == "month"
    }
    assert first == {"revenue": 30, "cost": 20, "profit": 10, "orders": 1, "discount": Decimal("0.25")}
    open_again(actors, change)
    compute_and_judge()
    assert (revenue_value("NB"), revenue_value("EAST")) == (30, 170)
    assert not Value.objects.filter(period__code=SEPTEMBER, kpi__code="fresh").exists()


@pytest.mark.feature("N03")
def test_preview_and_restatement_agree_whatever_came_between(actors: Actors) -> None:
    """Any late figures, any terms dated back, before the preview or after it: every value and light as shown."""
    close(actors["admin"])

    @settings(max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(
        sold=st.tuples(*[st.integers(10, 200)] * 3), before=st.sets(st.sampled_from(sorted(SINCE))),
        after=st.sets(st.sampled_from(sorted(SINCE))),
    )  # fmt: skip
    def agree(sold: tuple[int, int, int], before: set[str], after: set[str]) -> None:
        with transaction.atomic():
            facts = {unit: (net, 100, 60) for unit, net in zip(("SH", "ZJ", "WEST"), sold, strict=True)}
            company.publish_facts({**company.FACTS, SEPTEMBER: facts})
            for what in sorted(before):
                SINCE[what]()
            change = seen(actors["admin"])
            if change.values:
                open_again(actors, change)
                for what in sorted(after - before):
                    SINCE[what]()
                compute_and_judge()
                assert told(change) == {key: now(*key) for key in told(change)}
            transaction.set_rollback(True)

    agree()


def told(change: LateChange) -> dict[tuple[str, str], tuple[Decimal | None, str]]:
    return {
        (row.assignment.kpi.code, row.assignment.subject.code): (row.after, row.light_after) for row in change.figures
    }


def now(kpi: str, subject: str) -> tuple[Decimal | None, str]:
    row = Status.objects.get(period__code=SEPTEMBER, assignment__kpi__code=kpi, assignment__subject__code=subject)
    return row.actual, row.light
