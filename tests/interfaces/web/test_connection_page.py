"""Connecting a database by page: kind, place, trying it, choosing a table; the password is never shown."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import services
from tests.loop.plan.company import found_company

SERVER = {"host": "127.0.0.1", "port": "1", "database": "erp", "user": "reader", "password": "canary-42"}


@pytest.fixture
def client_of_admin(db: None, home: Path, client: Client) -> Client:
    """The performance administrator, signed in; a dataset, and an ERP in a SQLite file."""
    found_company()
    warehouse.register_dataset(
        SYSTEM, code="orders", name_zh="订单", columns={"no": "text", "on": "date", "amount": "decimal"},
        key_columns=["no"], date_columns=["on"],
    )  # fmt: skip
    with sqlite3.connect(home / "erp.db") as erp:
        erp.execute("CREATE TABLE 销售 (单号 text, 日期 date, 金额 numeric(18,2))")
        erp.execute("INSERT INTO 销售 VALUES ('A1', '2026-10-01', 12.5)")
    client.force_login(get_user_model().objects.get(username="admin"))
    return client


def test_in_06_from_a_new_source_to_its_first_load(client_of_admin: Client) -> None:
    new = {"code": "erp", "name_zh": "ERP", "kind": "sqlite", "location": "erp.db", "dataset": "orders"}
    made = client_of_admin.post("/data/sources/new/", new)
    assert "/data/sources/erp/connection/" in made.headers["Location"]
    listed = client_of_admin.get("/data/sources/erp/connection/?look=1").content.decode()
    assert "销售" in listed and "金额" in listed
    assert "erp" in client_of_admin.get("/data/").content.decode(), "a source that was never loaded is listed"
    chosen = client_of_admin.post("/data/sources/erp/connection/", {"choose": "|销售"})
    assert "/data/sources/erp/recipe/" in chosen.headers["Location"]
    proposed = client_of_admin.get("/data/sources/erp/recipe/").content.decode()
    assert "单号" in proposed and "12.5" in proposed
    services.confirm_mapping(SYSTEM, source="erp", recipe={"columns": {"no": "单号", "on": "日期", "amount": "金额"}})
    client_of_admin.post("/data/sources/erp/load/")
    assert client_of_admin.get("/data/sources/erp/").status_code == 200


def test_t15_no_page_repeats_a_password(client_of_admin: Client) -> None:
    new = {"code": "pg", "name_zh": "PG", "kind": "postgres", "location": "", "dataset": "orders"}
    client_of_admin.post("/data/sources/new/", new)
    saved = client_of_admin.post("/data/sources/pg/connection/", SERVER)
    assert saved.status_code == 302
    for page in ("connection/", "connection/?look=1", "", "recipe/"):
        assert "canary-42" not in client_of_admin.get(f"/data/sources/pg/{page}").content.decode()
    refused = client_of_admin.post("/data/sources/pg/connection/", {**SERVER, "host": "no host!"})
    assert refused.status_code == 422 and "canary-42" not in refused.content.decode()
    failed = client_of_admin.get("/data/sources/pg/connection/?look=1").content.decode()
    assert "127.0.0.1:1/erp" in failed
