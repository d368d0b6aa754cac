"""The trading company with everything an address can name: once below EAST, once in WEST."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.rows import NewAccount
from kpiloop.foundation.calendar.models import Period
from kpiloop.foundation.jobs.services import enqueue
from kpiloop.foundation.org import services as org
from kpiloop.foundation.warehouse import files, store
from kpiloop.loop.analyse import services as analyse
from kpiloop.loop.collect import services as collect
from kpiloop.loop.improve import services as improve
from kpiloop.loop.improve.ladders.rungs import Rung
from kpiloop.loop.improve.models import ImprovementPlan, Rectification
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.models import Value
from kpiloop.loop.plan import services as plan_services
from kpiloop.loop.plan.cards.rows import NewTemplate, Population, TemplateLine
from kpiloop.loop.review import services as review
from kpiloop.loop.reward import services as reward
from kpiloop.loop.reward.models import BonusLine, Interview, PayFile, ScoreSheet
from kpiloop.loop.track import services as track
from kpiloop.loop.track.models import Alert
from kpiloop.loop.track.rules.rows import NewAlertRule
from tests.loop import company
from tests.loop.reward import company as scored

MONTH = "2026-10"
STARTS = datetime(2026, 11, 6, 1, 30, tzinfo=UTC)
#: Two sides of every address: what the head of EAST and the person in SH may know, and what they may not.
OWN, OTHER = "own", "other"
UNITS = {OWN: "EAST", OTHER: "WEST"}
PEOPLE = {OWN: "E3", OTHER: "E4"}
SUBJECTS = {OWN: "E3", OTHER: "WEST"}
#: What both sides talk about.
COLLECTION = {
    "name_zh": "回款率",
    "direction": "higher",
    "time_kind": "ratio",
    "measurement_unit": "percent",
    "achievement_method": "ratio",
    "green_from": "1",
    "amber_from": "0.9",
    "valid_from": "2026-01-01",
}
ACCOUNTS = {OWN: "wang", OTHER: "chen"}

Samples = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def samples(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Samples]:
    """Keys of everything by side; rolled back after the file."""
    home = tmp_path_factory.mktemp("home")
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(HOME=home),
        transaction.atomic(),
    ):
        actors = company.found_company()
        company.publish_plan_and_facts()
        org.add_position(SYSTEM, code="REP", name_zh="销售代表", unit="EAST")
        org.add_tree(SYSTEM, code="area", name_zh="区域", name_en="Territories")
        plan_services.add_objective(SYSTEM, code="GROW", name_zh="做大规模", perspective="customer", fiscal_year=2026)
        pace = NewAlertRule("pace", "华西落后", "behind_pace", unit="WEST", who="named", person="E4")
        track.set_alert_rule(SYSTEM, rule=pace, now=company.NOW)
        improve.set_rung(SYSTEM, rung=Rung("talk", "unit", "talk", 2), now=company.NOW)
        track.assess(SYSTEM, first="2026-05", last=MONTH, now=company.NOW)
        scored.add_mover()
        _further_people()
        yield {side: _things(side, actors, home) for side in (OWN, OTHER)}
        transaction.set_rollback(True)
        store.close_stores()
        files.forget_checks()


def _further_people() -> None:
    """Who watches and who runs the installation, over the whole company."""
    roles = {"audit": "auditor", "ops": "system_admin"}
    accounts = [NewAccount(name, "correct-horse-9", (role,)) for name, role in roles.items()]
    access.create_accounts(SYSTEM, accounts=accounts, on=company.START)
    for name in ("audit", "ops"):
        org.grant_scope(SYSTEM, username=name, kind="company", valid_from=company.START)


def _things(side: str, actors: dict[str, Actor], home: Path) -> dict[str, object]:
    person, subject = PEOPLE[side], SUBJECTS[side]
    line = company.assignment_id("revenue", subject)
    month = Period.objects.get(code=MONTH)
    text = f"{subject} 降价"
    cause = analyse.write_cause(actors["admin"], assignment_id=line, period_code=MONTH, kind="price", text=text)
    if side == OWN:
        review.prepare_meeting(actors["boss"], period_code=MONTH, starts_at=STARTS, chair="E1", place="三楼")
        cycle = scored.scored_cycle(actors)
        plan = reward.prepare_bonus(actors["admin"], cycle_id=cycle, pool=Decimal(120000), pool_document="D-1")
        reward.publish_cycle(actors["admin"], cycle_id=cycle, now=company.NOW)
        assert plan.run_id is not None
        reward.apply_bonus(actors["boss"], run_id=plan.run_id, now=company.NOW)
        reward.make_pay_file(actors["boss"], run_id=plan.run_id, now=company.NOW)
        _source(actors["admin"], home)
        lines = (TemplateLine("revenue", Decimal(100)),)
        many = NewTemplate("many", "S26", "通用", lines, (Population(people=("E4",)),))
        plan_services.save_template(actors["admin"], template=many)
    action = review.add_action(
        actors["admin"],
        title=f"{subject} 行动",
        assignment_id=line,
        period_code=MONTH,
        owner=person,
        due_on=date(2026, 11, 30),
        expected_effect=Decimal(10),
        effect_period="2026-12",
    )
    subject_key = scored.subject_id(subject)
    person_key = scored.subject_id(person)
    current = Value.objects.filter(period=month, window="month", is_current=True)
    value = current.get(subject_id=subject_key, kpi__code="revenue")
    sheet = ScoreSheet.objects.get(subject_id=person_key, is_current=True)
    rectification = Rectification.objects.create(
        assignment_id=line,
        first_period=month,
        last_period=month,
        misses=3,
        responsible_id=person_key,
        due_on=date(2026, 12, 1),
        opened_by="system",
    )
    improvement = ImprovementPlan.objects.create(
        person_id=person_key,
        assignment_id=line,
        first_period=month,
        last_period=month,
        misses=3,
        proposed_by="system",
    )
    proposal = improve.propose_change(
        actors["admin"], assignment_id=line, period_code="2026-12", new_target=Decimal(90), reason="二月起少一家客户"
    )
    talk = plan_services.propose_kpi(
        actors["admin"], kpi=f"new_{side}", subject=subject, content=COLLECTION, now=company.NOW
    )
    where = {"kpi": "revenue", "subject": subject, "period": MONTH, "now": company.NOW}
    file = collect.attach_evidence(actors["admin"], file_name="a.txt", content=subject.encode(), **where)  # type: ignore[arg-type]
    asked = measure.propose_override(
        actors["admin"], kpi="revenue", subject=subject, period=MONTH, figure=Decimal(1), reason="核对",
        valid_until=date(2100, 1, 1), now=company.NOW,
    )  # fmt: skip
    return {
        "override_id": asked,
        "subject": subject,
        "evidence_id": file,
        "negotiation_id": talk,
        "assignment_id": line,
        "period_code": MONTH,
        "cause_id": cause,
        "action_id": action,
        "cycle_id": sheet.cycle_id,
        "person_id": person_key,
        "sheet_id": sheet.pk,
        "bonus_line_id": BonusLine.objects.get(person_id=person_key).pk,
        "bonus_run_id": BonusLine.objects.get(person_id=person_key).run_id,
        "pay_file_id": PayFile.objects.get().pk,
        "value_id": value.pk,
        "rectification_id": rectification.pk,
        "step": "aim",
        "plan_id": improvement.pk,
        "proposal_id": proposal,
        "alert_id": Alert.objects.filter(assignment__subject__code=SUBJECTS[side]).first().pk,
        "interview_id": Interview.objects.get(person_id=person_key).pk,
        "run_id": enqueue(actors[ACCOUNTS[side]], kind="measure.compute", key=f"probe-{side}", arguments={}).id,
        "token_id": 1,
        "username": ACCOUNTS[side],
        "unit": UNITS[side],
        "template": "many",
        "number": person,
    }


def _source(admin: Actor, home: Path) -> None:
    path = home / "orders.csv"
    path.write_text("no,on,unit,net\nA1,2026-10-20,EAST,10\nA2,2026-10-20,NOWHERE,5\n", encoding="utf-8")
    collect.add_source(admin, code="erp", kind="csv", name_zh="ERP", location=str(path), dataset="orders")
    columns = {name: name for name in ("no", "on", "unit", "net")}
    collect.confirm_mapping(admin, source="erp", recipe={"columns": columns})
    collect.load(admin, source="erp", now=company.NOW)
