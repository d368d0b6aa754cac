"""A figure goes from hand to hand: entered, checked, approved, given back; nobody approves an own result."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.notify import selectors as notices
from kpiloop.loop.collect import engine_io, selectors, services
from kpiloop.loop.collect.entering.models import EntryStep
from kpiloop.loop.collect.entering.rows import EntryRow, NewEntry, NewNode
from kpiloop.loop.collect.models import Submission
from kpiloop.loop.collect.provenance.behind import reports_behind
from kpiloop.loop.collect.provenance.timely import timeliness
from kpiloop.loop.plan import services as plan
from tests.loop.collect.entering.conftest import OCTOBER

TODAY = date(2026, 10, 3)
Actors = dict[str, Actor]


def enter(actors: Actors, value: int | None, who: str = "zhao", kpi: str = "orders", **more: object) -> None:
    given = NewEntry(kpi, "EAST", "2026-09", None if value is None else Decimal(value), **more)  # type: ignore[arg-type]
    services.submit_entries(actors[who], values=[given], now=OCTOBER)


def waiting(actors: Actors, who: str) -> list[EntryRow]:
    return list(selectors.queue(actors[who], today=TODAY))


def versions(rows: list[EntryRow]) -> dict[int, int | None]:
    return {row.id: row.version for row in rows if row.id is not None}


def give_back(actors: Actors, reason: str, *, to_start: bool = False) -> None:
    entries = versions(waiting(actors, "boss"))
    services.return_entries(actors["boss"], entries=entries, reason=reason, to_start=to_start, now=OCTOBER)


def approve(actors: Actors, who: str, note: str = "") -> int:
    return services.approve_entries(actors[who], entries=versions(waiting(actors, who)), note=note, now=OCTOBER)


def in_force() -> list[Decimal | None]:
    periods = [row.id for row in calendar.periods(SYSTEM)]
    return [row.value for row in engine_io.submissions_for(periods).values()]


def refused(code: str, act: object) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()  # type: ignore[operator]
    assert found.value.code == code
    return found.value


@pytest.mark.feature("P06")
def test_three_hands_with_deadlines_and_a_readable_history(actors: Actors, flow: str) -> None:
    (owed,) = [row for row in selectors.my_figures(actors["zhao"], today=TODAY) if row.period_code == "2026-09"]
    assert (owed.state, owed.due_on, owed.target) == ("expected", date(2026, 10, 5), Decimal(100))
    enter(actors, 120)
    assert in_force() == [] and waiting(actors, "boss") == []
    (at_owner,) = waiting(actors, "wang")
    assert (at_owner.state, at_owner.place, at_owner.due_on) == ("submitted", 2, date(2026, 10, 7))
    assert approve(actors, "wang") == 0
    (at_head,) = waiting(actors, "boss")
    assert (at_head.state, at_head.due_on, [row.code for row in at_head.holders]) == (
        "checked",
        date(2026, 10, 9),
        ["E1"],
    )
    assert approve(actors, "boss") == 1
    assert in_force() == [Decimal(120)]
    done = selectors.entry(actors["zhao"], at_head.id or 0, today=TODAY)
    assert done.state == "approved"
    assert [(step.place, step.verb, step.done_by) for step in done.steps] == [
        (1, "submit", "zhao"),
        (2, "check", "wang"),
        (3, "approve", "boss"),
    ]


@pytest.mark.feature("P06")
def test_given_back_one_step_or_to_the_start_with_the_reason(actors: Actors, flow: str) -> None:
    enter(actors, 120)
    approve(actors, "wang")
    refused("collect_reason_missing", lambda: give_back(actors, " "))
    give_back(actors, "check the returns")
    assert [each.place for each in waiting(actors, "wang")] == [2]
    approve(actors, "wang")
    give_back(actors, "wrong month", to_start=True)
    (mine,) = [each for each in selectors.my_figures(actors["zhao"], today=TODAY) if each.period_code == "2026-09"]
    assert mine.state == "returned" and mine.may_act
    told = notices.notices(actors["zhao"])
    assert [(notice.code, notice.fields["reason"]) for notice in told] == [("entry_returned", "wrong month")]
    enter(actors, 130)
    approve(actors, "wang")
    approve(actors, "boss")
    assert in_force() == [Decimal(130)]


@pytest.mark.feature("P07")
def test_nobody_approves_an_own_result_and_doubled_hands_are_told(actors: Actors) -> None:
    nodes = [NewNode("provide", "provider", 5), NewNode("approve", "person", 9, person="E2")]
    services.set_flow(actors["admin"], code="f", name_zh="f", kpis=["orders", "visits"], nodes=nodes, now=OCTOBER)
    enter(actors, 120)
    assert refused("collect_own_result", lambda: approve(actors, "wang")).fields["kpi"] == "orders"
    found = selectors.separation(actors["admin"], on=TODAY)
    assert {(row.code, row.assignment.kpi.code) for row in found} == {
        ("provider_is_owner", "visits"),
        ("provider_approves", "visits"),
    }
    assert {row.refused_by for row in found} == {""}
    plan.set_scheme_rules(actors["admin"], code="S26", duties="require")
    refusing = selectors.separation(actors["admin"], on=TODAY)
    assert {row.code: row.refused_by for row in refusing} == {"provider_is_owner": "", "provider_approves": "S26"}


@pytest.mark.feature("P07")
def test_doubled_hands_are_refused_where_the_scheme_says_so_until_it_is_waived(actors: Actors, flow: str) -> None:
    """zhao provides the orders and stands in for boss: told by default, refused by the rule, open after a waiver."""
    plan.set_scheme_rules(actors["admin"], code="S26", duties="require")
    enter(actors, 120)
    approve(actors, "wang")
    scope = {"flow": flow, "unit": "EAST", "valid_from": TODAY, "valid_to": TODAY + timedelta(days=1)}
    services.delegate(actors["boss"], principal="E1", to="E3", reason="travel", now=OCTOBER, **scope)  # type: ignore[arg-type]
    told = refused("duties_joined", lambda: approve(actors, "zhao"))
    assert (told.fields["duty"], told.fields["other_duty"], in_force()) == ("provider", "approver", [])
    plan.waive_duties(actors["admin"], code="S26", reason="four people", now=OCTOBER)
    assert approve(actors, "zhao") == 1
    assert in_force() == [Decimal(120)]


@pytest.mark.feature("P07")
def test_who_reports_a_figure_and_checks_it_is_told_then_refused_then_waived(actors: Actors) -> None:
    """Nobody is named to report visits, so wang who answers for them does; the flow lets wang check them too."""
    nodes = [NewNode("provide", "provider", 5), NewNode("check", "owner", 7), NewNode("approve", "unit_head", 9)]
    services.set_flow(actors["admin"], code="f", name_zh="f", kpis=["visits"], nodes=nodes, now=OCTOBER)
    assert [row.code for row in selectors.separation(actors["admin"], on=TODAY)][1:] == ["provider_checks"]
    enter(actors, 5, who="wang", kpi="visits")
    plan.set_scheme_rules(actors["admin"], code="S26", duties="require")
    told = refused("duties_joined", lambda: approve(actors, "wang"))
    assert (told.fields["duty"], told.fields["other_duty"]) == ("provider", "checker")
    assert [row.state for row in waiting(actors, "wang")] == ["submitted"]
    plan.waive_duties(actors["admin"], code="S26", reason="four people", now=OCTOBER)
    assert approve(actors, "wang") == 0  # checked, not yet approved
    (at_head,) = waiting(actors, "boss")
    steps = selectors.entry(actors["boss"], at_head.id or 0, today=TODAY).steps
    assert [(step.verb, step.warning) for step in steps] == [("submit", ""), ("check", "provider_checks")]


@pytest.mark.feature("P08")
def test_a_red_figure_needs_a_note_before_it_is_approved(actors: Actors, flow: str) -> None:
    enter(actors, 80)  # target 100, red below 0.9
    approve(actors, "wang")
    refusal = refused("collect_note_missing", lambda: approve(actors, "boss"))
    assert refusal.fields["why"] == "red" and in_force() == []
    assert approve(actors, "boss", note="two clients left") == 1


def test_no_figure_is_asked_for_and_approved_with_a_note(actors: Actors, flow: str) -> None:
    refused("collect_entry_empty", lambda: enter(actors, None))
    refused("collect_note_missing", lambda: enter(actors, None, is_absent=True))
    enter(actors, None, is_absent=True, note="closed for the month")
    approve(actors, "wang")
    assert approve(actors, "boss") == 1
    assert in_force() == [None]


def test_without_a_flow_one_step_is_enough(actors: Actors) -> None:
    enter(actors, 120)
    assert in_force() == [Decimal(120)]
    refused("collect_not_your_turn", lambda: enter(actors, 1, who="boss"))
    services.submit_value(actors["wang"], kpi="visits", subject="EAST", period="2026-09", value=Decimal(5), now=OCTOBER)
    assert sorted(filter(None, in_force())) == [Decimal(5), Decimal(120)]


def test_reporting_a_value_the_short_way_goes_through_the_flow(actors: Actors, flow: str) -> None:
    written = services.submit_value(
        actors["zhao"], kpi="orders", subject="EAST", period="2026-09", value=Decimal(7), now=OCTOBER
    )
    assert (written.added, written.handed_on) == (0, 1) and in_force() == []


def test_somebody_stands_in_for_a_time_and_a_scope(actors: Actors, flow: str) -> None:
    enter(actors, 120)
    approve(actors, "wang")
    scope = {"flow": flow, "unit": "EAST", "valid_from": TODAY, "valid_to": TODAY + timedelta(days=1)}
    services.delegate(actors["boss"], principal="E1", to="E3", reason="travel", now=OCTOBER, **scope)  # type: ignore[arg-type]
    approve(actors, "zhao")
    (row,) = selectors.my_figures(actors["zhao"], today=TODAY, period="2026-09")
    step = selectors.entry(actors["boss"], row.id or 0, today=TODAY).steps[-1]
    assert (step.done_by, step.done_for, step.warning) == ("zhao", "E1", "provider_approves")


def test_a_delegation_ends_by_itself_and_never_reaches_an_own_result(actors: Actors, flow: str) -> None:
    services.delegate(
        actors["boss"], principal="E1", to="E3", valid_from=date(2026, 9, 1), valid_to=TODAY, reason="old", now=OCTOBER
    )
    services.delegate(
        actors["boss"], principal="E1", to="E2", valid_from=TODAY, valid_to=date(2026, 11, 1), reason="x", now=OCTOBER
    )
    enter(actors, 120)
    approve(actors, "wang")
    assert waiting(actors, "zhao") == []
    refused("collect_own_result", lambda: approve(actors, "wang"))
    nobody = {"valid_from": TODAY, "valid_to": TODAY + timedelta(days=9), "reason": "r", "now": OCTOBER}
    refused("permission_denied", lambda: services.delegate(actors["zhao"], principal="E1", to="E3", **nobody))
    refused("collect_delegation_wrong", lambda: services.delegate(actors["boss"], principal="E1", to="E1", **nobody))


@pytest.mark.feature("P37")
def test_two_people_change_one_figure_and_the_later_one_sees_both(actors: Actors, flow: str) -> None:
    def keep(value: int, version: int | None, who: str) -> int:
        given = NewEntry("orders", "EAST", "2026-09", Decimal(value), version=version)
        return services.save_drafts(actors[who], values=[given], now=OCTOBER)[0]

    first = keep(100, None, "zhao")
    keep(101, first, "zhao")
    refusal = refused("collect_entry_changed", lambda: keep(999, first, "admin"))
    assert (refusal.fields["yours"], refusal.fields["theirs"], refusal.fields["by"]) == ("999", "101.00000000", "zhao")
    (row,) = [each for each in selectors.my_figures(actors["zhao"], today=TODAY) if each.id]
    assert row.value == Decimal(101)


def test_a_figure_unlike_those_before_asks_to_be_confirmed(actors: Actors) -> None:
    for month, value in (("2026-07", 95), ("2026-08", 100)):
        services.submit_value(
            actors["zhao"], kpi="orders", subject="EAST", period=month, value=Decimal(value), now=OCTOBER
        )
    refusal = refused("collect_value_unusual", lambda: enter(actors, 1_000_000))  # 元 typed where 万元 was meant
    assert (refusal.fields["low"], refusal.fields["high"]) == (Decimal("10.0"), Decimal("1000"))
    given = NewEntry("orders", "EAST", "2026-09", Decimal(1_000_000))
    services.submit_entries(actors["zhao"], values=[given], is_confirmed=True, now=OCTOBER)
    assert Decimal(1_000_000) in in_force()


def test_evidence_is_kept_by_content_and_only_for_those_who_see_the_figure(actors: Actors, flow: str) -> None:
    where = {"kpi": "orders", "subject": "EAST", "period": "2026-09", "now": OCTOBER}
    key = services.attach_evidence(actors["zhao"], file_name="../a.pdf", content=b"%PDF-1", **where)  # type: ignore[arg-type]
    again = services.attach_evidence(actors["zhao"], file_name="b.pdf", content=b"%PDF-1", **where)  # type: ignore[arg-type]
    assert key == again
    kept = selectors.evidence_file(actors["boss"], key, today=TODAY)
    assert kept.file_name == "a.pdf" and kept.path.read_bytes() == b"%PDF-1"
    for name, content in (("a.exe", b"MZ"), ("a.pdf", b"")):
        refused(
            "collect_evidence_refused",
            lambda name=name, content=content: services.attach_evidence(
                actors["zhao"], file_name=name, content=content, **where
            ),
        )
    stranger = Actor(0, "stranger", frozenset({"values.view"}))
    refused("collect_entry_unknown", lambda: selectors.evidence_file(stranger, key, today=TODAY))


def test_a_flow_says_what_is_wrong_with_it(actors: Actors, flow: str) -> None:
    start = NewNode("provide", "provider", 5)
    for nodes, fault in (
        ([NewNode("check", "owner", 5)], "first"),
        ([start] + [NewNode("check", "owner", 5)] * 5, "nodes"),
        ([start, NewNode("check", "person", 5, person="E99")], "person"),
    ):
        refusal = refused(
            "collect_flow_wrong",
            lambda nodes=nodes: services.set_flow(
                actors["admin"], code="g", name_zh="g", kpis=["visits"], nodes=nodes, now=OCTOBER
            ),
        )
        assert refusal.fields["fault"] == fault
    again = {"kpis": ["orders"], "nodes": [start], "now": OCTOBER}
    refusal = refused(
        "collect_flow_wrong",
        lambda: services.set_flow(actors["admin"], code="g", name_zh="g", **again),  # type: ignore[arg-type]
    )
    assert refusal.fields["flow"] == "sales"
    services.end_flow(actors["admin"], code="sales", now=OCTOBER)
    enter(actors, 120)
    assert in_force() == [Decimal(120)]


@pytest.mark.feature("N14")
def test_a_figure_entered_by_hand_says_so_and_how_late_it_came(actors: Actors) -> None:
    nodes = [NewNode("provide", "provider", 5), NewNode("approve", "unit_head", 9)]
    september = OCTOBER - timedelta(days=30)
    services.set_flow(actors["admin"], code="late", name_zh="迟报", kpis=["orders"], nodes=nodes, now=september)
    enter(actors, 120)
    ninth = OCTOBER + timedelta(days=6)
    EntryStep.objects.update(done_at=ninth)
    entries = versions(list(selectors.queue(actors["boss"], today=ninth.date())))
    services.approve_entries(actors["boss"], entries=entries, note="", now=ninth)
    (report,) = engine_io.submissions_for([row.id for row in calendar.periods(SYSTEM)]).values()
    Submission.objects.update(submitted_at=ninth)
    (fact,) = reports_behind([report.id]).values()
    assert (fact.is_file, fact.has_evidence, fact.submitted_by) == (False, False, report.submitted_by)
    # Due on 5 October, entered on the 9th.
    assert timeliness([], [fact], date(2026, 10, 20)).of_report(fact) == 4
