"""A list is taken back as a whole: places, newcomers and names; not what closed since, nor what others rest on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access import services as access
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.access.proposals.models import AccountProposal
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.models import Appointment, Person, Position, Subject, UnitEdge
from kpiloop.foundation.org.states import _pointing
from kpiloop.interfaces.wording.labels import has_label
from kpiloop.loop.collect import services
from kpiloop.loop.collect.roster.choices import SETTLED
from kpiloop.loop.collect.roster.rows import Terms
from kpiloop.loop.collect.rows import BatchRow
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.models import CardTemplate, PopulationRule
from kpiloop.loop.plan.rows import NewAssignment
from tests.loop.collect.conftest import ORDER_RECIPE, add_source, register_orders
from tests.loop.collect.roster.conftest import AS_IT_IS, Write
from tests.loop.plan.company import NOW, START, publish_kpi

TODAY = date(2026, 10, 20)
CHANGED = (AS_IT_IS[0], AS_IT_IS[1], "E3,赵敏敏,WEST,,E4,,2026-11-01,", "E9,新同事,东区,,王磊,,2026-10-26,")
Whole = tuple[list[tuple[object, ...]], list[tuple[object, ...]], list[tuple[object, ...]]]


def take(admin: Actor, source: str = "hr") -> BatchRow:
    seen = services.preview_roster(admin, source=source, on=TODAY)
    return services.apply_roster(admin, source=source, mark=seen.mark, on=TODAY, leaving=seen.leaving, now=NOW)


def whole() -> Whole:
    """Everything a list can change, without keys."""
    names = list(Subject.objects.order_by("code").values_list("code", "kind", "name_zh", "name_en"))
    fields = ("person__subject__code", "unit__subject__code", "position__subject__code", "line_manager__subject__code")
    places = Appointment.objects.values_list(*fields, "is_head", "valid_from", "valid_to")
    edges = UnitEdge.objects.values_list(
        "unit__subject__code", "parent__subject__code", "order", "valid_from", "valid_to"
    )
    return names, sorted(places, key=str), sorted(edges, key=str)


@pytest.mark.feature("S33")
def test_who_came_moved_left_and_was_renamed_stand_as_before(admin: Actor, people: Write) -> None:
    before = whole()
    people(*CHANGED)
    batch = take(admin)
    assert whole() != before
    undone = services.undo_load(admin, number=batch.number, reason="名单有误", now=NOW)
    assert (undone.state, whole()) == ("undone", before)
    assert not Person.objects.filter(subject__code="E9").exists()
    assert AuditEntry.objects.get(verb="undo", object_kind="load").reason == "名单有误"
    with pytest.raises(Refusal, match="load_not_undoable"):
        services.undo_load(admin, number=batch.number, reason="again", now=NOW)
    take(admin)  # the same list may be applied again
    assert Person.objects.filter(subject__code="E9").exists()


def test_units_that_came_moved_and_ended_stand_as_before(admin: Actor, units: Write) -> None:
    org.add_unit(SYSTEM, code="OLD", name_zh="旧部", parent="HQ", valid_from=START)
    before = whole()
    units("HQ,集团,,,", "EAST,东方区,HQ,,", "WEST,华西区,EAST,2026-11-01,", "NEW,新部,EAST,2026-11-01,")
    batch = take(admin, "hr-units")
    assert whole() != before
    services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert whole() == before


def test_levels_and_new_positions_are_taken_back(admin: Actor, home: Path) -> None:
    org.add_position(SYSTEM, code="P1", name_zh="销售", unit="EAST", level="P4")
    services.add_source(
        admin, code="seats", kind="csv", name_zh="岗位", location="seats.csv", dataset="organisation.positions"
    )
    services.confirm_mapping(
        admin, source="seats", recipe={"columns": {"code": "编码", "name_zh": "名称", "unit": "部门", "level": "职级"}}
    )
    lines = ["编码,名称,部门,职级", "P1,销售,EAST,P6", "P2,客服,WEST,P3"]
    (home / "seats.csv").write_text("\n".join(lines), encoding="utf-8")
    batch = take(admin, "seats")
    services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert list(Position.objects.values_list("subject__code", "level")) == [("P1", "P4")]


def test_whoever_changed_since_keeps_the_list_standing(admin: Actor, people: Write) -> None:
    people(*CHANGED)
    batch = take(admin)
    org.rename_subject(admin, code="E9", name_zh="改了名")
    before = whole()
    with pytest.raises(Refusal, match="org_state_moved") as refused:
        services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert (refused.value.fields["who"], whole()) == ("E9", before)


@pytest.mark.parametrize("rests", ["plan_assignment", "access_user"])
def test_what_rests_on_a_newcomer_is_named(admin: Actor, people: Write, rests: str) -> None:
    people(*CHANGED)
    batch = take(admin)
    if rests == "plan_assignment":
        publish_kpi(admin, "revenue")
        plan.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026)
        plan.assign_many(admin, scheme="S", assignments=[NewAssignment("revenue", "E9", "E9", 100, TODAY)])  # type: ignore[arg-type]
    else:
        access.create_account(SYSTEM, username="new", password="correct-horse-9", on=START)
        org.link_account(admin, person="E9", username="new")
    with pytest.raises(Refusal, match="org_state_used") as refused:
        services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert refused.value.fields == {"who": "E9", "used_by": rests}


def test_terms_and_templates_that_name_a_newcomer_keep_the_list_standing(admin: Actor, units: Write) -> None:
    units("HQ,集团,,,", "EAST,华东区,HQ,,", "WEST,华西区,HQ,,", "NEW,新部,EAST,2026-11-01,")
    batch = take(admin, "hr-units")
    services.set_roster_terms(admin, source="hr", terms=Terms(within="NEW"), now=NOW)
    with pytest.raises(Refusal, match="org_state_used") as refused:
        services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert refused.value.fields == {"who": "NEW", "used_by": "collect_roster_rule"}
    services.set_roster_terms(admin, source="hr", terms=Terms(), now=NOW)
    template = CardTemplate.objects.create(code="T", scheme_code="S", name_zh="员工卡")
    PopulationRule.objects.create(template=template, units=["NEW"])
    with pytest.raises(Refusal, match="org_state_used") as refused:
        services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert refused.value.fields == {"who": "NEW", "used_by": "plan_card_template"}
    template.delete()
    services.undo_load(admin, number=batch.number, reason="误", now=NOW)


def test_facts_that_name_a_newcomer_keep_the_list_standing(admin: Actor, people: Write, home: Path) -> None:
    register_orders.__wrapped__(admin)  # type: ignore[attr-defined]  # beside the lists, so not as it is kept
    source = add_source(admin, kind="csv", location="orders.csv", recipe=ORDER_RECIPE)
    people(*CHANGED)
    batch = take(admin)
    lines = ["单号,日期,部门,工号,金额,件数", "A1,2026-10-27,EAST,E9,10,1"]
    (home / "orders.csv").write_text("\n".join(lines), encoding="utf-8")
    later = services.load(admin, source=source, now=NOW)
    with pytest.raises(Refusal, match="roster_facts_rest") as refused:
        services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert refused.value.fields == {"who": "E9", "dataset": "orders"}
    services.undo_load(admin, number=later.number, reason="误", now=NOW)
    services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert not Person.objects.filter(subject__code="E9").exists()


def test_a_month_that_closed_since_does_not_change(admin: Actor, people: Write) -> None:
    people(*CHANGED)
    batch = take(admin)
    for month in range(1, 11):
        calendar.set_state(SYSTEM, code=f"2026-{month:02d}", state="closed", revision=1, now=NOW)
    before = whole()
    with pytest.raises(Refusal, match="period_closed") as refused:
        services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert (refused.value.fields["period"], whole()) == ("2026-10", before)


def test_accounts_follow(admin: Actor, people: Write) -> None:
    access.create_account(SYSTEM, username="ops", password="correct-horse-9", roles=["system_admin"], on=START)
    ops = access.actor_named("ops", on=TODAY)
    services.set_roster_terms(ops, source="hr", terms=Terms(most_leaving=50, accounts=SETTLED), now=NOW)
    people(*AS_IT_IS[:2], AS_IT_IS[3])
    batch = take(admin)
    assert not User.objects.get(username="zhao").is_active
    services.undo_load(admin, number=batch.number, reason="误", now=NOW)
    assert User.objects.get(username="zhao").is_active
    assert set(AccountProposal.objects.values_list("kind", "state")) == {("close", "done"), ("reopen", "done")}


def test_only_who_keeps_the_organisation_takes_a_list_back(admin: Actor, people: Write) -> None:
    people(*CHANGED)
    batch = take(admin)
    loader = Actor(user_id=None, username="loader", permissions=frozenset({"loads.run"}))
    with pytest.raises(Refusal, match="permission_denied"):
        services.undo_load(loader, number=batch.number, reason="误", now=NOW)


def test_whatever_can_rest_on_somebody_has_a_word() -> None:
    tables = {table._meta.db_table for model in (Subject, Person, Position, UnitEdge) for table, _ in _pointing(model)}
    assert len(tables) > 20
    assert [table for table in sorted(tables) if not has_label(f"used_by.{table}")] == []
