"""Closing a month: what is open is named, silence blocks until another person waives it, and a hash is kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.errors import CloseIncomplete
from kpiloop.governance.archive.models import Close, FrozenFigure
from kpiloop.governance.archive.rows import ClosePlan
from kpiloop.loop.analyse import services as analyse
from kpiloop.loop.measure.computing.months import prepare_computation
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.services import runs
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewAssignment, NewTarget
from kpiloop.loop.track import selectors as track_read
from kpiloop.loop.track import services as track
from tests.loop import company

OCTOBER, NOVEMBER = "2026-10", "2026-11"


def prepared(actor: Actor, month: str = OCTOBER) -> ClosePlan:
    return services.prepare_close(actor, period_code=month, now=company.NOW)


def codes(found: ClosePlan) -> list[str]:
    return [finding.code for finding in found.findings]


@pytest.mark.feature("S30")
def test_a_red_without_cause_stands_against_closing(actors: dict[str, Actor]) -> None:
    """Red units in October: profit and revenue HQ, revenue and discount EAST, orders WEST, revenue SH."""
    found = prepared(actors["admin"])
    silent = [row for row in found.findings if row.code == "red_without_cause"]
    assert {(row.kpi_code, row.subject_code) for row in silent} == {
        ("profit", "HQ"),
        ("revenue", "HQ"),
        ("revenue", "EAST"),
        ("discount", "EAST"),
        ("orders", "WEST"),
        ("revenue", "SH"),
    }
    with pytest.raises(CloseIncomplete):
        services.apply_close(actors["admin"], found, now=company.NOW)
    key = company.assignment_id("revenue", "SH")
    analyse.write_cause(actors["admin"], assignment_id=key, period_code=OCTOBER, kind="price", text="竞品降价")
    found = prepared(actors["admin"])
    assert codes(found).count("red_without_cause") == 5
    closed = services.apply_close(actors["admin"], found, waiver="下周补齐", now=company.NOW)
    assert (closed.findings, closed.waiver) == (len(found.findings), "下周补齐")
    assert [row.period_code for row in selectors.closes(actors["boss"])] == [OCTOBER]


def test_open_alerts_need_a_note(actors: dict[str, Actor]) -> None:
    before = codes(prepared(actors["admin"])).count("alert_without_note")
    assert before > 0
    key = company.assignment_id("revenue", "SH")
    alert = next(row for row in track_read.alerts(actors["wang"], state="open", mine=False) if row.assignment.id == key)
    track.acknowledge(actors["wang"], alert_id=alert.id, note="下月追回", now=company.NOW)
    assert codes(prepared(actors["admin"])).count("alert_without_note") == before - 1


def test_a_target_that_waits_for_a_yes_is_named(actors: dict[str, Actor]) -> None:
    key = company.assignment_id("revenue", "ZJ")
    plan.propose_target_change(
        actors["admin"], assignment_id=key, period=OCTOBER, new_target=Decimal(55), reason="补签大单"
    )
    waiting = [row for row in prepared(actors["admin"]).findings if row.code == "pending_approval"]
    assert [(row.kpi_code, row.subject_code, row.reason) for row in waiting] == [("revenue", "ZJ", "target")]


@pytest.mark.feature("N02")
def test_silence_that_feeds_pay_blocks_until_another_person_waives_it(actors: dict[str, Actor]) -> None:
    """A KPI of WEST with a weight and a target that nobody reports."""
    admin, boss = actors["admin"], actors["boss"]
    silent_kpi()
    found = prepared(admin)
    assert [(row.kpi_code, row.subject_code, row.reason) for row in found.blocking] == [("visits", "WEST", "no_value")]
    with pytest.raises(Refusal) as refused:
        services.apply_close(admin, found, waiver="月底了", now=company.NOW)
    assert refused.value.code == "close_blocked"
    assert services.ask_waiver(admin, period_code=OCTOBER, reason="系统停机", now=company.NOW) == 1
    with pytest.raises(Refusal) as own:
        services.decide_waivers(admin, period_code=OCTOBER, is_granted=True, now=company.NOW)
    assert own.value.code == "waiver_four_eyes"
    services.decide_waivers(boss, period_code=OCTOBER, is_granted=False, now=company.NOW)
    assert len(prepared(admin).blocking) == 1
    services.ask_waiver(admin, period_code=OCTOBER, reason="系统停机两周，无从补报", now=company.NOW)
    services.decide_waivers(boss, period_code=OCTOBER, is_granted=True, now=company.NOW)
    waived = prepared(admin)
    assert waived.blocking == ()
    closed = services.apply_close(admin, waived, waiver="其余下周补齐", now=company.NOW)
    kept = next(row for row in Close.objects.get(pk=closed.id).findings if row["code"] == "unreported_pay")
    assert (kept["waiver"], kept["waived_by"]) == ("granted", "boss")


def test_a_scheme_that_scores_silence_as_zero_needs_no_waiver(actors: dict[str, Actor]) -> None:
    silent_kpi(missing_policy="zero")
    found = prepared(actors["admin"])
    assert found.blocking == ()
    assert "missing_value" in codes(found)


def silent_kpi(missing_policy: str = "renormalise") -> None:
    """A KPI people would report, with weight and target in October, and no report."""
    plan.draft_kpi(
        SYSTEM, code="visits", name_zh="走访客户数", name_en="Visits", direction="higher", time_kind="flow",
        measurement_unit="orders", achievement_method="ratio", green_from=Decimal(1), amber_from=Decimal("0.9"),
        valid_from=company.START,
    )  # fmt: skip
    plan.publish_kpi(SYSTEM, code="visits", now=company.NOW)
    plan.add_scheme(SYSTEM, code="V26", name_zh="走访", fiscal_year=2026, missing_policy=missing_policy)
    plan.assign_many(
        SYSTEM, scheme="V26", assignments=[NewAssignment("visits", "WEST", "E4", Decimal(100), date(2026, 1, 1))]
    )
    plan.publish_scheme(SYSTEM, code="V26", now=company.NOW)
    target = NewTarget(company.assignment_id("visits", "WEST"), OCTOBER, Decimal(20))
    plan.set_targets(SYSTEM, targets=[target], method="manual")
    company.compute(OCTOBER, OCTOBER)
    track.assess(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)


def test_a_close_pins_what_it_rests_on(actors: dict[str, Actor]) -> None:
    """Ten lines of the plan, five KPIs, five units; the tree as codes with who leads."""
    closed = services.apply_close(actors["admin"], prepared(actors["admin"]), waiver="月结", now=company.NOW)
    counts = {what: pin.count for what, pin in closed.pins.items()}
    assert counts == counts | {"weights": 10, "targets": 10, "definitions": 5, "formulas": 5, "organisation": 5}
    assert (closed.warehouse_version, len(closed.sha256)) == (warehouse.current_version_number(), 64)
    kept = Close.objects.get(pk=closed.id)
    assert kept.organisation == [
        ["EAST", "HQ", "E2"],
        ["HQ", "", "E1"],
        ["SH", "EAST", ""],
        ["WEST", "HQ", "E4"],
        ["ZJ", "EAST", ""],
    ]
    figure = FrozenFigure.objects.get(close=kept, assignment_id=company.assignment_id("revenue", "EAST"))
    assert (figure.weight, figure.actual, figure.definition_id is not None) == (60, 105, True)


def test_what_changes_between_looking_and_closing_refuses(actors: dict[str, Actor]) -> None:
    found = prepared(actors["admin"])
    target = NewTarget(company.assignment_id("revenue", "ZJ"), OCTOBER, Decimal(60))
    plan.set_targets(SYSTEM, targets=[target], method="manual")
    track.assess(SYSTEM, first=OCTOBER, last=OCTOBER, now=company.NOW)
    with pytest.raises(Refusal) as refused:
        services.apply_close(actors["admin"], found, waiver="月结", now=company.NOW)
    assert refused.value.code == "close_outdated"


def test_a_run_that_began_before_the_close_cannot_move_a_closed_figure(actors: dict[str, Actor]) -> None:
    """The run has read October, then October closes, then the run stores: its figures of October go."""
    month = calendar.period(SYSTEM, OCTOBER)
    late = {**company.FACTS, OCTOBER: {"SH": (75, 100, 60), "ZJ": (45, 50, 30), "WEST": (110, 110, 60)}}
    before = set(Value.objects.filter(period_id=month.id, is_current=True).values_list("pk", "actual"))
    company.publish_facts(late)
    found = prepared(actors["admin"])
    assert "figures_behind" in codes(found)
    run = runs._begin(SYSTEM, OCTOBER, OCTOBER, warehouse.current_version_number())
    computation = prepare_computation(SYSTEM, months=[month], version=run.warehouse_version, kpis=None)
    services.apply_close(actors["admin"], found, waiver="月结", now=company.NOW + timedelta(hours=1))
    done = runs._store(SYSTEM, run, [computation], company.NOW, lambda step, done, total: None)
    assert done.values_written == 0
    assert set(Value.objects.filter(period_id=month.id, is_current=True).values_list("pk", "actual")) == before


def test_a_month_nothing_came_of_is_missing_and_not_only_partial(actors: dict[str, Actor]) -> None:
    """Orders of the year to date stand at October's six; November has no row, and its sources have told nothing."""
    company.compute("2026-11", "2026-11")
    track.assess(SYSTEM, first="2026-11", last="2026-11", now=company.NOW)
    found = services.prepare_close(actors["admin"], period_code="2026-11", now=company.NOW)
    assert ("unreported_pay", "profit", "not_loaded") in {
        (row.code, row.kpi_code, row.reason) for row in found.findings
    }
    assert "partial_value" not in codes(found)
