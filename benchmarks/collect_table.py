"""A PostgreSQL table of a million rows: loaded by the product, beside the driver and DuckDB reading the same.

The table is made on the server of the tests and dropped afterwards. Every way ends with the same typed rows on disk.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import duckdb
import psycopg
import pyarrow as pa

from benchmarks.timing import Way, measured

ADDRESS = os.environ.get("KPILOOP_TEST_POSTGRES") or "postgres://postgres@127.0.0.1:5432"
ROWS = int(os.environ.get("BENCH_ROWS") or 1_000_000)
NAMES = ("单号", "日期", "部门", "工号", "金额", "件数")
SELECT = 'SELECT "单号", "日期", "部门", "工号", "金额", "件数" FROM "销售订单"'
TYPES = ("VARCHAR", "DATE", "VARCHAR", "VARCHAR", "DECIMAL(18, 2)", "BIGINT")
FILL = """
CREATE TABLE "销售订单" AS SELECT 'SO' || lpad(i::text, 9, '0') AS "单号", date '2025-01-01' + (i % 700) AS "日期",
  (array['EAST', 'WEST', '东区', 'HQ'])[1 + i % 4] AS "部门", CASE WHEN i % 5 = 0 THEN NULL ELSE 'E2' END AS "工号",
  (((i::bigint * 37) % 1000000) / 100.0)::numeric(18, 2) AS "金额", 1 + i % 9 AS "件数" FROM generate_series(1, %s) i
"""


def run() -> list[Way]:
    """Measure every way once, the product last, each in a process of its own."""
    with table() as database:
        ways = [
            measured("driver: rows of psycopg into a DuckDB file", ROWS, lambda: child("driver", database)),
            measured("plain: COPY into a DuckDB file", ROWS, lambda: child("plain", database)),
            measured("plain: COPY, sorted Parquet files by month", ROWS, lambda: child("plain-months", database)),
        ]
        product = measured("KPILoop: load with recipe, checks, keys, totals", ROWS, lambda: child("product", database))
        again = measured("KPILoop: the same again, nothing new", ROWS, lambda: child("product-twice", database))
    return [*ways, product, again]


@contextmanager
def table() -> Iterator[str]:
    """A database with the table; dropped at the end."""
    name = f"kpi_bench_{uuid4().hex[:10]}"
    with psycopg.connect(ADDRESS, dbname="postgres", autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(ADDRESS, dbname=name, autocommit=True) as inside:
                inside.execute(FILL.replace("%s", str(ROWS)).replace("%%", "%"))
            yield name
        finally:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


def child(way: str, database: str) -> dict[str, Any]:
    """Run one way in a fresh process; seconds and memory are its own."""
    with tempfile.TemporaryDirectory(prefix="kpi-bench-") as home:
        environment = {**os.environ, "KPILOOP_HOME": home, "DJANGO_SETTINGS_MODULE": "kpiloop.project.settings"}
        command = [sys.executable, "-m", "benchmarks.collect_table", way, database]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    seconds, cpu, megabytes, rows = done.stdout.split()[-4:]
    return {"seconds": float(seconds), "cpu": float(cpu), "megabytes": float(megabytes), "rows": int(rows)}


def driver(database: str, target: Path) -> int:
    """Rows as Python objects, as any script with a driver would read them."""
    with psycopg.connect(ADDRESS, dbname=database) as source, duckdb.connect(str(target)) as store:
        store.execute(f"CREATE TABLE o ({columns()})")
        with source.cursor("rows") as cursor:
            cursor.itersize = 50_000
            cursor.execute(SELECT)  # type: ignore[arg-type]
            while rows := cursor.fetchmany(50_000):
                batch = pa.table([pa.array(list(column)) for column in zip(*rows, strict=True)], names=list(NAMES))
                store.register("batch", batch)
                store.execute("INSERT INTO o SELECT * FROM batch")
        return int(store.execute("SELECT count(*) FROM o").fetchall()[0][0])


def plain(database: str, target: Path) -> int:
    """COPY to a file of text, read by DuckDB: the shortest way without the product."""
    text = target.with_suffix(".csv")
    copy = f"COPY ({SELECT}) TO STDOUT (FORMAT csv)"
    with (
        psycopg.connect(ADDRESS, dbname=database) as source,
        text.open("wb") as sink,
        source.cursor().copy(copy) as rows,  # type: ignore[arg-type]
    ):
        for block in rows:
            sink.write(block)
    with duckdb.connect(str(target)) as store:
        kinds = dict(zip(NAMES, TYPES, strict=True))
        listed = ", ".join(f"'{name}': '{kind}'" for name, kind in kinds.items())
        store.execute(f"CREATE TABLE o AS SELECT * FROM read_csv('{text}', header=false, columns={{{listed}}})")
        return int(store.execute("SELECT count(*) FROM o").fetchall()[0][0])


def months(database: str, target: Path) -> int:
    """The same, kept as the product keeps it: one file a month, sorted, with a date and a key."""
    rows, folder = plain(database, target), target.with_suffix(".months")
    with duckdb.connect(str(target)) as store:
        store.execute(
            f"""COPY (SELECT *, strftime("日期", '%Y-%m') AS month FROM o ORDER BY "日期", "单号") TO '{folder}'
            (FORMAT parquet, PARTITION_BY (month), COMPRESSION zstd)"""
        )
    return rows


def columns() -> str:
    """Columns of the target with their types."""
    return ", ".join(f'"{name}" {kind}' for name, kind in zip(NAMES, TYPES, strict=True))


def prepare(database: str) -> Callable[[], int]:
    """An installation with a company, a dataset and the source; returns what loads it."""
    from benchmarks.installation import company, source

    company()
    parts = urlsplit(ADDRESS)
    place = {"host": parts.hostname, "port": parts.port or 5432, "database": database, "user": parts.username}
    wanted = ("number", "on", "unit", "person", "amount", "pieces")
    return source({**place, "table": "销售订单"}, dict(zip(wanted, NAMES, strict=True)))


def main(way: str, database: str) -> None:
    """One way; prints seconds, megabytes at most and rows."""
    home = Path(os.environ["KPILOOP_HOME"])
    act: Callable[[], int]
    if way.startswith("product"):
        act = prepare(database)
        if way == "product-twice":
            act()
    else:
        act = lambda: {"driver": driver, "plain": plain, "plain-months": months}[way](database, home / "bench.duckdb")  # noqa: E731
    began, spent = time.perf_counter(), time.process_time()
    rows = act()
    seconds, cpu = time.perf_counter() - began, time.process_time() - spent
    print(seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rows)


if __name__ == "__main__":
    main(*sys.argv[1:3])
