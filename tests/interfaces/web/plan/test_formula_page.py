"""The editor of a formula: which date and whose rows, kept from version to version; mistakes at their place."""

from __future__ import annotations

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.measure import selectors as measure
from tests.loop import company
from tests.loop.trading import actors, built_company

__all__ = ["actors", "built_company"]
pytestmark = pytest.mark.django_db

ADDRESS = "/kpis/revenue/formula/"
TEXT = "sum(shipments.amount) / count(shipments)"


@pytest.fixture
def editor(actors: dict[str, Actor]) -> Client:
    warehouse.register_dataset(
        SYSTEM, code="shipments", name_zh="发货", columns={
            "no": "text", "ordered": "date", "shipped": "date", "unit": "text", "seller": "text", "amount": "decimal",
        },
        key_columns=["no"], date_columns=["ordered", "shipped"], unit_column="unit",
    )  # fmt: skip
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    client.post("/choose/language/", {"language": "en"})
    return client


def given(text: str, **roles: str) -> dict[str, str]:
    return {"text": text, "valid_from": str(company.START)} | {
        name.replace("_", "-", 1): to for name, to in roles.items()
    }


def test_date_and_unit_are_chosen_beside_their_dataset_and_kept(editor: Client) -> None:
    page = editor.get(ADDRESS).content.decode()
    assert page.count('form="formula"') == 3  # one dataset has one date alone
    saved = editor.post(ADDRESS, given(TEXT, date_shipments="shipped", unit_shipments="seller"))
    assert saved.status_code == 302
    held = measure.formula(SYSTEM, kpi="revenue")
    assert held is not None
    assert (held.date_columns, held.unit_columns) == ({"shipments": "shipped"}, {"shipments": "seller"})
    page = editor.get(ADDRESS).content.decode()
    assert '<option value="shipped" selected>' in page and '<option value="seller" selected>' in page
    assert "Rows of shipments count by shipped." in editor.get("/kpis/revenue/definition/").content.decode()
    # the usual columns are named nowhere, nor are those of datasets the formula does not name
    editor.post(ADDRESS, given("sum(orders.net)", date_shipments="shipped", unit_shipments="unit"))
    again = measure.formula(SYSTEM, kpi="revenue")
    assert again is not None and (again.version, again.date_columns, again.unit_columns) == (held.version + 1, {}, {})


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The + at character 11 joins CNY with number, which are not counted in one unit."),
        ("zh-hans", "第 11 个字符处的 + 两边单位不同（元 与 无单位）"),
    ],
)
def test_mixed_units_are_shown_at_their_place(editor: Client, language: str, said: str) -> None:
    editor.post("/choose/language/", {"language": language})
    page = editor.post(ADDRESS, given("kpi(cost) + count(shipments)"))
    assert page.status_code == 422
    text = page.content.decode()
    assert said in text and "<mark>+</mark>" in text
