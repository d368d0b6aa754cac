"""The fast lane of tables reads exactly like the reader of rows; saved queries are one harmless SELECT (IN-06)."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.foundation.warehouse import services as warehouse_services
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.connectors.sql.dialects import MYSQL, ORACLE, POSTGRES, SQLITE, SQLSERVER
from kpiloop.loop.collect.connectors.sql.relations import Column
from kpiloop.loop.collect.connectors.sql.saved_query import checked_query
from kpiloop.loop.collect.connectors.sql.settings import Wanted
from kpiloop.loop.collect.connectors.sql.statements import Asked
from kpiloop.loop.collect.reading.tables import understanding
from kpiloop.loop.collect.reading.tables.schema import changes_of
from tests.loop.collect.servers import NOW

WILD: dict[str, list[Any]] = {
    "单号": ["N1", "N2", "n 3", " N4", "Ｎ５", "合计", "小计", "", None, "-", "Total", "N6", "单 7", "N1", "注：手工"],
    "日期": ["2026-10-01", "2026/10/2", "20261003", "2026年10月4日", "2026-10-05 08:00:00", "bad", None, "2026-02-30"],
    "部门": ["EAST", "东区", "WEST", " west ", "火星", None, "华东区"],
    "工号": ["E2", None, "E9", "王磊", "-"],
    "金额": ["1", "1.5", "-2.25", "3,600万", "1e3", "abc", None, "—", "0.1234567", "12345678901234567.123456", 7, 2.5],
    "件数": [1, "2", "2.5", None, "3件", "0"],
}
SCALED = {"from": "金额", "scale": "wan", "high": "99999999999999999999"}


@pytest.mark.parametrize("seed", range(3))
def test_both_lanes_agree(
    actors: dict[str, Actor], orders: str, home: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    rows = [tuple(chance.choice(cells) for cells in WILD.values()) for _ in range(400)]
    with sqlite3.connect(home / "wild.db") as erp:
        erp.execute("CREATE TABLE t (单号, 日期, 部门, 工号, 金额, 件数)")
        erp.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", rows)
    columns = {"number": "单号", "on": "日期", "unit": "部门", "person": "工号", "amount": "金额", "pieces": "件数"}
    recipe = {"columns": {**columns, "amount": SCALED if seed else "金额"}}
    found = []
    for lane in ("fast", "slow"):
        if lane == "slow":
            monkeypatch.setattr(understanding, "_is_simple", lambda recipe: False)
        code = f"{lane}{seed}"
        services.add_source(
            actors["admin"], code=code, kind="sqlite", name_zh=code, location="wild.db", dataset="orders",
            settings={"table": "t"},
        )  # fmt: skip
        services.confirm_mapping(actors["admin"], source=code, recipe=recipe)
        batch = services.load(actors["admin"], source=code, now=NOW)
        waiting = selectors.quarantine(actors["admin"], source=code)
        counts = (batch.rows_read, batch.rows_skipped, batch.rows_quarantined, batch.control_totals)
        kept = batch.rows_kept + batch.rows_repeated
        found.append((counts, kept, [(row.line, row.reason, row.fields, row.values) for row in waiting]))
    assert found[0] == found[1]
    assert found[0][0][0] == 400 and found[0][1] > 5 and len(found[0][2]) > 100
    page = warehouse.source_rows(SYSTEM, dataset="orders", page=1, size=500)
    # The second load found every row as the first had left it.
    assert {row["_load"] for row in page.rows} == {min(int(str(row["_load"])) for row in page.rows)}


def test_a_dataset_may_call_its_columns_what_it_likes(actors: dict[str, Actor], home: Path) -> None:
    names = ("first", "ord", "line", "later", "raw", "typed", "batch")
    warehouse_services.register_dataset(
        actors["admin"], code="parts", name_zh="零件", columns=dict.fromkeys(names, "integer") | {"on": "date"},
        key_columns=["first", "line"], date_columns=["on"],
    )  # fmt: skip
    quoted = ", ".join(f'"{name}"' for name in (*names, "on"))
    with sqlite3.connect(home / "parts.db") as erp:
        erp.execute(f"CREATE TABLE t ({quoted})")
        erp.executemany(f"INSERT INTO t VALUES ({', '.join('?' * 8)})", [
            (*range(1, 8), "2026-10-01"), (*range(1, 8), "2026-10-01"), (1, 9, *range(3, 8), "2026-10-01"),
        ])  # fmt: skip
    services.add_source(
        actors["admin"], code="parts", kind="sqlite", name_zh="零件", location="parts.db", dataset="parts",
        settings={"table": "t"},
    )  # fmt: skip
    services.confirm_mapping(actors["admin"], source="parts", recipe={"columns": {**{n: n for n in names}, "on": "on"}})
    batch = services.load(actors["admin"], source="parts", now=NOW)
    assert (batch.rows_kept, batch.rows_repeated, batch.rows_quarantined) == (1, 1, 1)
    row = warehouse.source_rows(SYSTEM, dataset="parts", page=1, size=5).rows[0]
    assert {name: row[name] for name in names} == dict(zip(names, range(1, 8), strict=True))


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("DELETE FROM t", "no_select"),
        ("SELECT 1; SELECT 2", "statements"),
        ("SELECT * FROM t; DROP TABLE t", "statements"),
        ("WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone", "writes"),
        ("SELECT * INTO other FROM t", "writes"),
        ("SELECT * FROM t FOR UPDATE", "writes"),
        ("SELECT pg_sleep(10)", "function"),
        ("SELECT pg_read_file('/etc/passwd')", "function"),
        ("SELECT * FROM dblink('x', 'y') AS t(a int)", "function"),
        ("SELECT lo_import('/etc/passwd')", "function"),
        ("SELECT setval('s', 1)", "function"),
        ("COPY t TO PROGRAM 'id'", "no_select"),
        ("", "statements"),
        ("SELECT FROM WHERE", "unreadable"),
    ],
)
def test_in_06_a_saved_query_is_exactly_one_harmless_select(query: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked_query(query, POSTGRES)
    assert (refused.value.code, refused.value.fields["reason"]) == ("saved_query_refused", reason)


def test_in_06_comments_cannot_smuggle_anything() -> None:
    assert checked_query("SELECT 金额 /*! , sleep(5) */ FROM 订单 -- x", MYSQL) == "SELECT 金额 FROM 订单"
    assert "DELETE" not in checked_query("SELECT a FROM t /* ; DELETE FROM t */", POSTGRES)


def test_statements_of_every_kind_of_server_are_what_the_manuals_say() -> None:
    wanted = Wanted(schema="dbo", table="订单%]", increment="编号")
    column = Column("金额", "decimal", "decimal")
    asked = {each.name: Asked(each, wanted, 7, strictly=True).read([column]).text
             for each in (POSTGRES, MYSQL, SQLSERVER, ORACLE, SQLITE)}  # fmt: skip
    assert asked == {
        "postgres": 'SELECT "金额" FROM "dbo"."订单%%]" WHERE ("编号" > %s OR "编号" IS NULL)',
        "mysql": "SELECT `金额` FROM `dbo`.`订单%%]` WHERE (`编号` > %s OR `编号` IS NULL)",
        "tsql": "SELECT [金额] FROM [dbo].[订单%%]]] WHERE ([编号] > %s OR [编号] IS NULL)",
        "oracle": 'SELECT "金额" FROM "dbo"."订单%]" WHERE ("编号" > :1 OR "编号" IS NULL)',
        "sqlite": 'SELECT "金额" FROM "dbo"."订单%]" WHERE ("编号" > ? OR "编号" IS NULL)',
    }
    assert Asked(SQLSERVER, Wanted(table="t")).everything(5).text == "SELECT TOP (5) * FROM [t]"
    assert Asked(ORACLE, Wanted(table="T")).everything(5).text == 'SELECT * FROM "T" FETCH FIRST 5 ROWS ONLY'


def test_changes_of_columns_are_told_apart() -> None:
    known = [["单号", "text", "text"], ["金额", "numeric(10,2)", "decimal"], ["备注", "text", "text"]]
    text, figure = Column("单号", "varchar", "text"), Column("金额", "int", "integer")
    same = changes_of(known, [text, figure, Column("备注", "text", "text")], ["单号", "金额"])
    assert not same.any
    unused = changes_of(known, [text, figure], ["单号", "金额"])
    assert unused.removed == ("备注",) and not unused.breaks
    retyped = changes_of(known, [text, Column("金额", "text", "text"), Column("备注", "text", "text")], ["金额"])
    assert retyped.breaks and retyped.retyped == (("金额", "numeric(10,2)", "text"),)
    renamed = changes_of(known, [text, Column("总额", "numeric", "decimal"), Column("备注", "text", "text")], ["金额"])
    assert renamed.breaks and renamed.renamed == (("金额", "总额"),)
