"""Strategy map, initiatives, and OKRs beside KPIs: check-ins are kept and nothing of it is scored (P36)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.plan import selectors, services
from tests.loop.plan.company import NOW, publish_kpi

TODAY = date(2026, 10, 20)


@pytest.fixture
def planned(actors: dict[str, Actor]) -> dict[str, Actor]:
    admin = actors["admin"]
    for code, name, perspective in (("profit", "利润", "financial"), ("skill", "技能", "learning")):
        services.add_objective(admin, code=code, name_zh=name, perspective=perspective, fiscal_year=2026)
    publish_kpi(admin, "revenue")
    return actors


@pytest.mark.feature("P36")
def test_the_map_shows_hypotheses_dashed_and_initiatives_with_budget_and_risk(planned: dict[str, Actor]) -> None:
    admin = planned["admin"]
    services.link_objectives(admin, cause="skill", effect="profit", note="熟手少返工")
    services.save_initiative(
        admin,
        code="school",
        name_zh="内训学院",
        objective="skill",
        owner="E2",
        kpi="revenue",
        budget=Decimal(200000),
        spent=Decimal(50000),
        risk="high",
        risk_note="讲师不足",
        state="running",
    )
    boss = Client()
    boss.force_login(User.objects.get(username="boss"))
    page = boss.get("/strategy/?year=2026").content.decode()
    assert 'class="link guessed"' in page and "技能 → 利润" in page
    assert "内训学院" in page and "200,000" in page and "25%" in page and "讲师不足" in page
    services.link_objectives(admin, cause="skill", effect="profit", is_hypothesis=False)
    assert 'class="link guessed"' not in boss.get("/strategy/?year=2026").content.decode()
    with pytest.raises(Refusal) as refused:
        services.link_objectives(admin, cause="skill", effect="skill")
    assert refused.value.code == "objective_link_to_itself"


def test_a_key_result_is_checked_in_by_its_owner_and_keeps_every_check_in(planned: dict[str, Actor]) -> None:
    admin, wang = planned["admin"], planned["wang"]
    services.add_key_result(
        admin, objective="skill", code="kr1", name="返工率降到 2", owner="E2", start=Decimal(6), target=Decimal(2)
    )
    for day, value, confidence in ((1, "5", 4), (15, "3", 7)):
        services.check_in(
            wang, code="kr1", value=Decimal(value), confidence=confidence, on=date(2026, 10, day), now=NOW
        )
    held = selectors.key_results(planned["zhao"], fiscal_year=2026)[0]
    assert [(made.value, made.confidence) for made in held.check_ins] == [(Decimal(3), 7), (Decimal(5), 4)]
    assert held.progress == Decimal("0.75")  # 6 to 3 of 6 to 2
    for who, confidence, code in (("zhao", 5, "not_found"), ("wang", 11, "confidence_outside")):
        with pytest.raises(Refusal) as refused:
            services.check_in(planned[who], code="kr1", value=Decimal(2), confidence=confidence, on=TODAY, now=NOW)
        assert refused.value.code == code
    assert selectors.assignments(admin, on=TODAY) == []  # nothing of it stands on a card


def _undertake(admin: Actor) -> None:
    services.link_objectives(admin, cause="skill", effect="profit")
    services.save_initiative(
        admin, code="school", name_zh="内训学院", objective="skill", owner="E2", budget=Decimal(200000), risk="high",
        risk_note="讲师不足", state="running", ends_on=date(2026, 12, 31),
    )  # fmt: skip


def test_a_link_is_removed_by_page_and_only_by_who_may(planned: dict[str, Actor]) -> None:
    _undertake(planned["admin"])
    boss, admin = Client(), Client()
    boss.force_login(User.objects.get(username="boss"))
    admin.force_login(User.objects.get(username="admin"))
    sent = {"cause": "skill", "effect": "profit", "year": "2026"}
    assert boss.post("/strategy/unlink/", sent).status_code == 404
    assert "/strategy/unlink/" not in boss.get("/strategy/?year=2026").content.decode()
    assert "/strategy/unlink/" in admin.get("/strategy/?year=2026").content.decode()
    assert admin.post("/strategy/unlink/", sent).status_code == 302
    assert selectors.objective_links(planned["boss"], fiscal_year=2026) == ()


@pytest.mark.feature("P36")
def test_an_initiative_is_changed_where_it_stands(planned: dict[str, Actor]) -> None:
    _undertake(planned["admin"])
    User.objects.filter(username="admin").update(language="en")
    admin = Client()
    admin.force_login(User.objects.get(username="admin"))
    address = "/strategy/initiative/?code=school&year=2026"
    form = admin.get(address).content.decode()
    assert 'value="200000"' in form and "讲师不足" in form and 'value="2026-12-31"' in form
    sent = {
        "name_zh": "内训学院", "name_en": "Own school", "objective": "skill", "owner": "E3", "budget": "250000",
        "spent": "80000", "risk": "medium", "risk_note": "", "state": "done", "ends_on": "2027-03-31", "kpi": "",
    }  # fmt: skip
    # Without the mark of the page it would be a new one of a code that is taken.
    assert admin.post("/strategy/initiative/?year=2026", {**sent, "code": "school"}).status_code == 409
    (held,) = selectors.initiatives(planned["boss"], fiscal_year=2026)
    assert (held.state, held.budget) == ("running", 200000)
    sent["seen"] = held.mark
    assert admin.post(address, sent).status_code == 302
    (row,) = selectors.initiatives(planned["boss"], fiscal_year=2026)
    assert (row.code, row.name_en, row.owner.code, row.budget, row.spent) == (
        "school",
        "Own school",
        "E3",
        250000,
        80000,
    )
    assert (row.risk, row.risk_note, row.state, row.ends_on) == ("medium", "", "done", date(2027, 3, 31))
