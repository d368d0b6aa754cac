"""Sources and further trees renamed on their pages: both languages, and never over somebody else's change."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org import services
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect import services as sources
from tests.loop.trading import actors, built_company  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("actors")
Actors = dict[str, Actor]
TREE, SOURCE = "/organisation/trees/area/rename/", "/data/sources/day/rename/"


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.post("/choose/language/", {"language": "en"})
    return client


def mark(client: Client, address: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())
    assert found is not None
    return found[1]


@pytest.mark.feature("OR-03")
def test_or_03_a_tree_is_renamed_on_its_page(actors: Actors) -> None:  # noqa: F811
    services.add_tree(actors["admin"], code="area", name_zh="大区")
    client = signed_in("admin")
    assert f'href="{TREE}' in client.get("/organisation/trees/area/").content.decode()
    sent = {"seen": mark(client, TREE), "name_zh": "销售大区", "name_en": "Territories"}
    assert client.post(TREE, sent).headers["Location"].startswith("/organisation/trees/area/")
    assert [(row.name_zh, row.name_en) for row in org.further_trees(actors["admin"])] == [("销售大区", "Territories")]
    late = client.post(TREE, {**sent, "name_zh": "区域"})
    assert late.status_code == 409 and org.further_trees(actors["admin"])[0].name_zh == "销售大区"
    assert client.get("/organisation/trees/none/rename/").status_code == 404
    assert signed_in("zhao").get(TREE).status_code == 404


@pytest.mark.feature("IN-15")
def test_a_source_is_renamed_on_its_page(actors: Actors) -> None:  # noqa: F811
    admin = actors["admin"]
    sources.add_source(admin, code="day", kind="csv", name_zh="日报", location="day.csv", dataset="orders")
    client = signed_in("admin")
    assert f'href="{SOURCE}' in client.get("/data/sources/day/").content.decode()
    sent = {"seen": mark(client, SOURCE), "name_zh": "每日销售", "name_en": "Daily sales"}
    assert client.post(SOURCE, sent).headers["Location"].startswith("/data/sources/day/")
    row = collect.source(admin, "day")
    assert (row.name_zh, row.name_en, row.location) == ("每日销售", "Daily sales", "day.csv")
    entry = AuditEntry.objects.filter(object_kind="source", verb="rename").get()
    assert (entry.before["name_zh"], entry.after["name_zh"]) == ("日报", "每日销售")
    late = client.post(SOURCE, {**sent, "name_zh": "周报"}).content.decode()
    assert "Somebody renamed source day" in late and collect.source(admin, "day").name_zh == "每日销售"
