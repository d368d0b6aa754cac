"""A source set up by program: tried, its table picked, its secret sealed, loaded by itself (IN-06, IN-15)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.collect import services
from kpiloop.loop.collect.connectors.sealed import secret_of
from kpiloop.loop.collect.models import Source
from tests.interfaces.api.shop.conftest import Post
from tests.interfaces.api.shop.test_deciding import get
from tests.loop.collect.conftest import ORDER_COLUMNS


@pytest.mark.feature("IN-06")
def test_in_06_a_database_is_tried_and_its_table_picked(post: Post, actors: dict[str, Actor], home: Path) -> None:
    with closing(sqlite3.connect(home / "erp.db")) as erp:
        erp.execute("CREATE TABLE 订单 (单号 text, 金额 numeric(18,2))")
        erp.execute("CREATE VIEW open_orders AS SELECT 单号 FROM 订单")
    erp_is = {"code": "erp", "kind": "sqlite", "name_zh": "ERP", "location": "erp.db", "dataset": "orders"}
    added = json.loads(post("/collect/sources", erp_is).content)
    assert (added["code"], added["recipe_version"]) == ("erp", None)
    seen = json.loads(get(actors["admin"], "/collect/sources/erp/tables").content)
    assert {(row["name"], row["kind"]) for row in seen} == {("订单", "table"), ("open_orders", "view")}
    (orders,) = (row["columns"] for row in seen if row["name"] == "订单")
    assert [(column["name"], column["family"]) for column in orders] == [("单号", "text"), ("金额", "decimal")]
    set_to = {"settings": {"table": "订单"}}
    assert json.loads(post("/collect/sources/erp/connection", set_to).content)["settings"] == {"table": "订单"}
    tried = json.loads(post("/collect/sources/erp/test", {}).content)
    assert tried == {"is_ok": True, "tables": 2, "columns": ["单号", "金额"], "error_code": "", "error": ""}
    post("/collect/sources/erp/connection", {"settings": {"table": "gone"}})
    failed = json.loads(post("/collect/sources/erp/test", {}).content)
    assert (failed["is_ok"], failed["error_code"]) == (False, "table_missing") and "gone" in failed["error"]
    assert json.loads(get(actors["admin"], "/collect/sources/shop/tables").content)["code"] == "connector_unknown"


@pytest.mark.feature("IN-06")
def test_in_06_a_secret_goes_in_and_no_answer_carries_it(post: Post, actors: dict[str, Actor]) -> None:
    server = {"host": "db.example.com", "database": "erp", "user": "reader"}
    services.add_source(actors["admin"], code="hr", kind="postgres", name_zh="人事", dataset="orders", settings=server)
    canary = "canary-7f3e-机密"
    kept = post("/collect/sources/hr/secret", {"value": canary})
    assert (kept.status_code, json.loads(kept.content)["name"], json.loads(kept.content)["is_set"]) == (
        200, "password", True,
    )  # fmt: skip
    wrong = post("/collect/sources/hr/secret", {"name": "pin", "value": canary})
    among = post("/collect/sources/hr/connection", {"settings": {**server, "password": canary}})
    assert (wrong.status_code, among.status_code) == (400, 400)
    shown = get(actors["admin"], "/collect/sources/hr/connection")
    assert [(row["name"], row["is_set"], row["set_by"]) for row in json.loads(shown.content)["secrets"]] == [
        ("password", True, "admin")
    ]
    opened = secret_of(Source.objects.get(code="hr"), "password")
    assert opened is not None and opened.reveal() == canary
    gone = post("/collect/sources/hr/secret/remove", {})
    assert json.loads(gone.content)["is_set"] is False
    assert secret_of(Source.objects.get(code="hr"), "password") is None
    for answer in (kept, wrong, among, shown, gone):
        assert "canary" not in answer.content.decode()


@pytest.mark.feature("IN-15")
def test_changed_columns_are_accepted_and_a_source_is_paused(post: Post, actors: dict[str, Actor], home: Path) -> None:
    """The ERP gives order numbers as integers from now on: the load stops, the columns are accepted, it loads again."""
    order = dict.fromkeys(ORDER_COLUMNS, "1") | {"on": "2026-10-01"}

    def table(number_type: str) -> None:
        columns = ", ".join(f'"{name}" {number_type if name == "number" else "text"}' for name in order)
        with closing(sqlite3.connect(home / "erp.db")) as erp:
            erp.execute("DROP TABLE IF EXISTS orders")
            erp.execute(f"CREATE TABLE orders ({columns})")
            erp.execute(f"INSERT INTO orders VALUES ({', '.join('?' * len(order))})", list(order.values()))
            erp.commit()

    table("text")
    settings = {"table": "orders"}
    post("/collect/sources", {
        "code": "erp", "kind": "sqlite", "name_zh": "ERP", "location": "erp.db", "dataset": "orders",
        "settings": settings,
    })  # fmt: skip
    path = "/collect/sources/erp"
    recipe = {"columns": {column: column for column in ORDER_COLUMNS}}
    assert json.loads(post(f"{path}/recipe", {"recipe": recipe}).content)["version"] == 1
    now = datetime(2026, 10, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    services.load(actors["admin"], source="erp", now=now)
    table("integer")
    with pytest.raises(Refusal) as stopped:
        services.load(actors["admin"], source="erp", now=now)
    assert stopped.value.code == "source_changed"
    kept = json.loads(post(f"{path}/recipe/columns", {}).content)
    assert (kept["version"], kept["recipe"]) == (1, recipe)
    assert services.load(actors["admin"], source="erp", now=now).state == "done"
    assert json.loads(post("/collect/sources/none/recipe/columns", {}).content)["code"] == "source_unknown"
    paused = json.loads(post(f"{path}/state", {"is_active": False, "reason": "ERP upgrade"}).content)
    assert (paused["code"], paused["is_active"]) == ("erp", False)
    with pytest.raises(Refusal) as resting:
        services.load(actors["admin"], source="erp", now=now)
    assert resting.value.code == "source_paused"
    assert json.loads(post(f"{path}/state", {"is_active": True}).content)["is_active"]
    assert services.load(actors["admin"], source="erp", now=now).state == "done"


@pytest.mark.feature("IN-15")
def test_a_source_is_loaded_by_itself_paused_and_goes_on(post: Post, actors: dict[str, Actor]) -> None:
    services.add_source(actors["admin"], code="day", kind="csv", name_zh="日报", location="d.csv", dataset="orders")
    recipe = {"columns": {column: column for column in ORDER_COLUMNS}}
    confirmed = json.loads(post("/collect/sources/day/recipe", {"recipe": recipe}).content)
    assert (confirmed["version"], confirmed["recipe"]) == (1, recipe)
    assert json.loads(get(actors["admin"], "/collect/sources/day/recipe").content) == confirmed
    path = "/collect/sources/day/schedule"
    weekly = {"every": "week", "at": "07:30", "on": 1, "zone": "Asia/Shanghai"}
    held = json.loads(post(path, weekly).content)
    assert [held[name] for name in ("source", "every", "at", "on", "cron", "zone", "is_active")] == [
        "day", "week", "07:30", 1, "30 7 * * 1", "Asia/Shanghai", True,
    ]  # fmt: skip
    due = datetime.fromisoformat(held["next_due_at"]).astimezone(ZoneInfo("Asia/Shanghai"))
    assert (due.weekday(), due.hour, due.minute) == (0, 7, 30)
    paused = json.loads(post(f"{path}/state", {"is_active": False}).content)
    assert (paused["is_active"], paused["next_due_at"]) == (False, None)
    assert json.loads(get(actors["admin"], "/collect/schedules").content) == [paused]
    assert json.loads(post(f"{path}/state", {"is_active": True}).content)["is_active"]
    refused = json.loads(post(path, {**weekly, "on": 9}).content)
    assert refused["code"] == "collect_timetable_wrong"


@pytest.mark.feature("IN-15")
def test_in_15_a_source_is_renamed_unless_somebody_was_faster(post: Post) -> None:
    said = {"code": "day", "kind": "csv", "name_zh": "日报", "location": "day.csv", "dataset": "orders"}
    seen = json.loads(post("/collect/sources", said).content)["names_mark"]
    name = {"name_zh": "每日销售", "name_en": "Daily sales", "seen": seen}
    done = json.loads(post("/collect/sources/day/name", name).content)
    assert (done["name_zh"], done["name_en"]) == ("每日销售", "Daily sales") and done["names_mark"] != seen
    late = post("/collect/sources/day/name", {**name, "name_zh": "周报"})
    assert (late.status_code, json.loads(late.content)["code"]) == (409, "source_renamed")
