"""Web addresses, folders and recipes are set on pages, without a line of JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.loop.collect.models import Mapping, Source, SourceSecret
from tests.loop.collect.conftest import ORDER_HEAD, ORDER_RECIPE, actors, add_source, orders

__all__ = ["actors", "orders"]
pytestmark = pytest.mark.feature("S07")


@pytest.fixture
def admin(actors: dict[str, Actor], orders: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="admin"))
    return client


def begin(admin: Client, kind: str, location: str) -> str:
    given = {"code": "shop", "name_zh": "商城", "kind": kind, "location": location, "dataset": "orders"}
    answer = admin.post("/data/sources/new/", given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]).partition("?")[0]


def test_a_web_address_with_its_paging_and_token(admin: Client) -> None:
    at = begin(admin, "rest", "https://shop.example/orders")
    assert at == "/data/sources/shop/connection/"
    given = {
        "location": "https://shop.example/v2/orders", "records": "data.orders", "sign_in": "bearer",
        "secret": "t0ken-of-the-shop", "paging": "page", "page_param": "p", "page_size": "50", "query": "state = paid",
    }  # fmt: skip
    assert admin.post(at, given).status_code == 302
    held = Source.objects.get(code="shop")
    assert held.location == "https://shop.example/v2/orders"
    assert held.settings == {
        "records": "data.orders", "sign_in": "bearer", "paging": "page", "page_param": "p", "page_size": 50,
        "query": {"state": "paid"},
    }  # fmt: skip
    assert SourceSecret.objects.get(source=held).name == "token"
    page = admin.get(at).content.decode()
    assert "state = paid" in page and "t0ken-of-the-shop" not in page
    # What the page does not show stays; what is wrong is said beside the form.
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page)
    held.settings = {**held.settings, "retries": 2}
    held.save()
    # What somebody else said meanwhile is not written over unseen.
    assert admin.post(at, {**given, "secret": "", "seen": seen}).status_code == 409
    assert admin.post(at, {**given, "paging": "cursor", "secret": ""}).status_code == 422
    assert admin.post(at, {**given, "secret": ""}).status_code == 302
    assert Source.objects.get(code="shop").settings["retries"] == 2


def test_a_watched_folder_outside_the_listed_ones_is_refused_on_the_page(admin: Client) -> None:
    at = begin(admin, "folder", "")
    (seen,) = re.findall(r'name="seen" value="(\w+)"', admin.get(at).content.decode())
    assert admin.post(at, {"location": "", "seen": seen}).status_code == 302
    assert admin.post(at, {"location": "/etc"}).status_code == 422
    assert Source.objects.get(code="shop").location == ""


def test_a_recipe_is_changed_in_the_table_and_keeps_what_the_table_does_not_show(
    admin: Client, actors: dict[str, Actor], home: Path
) -> None:
    head = f"{ORDER_HEAD},净额"
    (home / "orders.csv").write_text(f"{head}\nS1,2026-10-05,EAST,E2,12,1,11\n", encoding="utf-8")
    recipe = {**ORDER_RECIPE, "unit_codes": {"华东": "EAST"}}
    add_source(actors["admin"], kind="csv", location="orders.csv", recipe=recipe)
    page = admin.get("/data/sources/erp/recipe/").content.decode()
    assert 'name="from.amount"' in page and "净额" in page
    chosen = {f"from.{name}": str(heading) for name, heading in ORDER_RECIPE["columns"].items()}  # type: ignore[attr-defined]
    given = {
        "table": "1", "confirm": "1", "recipe": json.dumps(recipe), **chosen,
        "from.amount": "净额", "manner.amount": "wan", "from.person": "", "covers": "none", "same_key": "ask",
    }  # fmt: skip
    assert admin.post("/data/sources/erp/recipe/", given).status_code == 302
    now = Mapping.objects.get(source__code="erp", is_current=True).recipe
    assert now["columns"]["amount"] == {"from": "净额", "scale": "wan"}
    assert now["columns"]["number"] == "单号" and "person" not in now["columns"]
    assert (now["covers"], now["same_key"], now["unit_codes"]) == ("none", "ask", {"华东": "EAST"})
    # A column nothing can do without may not be left out: the sentence stands on the page, nothing is stored.
    answer = admin.post("/data/sources/erp/recipe/", {**given, "from.number": ""})
    assert answer.status_code == 422
    assert Mapping.objects.filter(source__code="erp").count() == 2
