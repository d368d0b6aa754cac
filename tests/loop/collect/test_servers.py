"""PostgreSQL and MariaDB as sources: read-only, incremental, reconciled, and nothing swallowed (IN-06, S33).

Orders of October 2026, by hand: A1 100.10, A2 200.20 (EAST), A3 300.30 (WEST): 3 rows, 600.60 in all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.notify.models import Notice
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.foundation.warehouse.rows import RowFilter
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.connectors.sealed import secret_of
from kpiloop.loop.collect.models import Source
from kpiloop.loop.collect.reading.tables.arriving import target_of
from kpiloop.loop.collect.rows import BatchRow
from tests.loop.collect import servers
from tests.loop.collect.servers import NOW, PASSWORD, TABLE, Server, connect

ROWS: list[tuple[Any, ...]] = [
    ("A1", "2026-10-01", "EAST", "E3", "100.10", 1),
    ("A2", "2026-10-02", "东区", "E3", "200.20", 2),
    ("A3", "2026-10-03", "WEST", None, "300.30", 3),
]


@pytest.fixture(params=["postgres", "mysql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A database with three orders, on each of the two servers."""
    if request.param == "postgres":
        with servers.postgres(request.getfixturevalue("postgres_address")) as made:
            made.fill(ROWS)
            yield made
        return
    with servers.mysql(request.getfixturevalue("mariadb_address")) as made:
        made.fill(ROWS)
        yield made


def run(actors: dict[str, Actor], **named: Any) -> BatchRow:
    return services.load(actors["admin"], source="erp", now=NOW, **named)


def stored() -> dict[str, Any]:
    """Orders in the fact store: amount by number."""
    page = warehouse.source_rows(SYSTEM, dataset="orders", where=RowFilter(), page=1, size=100)
    return {str(row["number"]): str(row["amount"]) for row in page.rows}


@pytest.mark.feature("S33")
def test_in_06_a_server_table_loads_and_reconciles(actors: dict[str, Actor], orders: str, server: Server) -> None:
    connect(actors["admin"], server)
    batch = run(actors)
    assert (batch.rows_read, batch.rows_kept, batch.rows_quarantined) == (3, 3, 0)
    assert batch.control_totals == {"amount": "600.6", "pieces": "6"}
    assert batch.source_report["rows"] == 3
    assert ["金额", "amount", "600.60"] in batch.source_report["totals"]  # type: ignore[operator]
    assert stored() == {"A1": "100.100000", "A2": "200.200000", "A3": "300.300000"}
    assert run(actors).is_known


def test_in_06_names_are_kept_letter_by_letter(actors: dict[str, Actor], orders: str, server: Server) -> None:
    connect(actors["admin"], server)
    relation = next(row for row in selectors.source_tables(actors["admin"], "erp") if row.name == TABLE)
    assert [column.name for column in relation.columns] == ["单号", "日期", "部门", "工号", "金额", "件数", "更新时间"]
    families = {column.name: column.family for column in relation.columns}
    assert (families["金额"], families["件数"], families["日期"]) == ("decimal", "integer", "date")
    look = services.preview(actors["admin"], source="erp", rows=2)
    assert len(look.rows) == 2 and look.headings[0] == ("单号",)


@pytest.mark.feature("IN-06")
def test_in_06_a_write_is_refused_by_the_session_itself(actors: dict[str, Actor], orders: str, server: Server) -> None:
    connect(actors["admin"], server)
    if server.kind == "postgres":
        server.write(f'GRANT ALL ON "{TABLE}" TO {server.user}')
    target = target_of(Source.objects.get(code="erp"), {})
    with pytest.raises(Refusal) as refused, target.open() as opened:
        statement = f"DELETE FROM {server.quote(TABLE)}"
        if server.kind == "postgres":
            opened.connection.execute(statement)  # type: ignore[attr-defined]
        else:
            opened.connection.cursor().execute(statement)  # type: ignore[attr-defined]
    assert refused.value.code == "database_read_refused"
    assert run(actors).rows_read == 3


