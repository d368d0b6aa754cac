"""The cards of a scheme: in pages, found by whose card it is or where the person works, each with its lines."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.interfaces.web.plan.cards import scheme_cards
from kpiloop.loop.measure import services as measure
from kpiloop.loop.plan import services
from tests.loop.plan.company import START, found_company, publish_kpi

pytestmark = pytest.mark.feature("S03")
#: Whose card, who answers for it, the weight of revenue, the weight of margin. East makes 90.
CARDS = (("EAST", "E2", 60, 30), ("WEST", "E4", 70, 30), ("E2", "E2", 50, 50), ("E3", "E3", 100, 0))


@pytest.fixture
def scheme(db: None) -> Actor:
    admin = found_company()["admin"]
    for code in ("revenue", "margin"):
        publish_kpi(admin, code)
    services.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026)
    for subject, owner, revenue, margin in CARDS:
        for kpi, weight in (("revenue", revenue), ("margin", margin)):
            services.assign(
                admin, scheme="S", kpi=kpi, subject=subject, owner=owner, weight=Decimal(weight), valid_from=START
            )
    return admin


def shown(query: str = "", name: str = "admin") -> tuple[list[str], str]:
    """Whose cards the page lists, in order, and the page."""
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.post("/choose/language/", {"language": "zh-hans"})
    answer = client.get(f"/schemes/S/?period=2026-10{query}")
    assert answer.status_code == 200
    page = answer.content.decode()
    return re.findall(r'<th scope="row">(\S+) <span class="chip">', page), page


def test_cards_are_found_by_name_number_unit_and_level(scheme: Actor) -> None:
    assert shown()[0] == ["华东区", "华西区", "王磊", "赵敏"], "the card that does not make 100 leads"
    assert shown("&q=e3")[0] == ["赵敏"]
    assert shown("&q=华东")[0] == ["华东区", "王磊", "赵敏"], "people are found by the unit they work in"
    assert shown("&level=person")[0] == ["王磊", "赵敏"]
    assert shown("&level=unit&q=华西")[0] == ["华西区"]
    nothing, page = shown("&q=没有")
    assert nothing == [] and "没有符合的考核卡" in page


def test_units_stand_from_the_top_of_the_organisation(scheme: Actor) -> None:
    publish_kpi(scheme, "morale")
    for kpi, subject, weight in (("revenue", "HQ", 100), ("morale", "EAST", 10)):
        services.assign(
            scheme, scheme="S", kpi=kpi, subject=subject, owner="E1", weight=Decimal(weight), valid_from=START
        )
    assert shown()[0] == ["集团", "华东区", "华西区", "王磊", "赵敏"]


def test_a_card_unfolds_to_its_lines_with_weight_and_owner(scheme: Actor) -> None:
    page = shown("&q=E3")[1]
    lines = re.findall(r'<li><span>(\S+) <span class="quiet">(\S+)</span></span><b class="num">(\S+)%</b>', page)
    assert lines == [("指标revenue", "赵敏", "100"), ("指标margin", "赵敏", "0")]


def test_many_cards_come_in_pages(scheme: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheme_cards, "SIZE", 3)
    first, page = shown()
    assert first == ["华东区", "华西区", "王磊"] and "page=2" in page
    assert shown("&page=2")[0] == shown("&page=99")[0] == ["赵敏"]
    assert re.findall(r"\d+", page.split("<h1>")[1].split("</h1>")[0]) == ["4", "1", "100"], (
        "the summary counts all cards"
    )


def signed_in() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    client.post("/choose/language/", {"language": "zh-hans"})
    return client


def said(address: str, pattern: str) -> int:
    """A figure a page states."""
    found = re.search(pattern, signed_in().get(address).content.decode())
    assert found, address
    return int(found[1])


def test_scheme_and_design_check_count_the_same_findings(scheme: Actor) -> None:
    """A formula in force is a source on both pages, and what was accepted is open on neither."""
    here, there = ("/schemes/S/", r"(\d+) 项发现"), ("/schemes/S/check/", r"(\d+) 项待处理")
    before = said(*here)
    assert before == said(*there) > 1
    warehouse.register_dataset(
        SYSTEM, code="sales", name_zh="销售",
        columns={"no": "text", "day": "date", "unit": "text", "amount": "decimal"},
        key_columns=["no"], date_columns=["day"], unit_column="unit",
    )  # fmt: skip
    measure.set_formula(scheme, kpi="revenue", text="sum(sales.amount)", valid_from=START)
    assert said(*here) == said(*there) < before
    page = signed_in().get("/schemes/S/check/").content.decode()
    key = re.findall(r'check/accept/[^>]*>.*?name="key" value="([^"]+)"', page)[0]
    left = said(*here)
    signed_in().post("/schemes/S/check/accept/", {"key": key, "reason": "如此决定"})
    assert said(*here) == said(*there) == left - 1


@pytest.mark.feature("N08")
def test_n_08_a_mended_finding_shows_every_value_as_it_was_and_as_it_is_once(scheme: Actor) -> None:
    """East makes 90: 30 and 60 of 90 are 33.3 and 66.7 of 100."""
    client = signed_in()
    page = client.get("/schemes/S/check/").content.decode()
    assert "改动内容" not in page
    key = next(key for key in re.findall(r'check/fix/[^>]*>.*?name="key" value="([^"]+)"', page) if "EAST" in key)
    assert client.post("/schemes/S/check/fix/", {"key": key}).status_code == 302
    told = client.get("/schemes/S/check/").content.decode()
    rows = re.findall(r"<tr>(.*?)</tr>", told.partition("改动内容")[2].partition("</section>")[0])
    cells = [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)] for row in rows[1:]]
    assert cells == [["华东区", "指标margin", "权重%", "30", "33"], ["华东区", "指标revenue", "权重%", "60", "67"]]
    assert "改动内容" not in client.get("/schemes/S/check/").content.decode()
