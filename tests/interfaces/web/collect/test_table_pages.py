"""A table of facts is described by hand on a page, grows there, and keeps what its stored rows rest on."""

from __future__ import annotations

import pytest
from django.test import Client

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.models import User
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.warehouse import selectors
from kpiloop.foundation.warehouse.rows import DatasetRow
from tests.loop.collect.conftest import actors, orders, source

__all__ = ["actors", "orders", "source"]
pytestmark = pytest.mark.feature("EF-02")
VISITS = {
    "code": "visits", "name_zh": "拜访", "name_en": "Visits",
    "columns": "no = text\nday ＝ date\nstaff = text\nkind=text",
    "key_columns": "no", "date_columns": "day", "person_column": "staff", "dimensions": "kind",
}  # fmt: skip


def client(username: str) -> Client:
    opened = Client()
    opened.force_login(User.objects.get(username=username))
    opened.post("/choose/language/", {"language": "en"})
    return opened


def held(actors: dict[str, Actor], code: str) -> DatasetRow:
    (row,) = (row for row in selectors.datasets(actors["admin"]) if row.code == code)
    return row


def test_a_table_is_described_and_grows(actors: dict[str, Actor]) -> None:
    page = client("admin")
    assert "/data/tables/new/" in page.get("/data/").content.decode()
    for wrong, told in (
        ("no", "“no” is no column"),
        ("no = text\nno = date", "Column “no” stands there twice"),
        ("no = text\nday = number", "the type is not known"),
    ):
        answer = page.post("/data/tables/new/", {**VISITS, "columns": wrong, "dimensions": "", "person_column": ""})
        assert answer.status_code == 422 and told in answer.content.decode(), wrong
    assert page.post("/data/tables/new/", VISITS).status_code == 302
    row = held(actors, "visits")
    assert dict(row.columns) == {"no": "text", "day": "date", "staff": "text", "kind": "text"}
    assert (row.key_columns, row.date_columns, row.unit_column, row.person_column, row.dimensions) == (
        ("no",), ("day",), "", "staff", ("kind",),
    )  # fmt: skip
    form = page.get("/data/tables/visits/").content.decode()
    assert "day = date" in form and 'value="kind"' in form
    grown = {**VISITS, "columns": VISITS["columns"] + "\nunit = text", "unit_column": "unit", "name_en": "Calls"}
    assert page.post("/data/tables/visits/", {**grown, "dimensions": "kind、unit", "seen": row.mark}).status_code == 302
    row = held(actors, "visits")
    assert (row.name_en, row.unit_column, row.dimensions) == ("Calls", "unit", ("kind", "unit"))
    less = page.post("/data/tables/visits/", {**VISITS, "columns": "no = text\nday = date", "seen": row.mark})
    assert less.status_code == 422
    verbs = AuditEntry.objects.filter(object_kind="dataset", object_key="visits").order_by("pk")
    assert [entry.verb for entry in verbs] == ["dataset.registered", "dataset.changed"]


def test_its_page_is_found_from_the_source_and_closed_to_who_may_not(actors: dict[str, Actor], source: str) -> None:
    assert "/data/tables/orders/?" in client("admin").get(f"/data/sources/{source}/").content.decode()
    boss = client("boss")
    for address in ("/data/tables/orders/", "/data/tables/new/"):
        assert (boss.get(address).status_code, boss.post(address, VISITS).status_code) == (404, 404)
    assert client("admin").get("/data/tables/nothing/").status_code in (404, 422)
