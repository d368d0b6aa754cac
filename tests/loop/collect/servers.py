"""Databases of their own on the servers of the tests: made for one test, filled by it, dropped after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pymysql

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.collect import services

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
READER, PASSWORD = "kpi_reader", "s3cret-只读"
#: Names as a Chinese ERP writes them.
TABLE = "销售订单"
RECIPE: dict[str, object] = {
    "columns": {"number": "单号", "on": "日期", "unit": "部门", "person": "工号", "amount": "金额", "pieces": "件数"}
}
POSTGRES_TABLE = (
    'CREATE TABLE "销售订单" ("单号" text PRIMARY KEY, "日期" date, "部门" text, "工号" text, "金额" numeric(18,2), '
    '"件数" integer, "更新时间" timestamptz DEFAULT now())'
)
MYSQL_TABLE = (
    "CREATE TABLE `销售订单` (`单号` varchar(40) PRIMARY KEY, `日期` date, `部门` varchar(40), `工号` varchar(40), "
    "`金额` decimal(18,2), `件数` int, `更新时间` datetime DEFAULT now()) CHARACTER SET utf8mb4"
)


@dataclass(frozen=True)
class Server:
    """A database of a test."""

    kind: str  #: postgres or mysql
    settings: dict[str, object]  #: how the product reaches it
    write: Callable[..., None]  #: runs a statement as its owner
    user: str  #: account the product reads as

    def fill(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert orders: number, day, unit, person, amount, pieces."""
        names = ", ".join(self.quote(name) for name in ("单号", "日期", "部门", "工号", "金额", "件数"))
        for row in rows:
            self.write(f"INSERT INTO {self.quote(TABLE)} ({names}) VALUES (%s, %s, %s, %s, %s, %s)", row)

    def quote(self, name: str) -> str:
        """A name in the words of the server."""
        return f"`{name}`" if self.kind == "mysql" else f'"{name}"'


@contextmanager
def postgres(address: str) -> Iterator[Server]:
    """A PostgreSQL database with the table and a reader of its own."""
    parts, name = urlsplit(address), f"kpi_src_{uuid4().hex[:10]}"
    user = f"reader_{uuid4().hex[:8]}"
    with psycopg.connect(address, dbname="postgres", autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        owner.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'")
        try:
            with psycopg.connect(address, dbname=name, autocommit=True) as inside:
                inside.execute(POSTGRES_TABLE)
                inside.execute(f'GRANT SELECT ON "销售订单" TO {user}')
                settings = {"host": parts.hostname, "port": parts.port or 5432, "database": name, "user": user}
                yield Server("postgres", settings, lambda text, values=None: inside.execute(text, values), user)
        finally:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
            owner.execute(f"DROP ROLE {user}")


@contextmanager
def mysql(address: str) -> Iterator[Server]:
    """A MariaDB or MySQL database with the table and a reader of its own."""
    parts, name = urlsplit(address), f"kpi_src_{uuid4().hex[:10]}"
    user, port = f"reader_{uuid4().hex[:8]}", parts.port or 3306
    host = str(parts.hostname)
    owner = pymysql.connect(
        host=host, port=port, user=parts.username or "root", password=parts.password or "", autocommit=True
    )
    with owner, owner.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        cursor.execute(f"CREATE USER '{user}'@'%%' IDENTIFIED BY %s", (PASSWORD,))
        cursor.execute(f"CREATE USER '{user}'@'localhost' IDENTIFIED BY %s", (PASSWORD,))
        try:
            cursor.execute(f"USE {name}")
            cursor.execute(MYSQL_TABLE)
            for place in ("%%", "localhost"):
                cursor.execute(f"GRANT SELECT ON {name}.* TO '{user}'@'{place}'", ())
            settings = {"host": host, "port": port, "database": name, "user": user}
            yield Server("mysql", settings, lambda text, values=None: cursor.execute(text, values), user)  # type: ignore[misc, func-returns-value, return-value]
        finally:
            cursor.execute(f"DROP DATABASE {name}")
            for place in ("%%", "localhost"):
                cursor.execute(f"DROP USER '{user}'@'{place}'", ())


def connect(actor: Actor, server: Server, *, recipe: dict[str, object] | None = None, **settings: object) -> str:
    """Name the source, seal its password and confirm its recipe."""
    wanted = settings if settings.get("query") else {"table": TABLE, **settings}
    services.add_source(
        actor, code="erp", kind=server.kind, name_zh="来源", dataset="orders", settings={**server.settings, **wanted}
    )
    services.set_secret(actor, source="erp", value=PASSWORD, now=NOW)
    services.confirm_mapping(actor, source="erp", recipe=recipe or RECIPE)
    return "erp"
