"""A KPI made together: proposed by a unit, countered, agreed, approved by a role, published (S24)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.notify.models import Notice
from kpiloop.loop.plan import selectors, services
from tests.loop.plan.company import NOW, START, publish_kpi

TODAY = date(2026, 10, 20)
OFFER = {
    "name_zh": "提升回款",
    "direction": "higher",
    "time_kind": "ratio",
    "measurement_unit": "percent",
    "achievement_method": "ratio",
    "green_from": Decimal(1),
    "amber_from": Decimal("0.9"),
    "valid_from": START,
}


def refused(call: object, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        call()  # type: ignore[operator]
    assert caught.value.code == code


@pytest.mark.feature("S24")
def test_a_unit_proposes_the_company_counters_and_a_role_approves(actors: dict[str, Actor]) -> None:
    wang, admin, boss = actors["wang"], actors["admin"], actors["boss"]
    key = services.propose_kpi(wang, kpi="cash_in", subject="EAST", content=OFFER, note="我们做得到", now=NOW)
    first = selectors.negotiation(admin, key, on=TODAY)
    assert {flaw.code for flaw in first.flaws} >= {"name_vague", "source_missing", "counter_missing"}
    refused(lambda: services.accept_offer(wang, negotiation_id=key, now=NOW), "negotiation_not_your_turn")

    services.offer_again(
        admin, negotiation_id=key, content={"name_zh": "回款率", "source": "ERP", "purpose": "现金"}, now=NOW
    )
    services.accept_offer(wang, negotiation_id=key, now=NOW)
    refused(lambda: services.publish_agreement(admin, negotiation_id=key, now=NOW), "negotiation_not_your_turn")
    refused(
        lambda: services.approve_agreement(admin, negotiation_id=key, approve=True, now=NOW),
        "negotiation_not_your_turn",
    )
    assert services.approve_agreement(boss, negotiation_id=key, approve=True, now=NOW) == "approved"
    assert services.publish_agreement(admin, negotiation_id=key, now=NOW) == 1

    held = selectors.negotiation(wang, key, on=TODAY)
    assert [(step.kind, step.side) for step in held.steps] == [
        ("offer", "unit"), ("offer", "admin"), ("accept", "unit"), ("approve", "admin"), ("publish", "admin"),
    ]  # fmt: skip
    assert held.steps[0].content["name_zh"] == "提升回款"  # the first offer stays as it was made
    assert held.steps[1].changed == ("name_zh", "purpose", "source")
    published = selectors.definitions(wang, "cash_in")[0]
    assert (published.kpi.name_zh, published.source, published.kpi.state) == ("回款率", "ERP", "published")
    told = set(Notice.objects.filter(code="negotiation_moved").values_list("user__username", flat=True))
    assert {"wang", "admin", "boss"} <= told


@pytest.mark.feature("S24")
def test_given_back_it_is_open_again_and_a_target_is_settled_alike(actors: dict[str, Actor]) -> None:
    wang, admin, boss = actors["wang"], actors["admin"], actors["boss"]
    publish_kpi(admin, "revenue")
    services.add_scheme(admin, code="S26", name_zh="方案", fiscal_year=2026)
    line = services.assign(
        admin, scheme="S26", kpi="revenue", subject="EAST", owner="E2", weight=Decimal(100), valid_from=START
    )
    key = services.propose_kpi(
        wang, kpi="revenue", subject="EAST", scheme="S26", content={"annual": Decimal(1000)}, now=NOW
    )
    services.accept_offer(admin, negotiation_id=key, now=NOW)
    refused(lambda: services.approve_agreement(boss, negotiation_id=key, approve=False, now=NOW), "reason_missing")
    services.approve_agreement(boss, negotiation_id=key, approve=False, note="太低", now=NOW)
    services.offer_again(wang, negotiation_id=key, content={"annual": Decimal(1200)}, now=NOW)
    services.accept_offer(admin, negotiation_id=key, now=NOW)
    services.approve_agreement(boss, negotiation_id=key, approve=True, now=NOW)
    services.publish_agreement(admin, negotiation_id=key, now=NOW)
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    held = selectors.targets(admin, assignment_ids=[line], period_codes=months)
    assert sum(row.target or 0 for row in held.values()) == 1200


def test_nobody_proposes_for_a_unit_out_of_sight(actors: dict[str, Actor]) -> None:
    refused(lambda: services.propose_kpi(actors["wang"], kpi="x", subject="WEST", content=OFFER, now=NOW), "not_found")
    refused(
        lambda: services.propose_kpi(actors["wang"], kpi="x", subject="EAST", content={"colour": "red"}, now=NOW),
        "offer_unclear",
    )


def test_every_offer_is_read_and_answered_on_its_page(actors: dict[str, Actor]) -> None:
    key = services.propose_kpi(actors["wang"], kpi="cash_in", subject="EAST", content=OFFER, now=NOW)
    admin = Client()
    admin.force_login(User.objects.get(username="admin"))
    assert "提升回款" in admin.get("/negotiations/").content.decode()
    form = admin.get(f"/negotiations/{key}/offer/").content.decode()
    assert 'value="提升回款"' in form
    assert admin.post(f"/negotiations/{key}/step/", {"step": "accept"}).status_code == 302
    page = admin.get(f"/negotiations/{key}/").content.decode()
    assert "等待审批" in page or "待审批" in page
    assert selectors.negotiation(actors["admin"], key, on=TODAY).state == "agreed"
