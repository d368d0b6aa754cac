"""The library as a page: browsed, searched, adopted with one click, and the formula suggested."""

from __future__ import annotations

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.plan import selectors
from tests.loop.plan.company import found_company

pytestmark = pytest.mark.feature("S05")


@pytest.fixture
def actors(db: None) -> dict[str, Actor]:
    return found_company()


def client_of(name: str, language: str = "zh-hans") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.post("/choose/language/", {"language": language})
    return client


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_click_adopts_and_the_formula_waits_in_the_editor(actors: dict[str, Actor]) -> None:
    admin = client_of("admin")
    answer = admin.post("/kpis/library/on_time_delivery/adopt/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/kpis/on_time_delivery/definition/")
    assert selectors.kpi(actors["admin"], "on_time_delivery").state == "draft"
    editor = text_of(admin, "/kpis/on_time_delivery/formula/")
    assert "count(deliveries) where deliveries.on_time / count(deliveries)" in editor
    assert "平均交付周期" in text_of(admin, "/kpis/on_time_delivery/definition/")  # its counter-KPI
    assert "已在字典" in text_of(admin, "/kpis/library/?field=operations")


@pytest.mark.parametrize(
    ("language", "name", "pitfall"), [("zh-hans", "报废率", "留到下月再报废"), ("en", "Scrap rate", "Scrap kept")]
)
def test_the_library_reads_in_both_languages(actors: dict[str, Actor], language: str, name: str, pitfall: str) -> None:
    page = text_of(client_of("boss", language), "/kpis/library/?field=manufacturing")
    assert name in page and pitfall in page
    assert ("净利润" in page, "Net profit" in page) == (False, False)  # other fields stay away


def test_a_search_looks_through_all_fields(actors: dict[str, Actor]) -> None:
    page = text_of(client_of("boss"), "/kpis/library/?q=NPS")
    assert "净推荐值" in page and "营业收入" not in page


def test_who_may_not_edit_reads_and_adopts_nothing(actors: dict[str, Actor]) -> None:
    staff = client_of("zhao")
    assert "采用</button>" not in text_of(staff, "/kpis/library/")
    assert staff.post("/kpis/library/revenue/adopt/").status_code == 404
