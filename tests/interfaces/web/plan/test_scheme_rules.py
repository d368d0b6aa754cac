"""Names and limits of a scheme on its page of rules: changed in force, and never over somebody else's change."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.plan import selectors, services
from tests.loop.plan.company import NOW, found_company, publish_kpi

pytestmark = pytest.mark.feature("S03")
RULES = {"default_card": "none", "freeze_days": "0", "duties": "warn", "waiver": "", "kpi_limit": "6"}


@pytest.fixture
def admin(db: None) -> Actor:
    found = found_company()["admin"]
    publish_kpi(found, "revenue")
    services.add_scheme(found, code="S", name_zh="方案", fiscal_year=2026)
    return found


def signed_in() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    client.post("/choose/language/", {"language": "zh-hans"})
    return client


def mark_in(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_a_draft_is_renamed_and_treats_missing_figures_otherwise(admin: Actor) -> None:
    client = signed_in()
    seen = mark_in(client.get("/schemes/S/rules/").content.decode())
    sent = {
        **RULES,
        "name_zh": "新方案",
        "name_en": "New",
        "missing_policy": "zero",
        "limit_blocks": "on",
        "seen": seen,
    }
    assert client.post("/schemes/S/rules/", sent).status_code == 302
    row = selectors.scheme(admin, "S")
    assert (row.name_zh, row.name_en, row.missing_policy, row.kpi_limit, row.limit_blocks) == (
        "新方案", "New", "zero", 6, True,
    )  # fmt: skip
    late = client.post("/schemes/S/rules/", {**sent, "name_zh": "又一个"}).content.decode()
    assert "考核方案S已被他人修改" in late and selectors.scheme(admin, "S").name_zh == "新方案"


def test_in_force_the_page_changes_the_name_and_says_why_the_policy_stays(admin: Actor) -> None:
    services.publish_scheme(admin, code="S", now=NOW)
    client = signed_in()
    page = client.get("/schemes/S/rules/").content.decode()
    assert "方案已生效，得分以此为依据" in page
    sent = {**RULES, "name_zh": "新方案", "missing_policy": "zero", "seen": mark_in(page)}
    assert client.post("/schemes/S/rules/", sent).status_code == 302
    row = selectors.scheme(admin, "S")
    assert (row.name_zh, row.kpi_limit, row.missing_policy) == ("新方案", 6, "renormalise")