@pytest.mark.feature("IN-06")
def test_in_06_the_second_run_loads_new_rows_only(actors: dict[str, Actor], orders: str, server: Server) -> None:
    connect(actors["admin"], server, increment="日期", overlap="1 d")
    assert run(actors).rows_read == 3
    server.fill([("A4", "2026-10-02", "WEST", None, "40.00", 4), ("A5", "2026-10-09", "WEST", None, "50.00", 5)])
    second = run(actors)
    # Read again from 2 October on: the overlap of one day brings the late A4 along.
    assert (second.rows_read, second.rows_kept, second.rows_repeated) == (4, 2, 2)
    assert set(stored()) == {"A1", "A2", "A3", "A4", "A5"}
    assert Source.objects.get(code="erp").mark["value"] == "2026-10-09"
    server.write(f"DELETE FROM {server.quote(TABLE)} WHERE {server.quote('单号')} = 'A1'")
    whole = run(actors, whole=True)
    assert (whole.rows_read, whole.source_report["gone"], whole.source_report["gone_keys"]) == (4, 1, ["A1"])
    assert "A1" in stored()


def test_a_changed_column_stops_the_load_and_is_told(actors: dict[str, Actor], orders: str, server: Server) -> None:
    connect(actors["admin"], server)
    first = run(actors)
    table = server.quote(TABLE)
    server.write(f"ALTER TABLE {table} ADD COLUMN {server.quote('备注')} varchar(20)")
    server.fill([("A6", "2026-10-10", "EAST", None, "60.00", 6)])
    added = run(actors)
    assert added.rows_kept == 1 and added.source_report["changes"]["added"] == "备注"  # type: ignore[index]
    server.write(f"ALTER TABLE {table} RENAME COLUMN {server.quote('金额')} TO {server.quote('含税金额')}")
    with pytest.raises(Refusal) as refused:
        services.load(replace(actors["admin"], user_id=None), source="erp", now=NOW)
    assert refused.value.code == "source_changed" and refused.value.fields["renamed"] == "金额 → 含税金额"
    newest = selectors.batches(actors["admin"], source="erp", limit=1)[0]
    assert (newest.state, newest.error_code) == ("failed", "source_changed")
    assert len(stored()) == 4 and newest.number > first.number
    told = Notice.objects.filter(code="source_columns_changed").values_list("fields__what", flat=True)
    assert any("含税金额" in str(what) for what in told)


def test_failures_say_what_where_and_never_the_secret(actors: dict[str, Actor], orders: str, server: Server) -> None:
    connect(actors["admin"], server)
    for change, code in (
        ({"port": 1}, "database_unreachable"),
        ({"database": "nirgends"}, "database_missing"),
        ({"table": "不存在"}, "table_missing"),
    ):
        services.change_source(actors["admin"], source="erp", settings={**server.settings, "table": TABLE, **change})
        told = services.test_source(actors["admin"], source="erp")
        assert told.code == code, told
        assert PASSWORD not in repr(told)
    services.change_source(actors["admin"], source="erp", settings={**server.settings, "table": TABLE})
    assert services.test_source(actors["admin"], source="erp").is_ok
    if server.kind == "mysql":  # the PostgreSQL of the tests trusts everybody on this machine
        services.set_secret(actors["admin"], source="erp", value="falsch-8812", now=NOW)
        told = services.test_source(actors["admin"], source="erp")
        assert told.code == "database_sign_in_refused" and "falsch" not in repr(told)
    opened = secret_of(Source.objects.get(code="erp"), "password")
    assert opened is not None


def test_in_06_a_saved_query_is_read_like_a_table(actors: dict[str, Actor], orders: str, server: Server) -> None:
    named = ", ".join(server.quote(name) for name in ("单号", "日期", "部门", "工号", "金额", "件数"))
    query = f"SELECT {named} FROM {server.quote(TABLE)} WHERE {server.quote('单号')} LIKE 'A%' -- 注释"
    connect(actors["admin"], server, query=query, increment="日期")
    assert run(actors).rows_kept == 3
    server.fill([("A9", "2026-10-30", "EAST", None, "9.00", 9)])
    second = run(actors)
    assert (second.rows_read, second.rows_kept) == (2, 1)
