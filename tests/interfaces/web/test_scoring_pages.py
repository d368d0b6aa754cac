"""Scoring and pay through the pages: rules set, an event by two people, a veto lifted, a gate on the statement."""

from __future__ import annotations

import re

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.reward import selectors, services
from tests.interfaces.web.test_review_pages import Ask, actors, ask, built_company
from tests.loop.reward import company as scored
from tests.loop.reward.test_bonus import released

__all__ = ["actors", "ask", "built_company"]
VETO = {
    "code": "ACCIDENT", "name_zh": "安全事故", "name_en": "Accident", "cards": "all", "reads": "event",
    "comparison": "at_least", "scope": "total", "most": "0", "lifted_by": "bonus.approve",
}  # fmt: skip
GATE = {
    "code": "PROFIT", "name_zh": "利润闸口", "reads": "achievement", "kpi": "profit", "subject": "HQ",
    "comparison": "below", "limit": "1", "most": "1",
}  # fmt: skip
EVENT = {
    "rule": "ACCIDENT", "subject": "WEST", "happened_on": "2026-08-20", "count": "1", "text": "叉车事故",
    "evidence": "AQ-7",
}  # fmt: skip


@pytest.mark.feature("SC-03")
def test_sc_03_rules_events_and_lifts_through_the_pages(actors: dict[str, Actor], ask: Ask) -> None:
    scored.add_mover()
    cycle = scored.scored_cycle(actors)
    for kind, sent in (("veto", VETO), ("gate", GATE)):
        assert ask("admin", f"/schemes/S26/scoring/new/{kind}/", sent).status_code == 302
    assert "利润闸口".encode() in ask("zhao", "/schemes/S26/scoring/").content
    wrong = ask("admin", "/schemes/S26/scoring/rules/PROFIT/", {**GATE, "limit": ""})
    assert wrong.status_code == 422
    assert ask("admin", "/schemes/S26/scoring/kpis/revenue/", {"method": "linear", "cap": "120", "missing": "zero"})
    assert ask("admin", "/schemes/S26/scoring/kpis/revenue/").status_code == 200
    rule = next(row for row in selectors.scoring_rules(actors["admin"], scheme="S26") if row.kpi_code == "revenue")
    assert rule.parameters == {"cap": "120", "missing": "zero"}
    ask("admin", "/schemes/S26/scoring/kpis/revenue/", {"method": "interpolation", "table": "0.8 60\n1 100\n1.2 120"})
    table = {"table": "S 95 1.5\nA 90 1.2\nB 80 1\nC 70 0.8\nD 0 0.5"}
    assert ask("admin", "/schemes/S26/scoring/grades/", table).status_code == 302
    terms = {"ties": "dense", "distribution": "guideline", "shares": "S 20 B 80", "wording": "at_most", "cap": "110"}
    assert ask("admin", "/schemes/S26/scoring/terms/", terms).status_code == 302
    pay = {"individual_from": "grade", "uses_unit_factor": "on", "uses_company_factor": "on", "pool_method": "cap"}
    (held,) = re.findall(r'name="seen" value="(\d+)"', ask("boss", "/schemes/S26/scoring/pay/").content.decode())
    assert ask("boss", "/schemes/S26/scoring/pay/", {**pay, "factor_cap": "1.4", "seen": held}).status_code == 302
    late = ask("admin", "/schemes/S26/design/pay/", {**pay, "factor_cap": "1.2", "seen": held})
    assert late.status_code == 409 and "1.4" in late.content.decode()
    assert ask("boss", "/schemes/S26/scoring/pay/", pay).status_code == 302
    for who, form in (("admin", "terms"), ("boss", "pay")):  # each says the way to it
        page = ask(who, f"/schemes/S26/scoring/{form}/").content.decode()
        here = page[page.index('class="crumbs"') : page.index("<h1>")]
        assert [here.count(f'href="/schemes/{at}') for at in ("?", "S26/?", "S26/scoring/?")] == [1, 1, 1], here

    assert ask("admin", f"/reviews/{cycle}/events/new/", {**EVENT, "evidence": ""}).status_code == 422
    assert ask("admin", f"/reviews/{cycle}/events/new/", EVENT).status_code == 302
    key = selectors.adjustment_events(actors["admin"], scheme="S26", start=scored.company.START, end=scored.NOW.date())
    decide = f"/reviews/{cycle}/events/{key[0].id}/"
    assert ask("admin", decide, {"approves": "yes"}).status_code == 422  # who recorded it does not approve it
    assert ask("boss", decide, {"approves": "yes"}).status_code == 302
    services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    west = {"cycle_id": cycle, "subject_id": scored.subject_id("WEST")}
    sheet = selectors.sheet(actors["admin"], **west)
    shown = ask("admin", f"/sheets/{sheet.id}/").content.decode()
    assert (
        sheet.total == 0 and "安全事故" in shown and "AQ-7" in shown and f"/sheets/{sheet.id}/lift/ACCIDENT/" in shown
    )
    assert ask("admin", f"/sheets/{sheet.id}/lift/ACCIDENT/", {"reason": "责任在承包商"}).status_code == 302
    lift = selectors.veto_lifts(actors["boss"], cycle_id=cycle)[0]
    assert "责任在承包商" in ask("boss", f"/reviews/{cycle}/beside/").content.decode()
    assert ask("boss", f"/reviews/{cycle}/lifts/{lift.id}/", {"approves": "no"}).status_code == 422  # without a reason
    assert ask("boss", f"/reviews/{cycle}/lifts/{lift.id}/", {"approves": "yes"}).status_code == 302
    services.score_cycle(actors["admin"], cycle_id=cycle, now=scored.NOW, waiver="trial")
    sheet = selectors.sheet(actors["admin"], **west)
    assert sheet.total == 100 and "责任在承包商" in ask("admin", f"/sheets/{sheet.id}/").content.decode()

    released(actors, cycle)
    statement = ask("lin", f"/statements/{cycle}/{scored.subject_id('E6')}/").content.decode()
    assert "利润闸口" in statement and "起决定作用" in statement and "1.0000" in statement
    run = selectors.runs(actors["admin"], cycle_id=cycle)[0]
    line = next(row for row in selectors.bonus_lines(actors["admin"], run_id=run.id) if row.person.code == "E6")
    assert (line.binding, line.payout_factor) == ("PROFIT", 1)
    ended = ask("admin", "/schemes/S26/scoring/rules/PROFIT/end/", {"reason": "取消"})
    assert ended.status_code == 302 and len(selectors.adjustments(actors["admin"], scheme="S26")) == 1
