"""A workbook of 100,000 rows: loaded by the product, beside the same library reading it and DuckDB keeping it.

Every way but the first ends with the same typed rows on disk; the first has them in memory. The ways alternate, ROUNDS
times, and medians are told; reading row by row, which takes ten times as long, happens once.
"""

from __future__ import annotations

import datetime
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import python_calamine
import xlsxwriter

from benchmarks.timing import Way, measured, median_of

ROWS = int(os.environ.get("BENCH_ROWS") or 100_000)
ROUNDS = int(os.environ.get("ROUNDS") or 5)
HEADS = ("单号", "日期", "部门", "工号", "金额", "件数")
WANTED = ("number", "on", "unit", "person", "amount", "pieces")
TYPES = ("VARCHAR", "DATE", "VARCHAR", "VARCHAR", "DECIMAL(18, 2)", "BIGINT")


def run() -> list[Way]:
    """Alternate the ways, each in a process of its own; medians of all rounds."""
    names = {
        "reading": "calamine: rows in memory",
        "plain": "calamine, then a DuckDB file",
        "product": "KPILoop: load with recipe, checks, keys, totals",
        "product-first": "KPILoop: the same, its child process started for it",
    }
    with tempfile.TemporaryDirectory(prefix="kpi-bench-") as folder:
        path = Path(folder) / "orders.xlsx"
        write(path)
        taken: dict[str, list[Way]] = {way: [] for way in names}
        for _ in range(ROUNDS):
            for way, name in names.items():
                taken[way].append(measured(name, ROWS, lambda way=way: child(way, path)))
        by_row = measured("KPILoop: the same, read row by row", ROWS, lambda: child("product-by-row", path))
    return [*(median_of(rounds) for rounds in taken.values()), by_row]


def write(path: Path) -> None:
    """The workbook, always the same."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("数据"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADS)
        start = datetime.datetime(2026, 1, 1)
        for line in range(1, ROWS + 1):
            sheet.write_string(line, 0, f"S{line:07d}")
            sheet.write_datetime(line, 1, start + datetime.timedelta(days=line % 300), day)
            sheet.write_string(line, 2, ("EAST", "WEST", "东区", "HQ")[line % 4])
            if line % 5:
                sheet.write_string(line, 3, "E2")
            sheet.write_number(line, 4, (line * 7919 % 1_000_000) / 100)
            sheet.write_number(line, 5, line % 97)


def child(way: str, path: Path) -> dict[str, Any]:
    """Run one way in a fresh process; seconds and memory are its own and those of its children."""
    with tempfile.TemporaryDirectory(prefix="kpi-bench-") as home:
        environment = {**os.environ, "KPILOOP_HOME": home, "DJANGO_SETTINGS_MODULE": "kpiloop.project.settings"}
        command = [sys.executable, "-m", "benchmarks.import_workbook", way, str(path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    seconds, cpu, megabytes, rows = done.stdout.split()[-4:]
    return {"seconds": float(seconds), "cpu": float(cpu), "megabytes": float(megabytes), "rows": int(rows)}


def reading(path: Path) -> int:
    """Rows as Python objects."""
    return len(python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()) - 1


def plain(path: Path, target: Path) -> int:
    """What a script does to have the rows typed and queryable."""
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    cells = zip(*rows[1:], strict=True)
    read = pa.table(
        {head: pa.array([cell or None for cell in column]) for head, column in zip(HEADS, cells, strict=True)}
    )
    listed = ", ".join(f'CAST("{head}" AS {kind}) AS "{head}"' for head, kind in zip(HEADS, TYPES, strict=True))
    with duckdb.connect(str(target)) as store:
        store.register("read", read)
        store.execute(f"CREATE TABLE o AS SELECT {listed} FROM read")
        return int(store.execute("SELECT count(*) FROM o").fetchall()[0][0])


def prepare(path: Path, home: Path, *, is_by_row: bool, is_warm: bool) -> Callable[[], int]:
    """An installation with a company, a dataset and the source; returns what loads it."""
    from benchmarks.installation import company

    company()
    from django.utils import timezone

    from kpiloop.foundation import bounded
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.loop.collect import services
    from kpiloop.loop.collect.connectors.xlsx.reader import read_xlsx
    from kpiloop.loop.collect.services import loads

    (home / "orders.xlsx").symlink_to(path)
    services.add_source(SYSTEM, code="erp", kind="xlsx", name_zh="ERP", dataset="orders", location="orders.xlsx")
    services.confirm_mapping(SYSTEM, source="erp", recipe={"columns": dict(zip(WANTED, HEADS, strict=True))})
    if is_by_row:
        loads.understand_by_column = lambda *_: None  # type: ignore[assignment]
    if is_warm:
        # As in a running installation: the child has read a workbook before.
        small = home / "small.xlsx"
        with xlsxwriter.Workbook(str(small)) as book:
            book.add_worksheet().write_row(0, 0, HEADS)
        read_xlsx(small, {})

    def act() -> int:
        read = services.load(SYSTEM, source="erp", now=timezone.now()).rows_kept
        bounded.close_children()
        return read

    return act


def main(way: str, path: str) -> None:
    """One way; prints seconds, megabytes at most and rows."""
    home, book = Path(os.environ["KPILOOP_HOME"]), Path(path)
    act: Callable[[], int]
    if way.startswith("product"):
        act = prepare(book, home, is_by_row=way == "product-by-row", is_warm=way != "product-first")
    else:
        act = {"reading": lambda: reading(book), "plain": lambda: plain(book, home / "bench.duckdb")}[way]
    began, spent = time.perf_counter(), _cpu()
    rows = act()
    seconds, cpu = time.perf_counter() - began, _cpu() - spent
    print(seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rows)


def _cpu() -> float:
    """Processor seconds of this process and of its children, living and ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used) + _of_living()


def _of_living() -> float:
    """What children that run have used so far; what they did before a measurement is no part of it."""
    ticks = 0
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text(encoding="utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == os.getpid():
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*sys.argv[1:3])
