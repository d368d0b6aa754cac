"""Templates on pages and by command: written, previewed, generated, generated again."""

from __future__ import annotations

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.models import Assignment
from tests.loop.plan.company import found_company, publish_kpi

pytestmark = pytest.mark.feature("P14")
ON = "?period=2026-10&on=2026-01-01"
FORM = {
    "code": "sales",
    "name_zh": "销售岗",
    "kind": "person",
    "units": "EAST，WEST",
    "heads": "without",
    "owner_rule": "self",
    "provider_rule": "none",
    "kpi_1": "revenue",
    "weight_1": "60",
    "basis_1": "none",
    "kpi_2": "margin",
    "weight_2": "40",
    "basis_2": "none",
}


@pytest.fixture
def client(db: None) -> Client:
    admin: Actor = found_company()["admin"]
    for code in ("revenue", "margin"):
        publish_kpi(admin, code)
    services.add_scheme(admin, code="S", name_zh="方案", fiscal_year=2026)
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    client.post("/choose/language/", {"language": "zh-hans"})
    return client


def test_a_template_is_written_previewed_and_generated(client: Client) -> None:
    off = client.post(f"/schemes/S/templates/new/{ON}", FORM | {"weight_2": "39"})
    assert off.status_code == 422
    assert "合计为99" in off.content.decode()
    assert client.post(f"/schemes/S/templates/new/{ON}", FORM).status_code == 302
    preview = client.get(f"/schemes/S/templates/sales/{ON}").content.decode()
    assert "赵敏" in preview
    assert "王磊" not in preview.partition("<main")[2]  # the head keeps the card of the unit
    assert Assignment.objects.count() == 0
    assert client.post(f"/schemes/S/templates/sales/generate/{ON}").status_code == 302
    assert sorted(Assignment.objects.values_list("subject__code", "kpi__code", "weight")) == [
        ("E3", "margin", 40),
        ("E3", "revenue", 60),
    ]
    again = client.get(f"/schemes/S/templates/sales/{ON}").content.decode()
    assert "没有需要变更的" in again
    assert "sales" in client.get("/schemes/S/templates/?period=2026-10").content.decode()


def test_the_form_shows_what_stands_and_removing_keeps_the_cards(client: Client) -> None:
    client.post(f"/schemes/S/templates/new/{ON}", FORM)
    client.post(f"/schemes/S/templates/sales/generate/{ON}")
    page = client.get(f"/schemes/S/templates/sales/edit/{ON}").content.decode()
    assert 'value="EAST, WEST"' in page
    assert client.post(f"/schemes/S/templates/sales/remove/{ON}").status_code == 302
    assert set(Assignment.objects.values_list("template", flat=True)) == {None}
    assert client.get(f"/schemes/S/templates/sales/{ON}").status_code == 422


def test_a_template_serves_several_groups_each_written_on_its_own(client: Client) -> None:
    client.post(f"/schemes/S/templates/new/{ON}", FORM | {"units": "EAST"})
    edit = "/schemes/S/templates/sales/edit/"
    page = client.get(f"{edit}?population=2").content.decode()
    assert "再加一组" in page and 'name="units" value=' not in page  # a new group begins empty
    leaders = FORM | {"units": "WEST", "heads": "only"}
    assert client.post(f"{edit}?population=2", leaders).status_code == 302
    held = selectors.card_template(SYSTEM, "sales").asked
    assert [(row.units, row.heads) for row in held.populations] == [(("EAST",), "without"), (("WEST",), "only")]
    assert 'value="WEST"' in client.get(f"{edit}?population=2").content.decode()
    # The first group changes and the second stays.
    assert client.post(f"{edit}?population=1", FORM | {"units": "HQ", "name_zh": "新岗"}).status_code == 302
    held = selectors.card_template(SYSTEM, "sales").asked
    assert [row.units for row in held.populations] == [("HQ",), ("WEST",)]
    assert 'name="gone"' not in client.get(f"{edit}?population=1").content.decode()
    assert client.post(f"{edit}?population=2", leaders | {"gone": "on"}).status_code == 302
    held = selectors.card_template(SYSTEM, "sales").asked
    assert (held.name_zh, [row.units for row in held.populations]) == ("销售岗", [("HQ",)])
