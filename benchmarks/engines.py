"""The scans of W1 on every engine of the warehouse: equal cell by cell, then side by side.

The same 40 KPIs, 1,200 units and 36 months as in w1.py, through the same door. DuckDB counts in the process, PostgreSQL
on the server of the tests (KPILOOP_TEST_POSTGRES), Spark on a master and two workers with a core each, started here.
ROWS and ROUNDS are settable; processor seconds are those of the process and of everything that worked for it.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import duckdb

from benchmarks import w1, w1_company
from benchmarks.make_data import make
from benchmarks.timing import Way
from tools import spark

ROUNDS = int(os.environ.get("ROUNDS") or 1)
POSTGRES = os.environ.get("KPILOOP_TEST_POSTGRES") or "postgres://postgres@127.0.0.1:5432"
MODULE = "benchmarks.engines"
WAYS = {
    "duckdb": "DuckDB in the process",
    "postgres-first": "PostgreSQL, first run: every file is copied",
    "postgres": "PostgreSQL, files copied before",
    "spark-first": "Spark, first run: driver and executors start",
    "spark": "Spark, running",
}


def run() -> list[Way]:
    """Compare the answers of every engine, then show what each took."""
    data = make(w1.DATA / str(w1.ROWS), w1.ROWS)
    with tempfile.TemporaryDirectory(prefix="kpi-engines-") as home:
        w1.child("found", data, home)
        lines: list[str] = []
        for name, place in _places():
            os.environ["KPILOOP_WAREHOUSE"] = place
            lines += w1.child(name, data, home, MODULE)
        os.environ.pop("KPILOOP_WAREHOUSE")
        for name in ("postgres", "spark"):
            _compare(Path(home), name)
    return [w1.median_of(name, [line for line in lines if line.startswith(f"{way} ")]) for way, name in WAYS.items()]


def _places() -> Iterator[tuple[str, str]]:
    yield "duckdb", "duckdb"
    with _database() as address:
        yield "postgres", address
    with spark.cluster(port=spark.free_port()) as address:
        yield "spark", address


@contextmanager
def _database() -> Iterator[str]:
    import psycopg

    name = f"kpiloop_bench_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _compare(home: Path, name: str) -> None:
    """Every cell of every scan, as exact numbers; one difference and no time is shown."""
    cells = 0
    for path in sorted(home.glob("duckdb-*.parquet")):
        other = home / path.name.replace("duckdb", name)
        with duckdb.connect() as store:
            columns = [row[0] for row in store.execute(f"DESCRIBE FROM '{path}'").fetchall()]
            exact = ", ".join(_exact(column) for column in columns)
            sides = [f"(SELECT {exact} FROM '{side}')" for side in (path, other)]
            for first, second in (sides, sides[::-1]):
                found = store.execute(f"SELECT count(*) FROM (FROM {first} EXCEPT ALL FROM {second})").fetchall()
                if found[0][0]:
                    raise SystemExit(f"engines: {found[0][0]} rows of {path.name} differ on {name}; no time is shown")
            cells += store.execute(f"SELECT count(*) FROM '{path}'").fetchall()[0][0] * (len(columns) - 2)
    print(f"engines: {cells:,} cells of {name} compared with those of DuckDB, 0 different")


def _exact(column: str) -> str:
    return f'"{column}"' if column in ("subject", "window") else f'CAST("{column}" AS DECIMAL(38,6)) AS "{column}"'


class Watch:
    """Processor seconds of the processes that work for this one, looked at ten times a second."""

    def __init__(self, *marks: str) -> None:
        self.marks = marks
        self.seen: dict[str, float] = {}
        self.before = 0.0
        self.ended = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self.ended.wait(0.1):
            self.look()

    def look(self) -> None:
        """Note how much each process has used by now; those that ended keep what was seen last."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if any(mark in command for mark in self.marks) and folder.name != str(os.getpid()):
                    numbers = (folder / "stat").read_text().rpartition(") ")[2].split()
                    ticks = int(numbers[11]) + int(numbers[12])
                    self.seen[folder.name] = ticks / os.sysconf("SC_CLK_TCK")
            except OSError:
                continue

    def lap(self) -> float:
        """Seconds since the last call."""
        self.look()
        together = sum(self.seen.values())
        used, self.before = together - self.before, together
        return used


def scans(name: str) -> None:
    """All scans once from nothing and then ROUNDS times again; what they answered is kept as files."""
    import django

    django.setup()
    from django.conf import settings

    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.foundation.calendar import selectors as calendar
    from kpiloop.foundation.warehouse import engine_io as warehouse
    from kpiloop.foundation.warehouse import engines
    from kpiloop.foundation.warehouse import services as facts
    from kpiloop.loop.measure.computing.months import prepare_computation

    for dataset in w1_company.DATASETS:
        facts.note_folder(SYSTEM, dataset=dataset)
    months = list(calendar.periods(SYSTEM))
    version = warehouse.current_version_number()
    answers: list[object] = []
    ask = engines.answer
    engines.answer = lambda question: answers.append(ask(question)) or answers[-1]  # type: ignore[assignment,return-value,func-returns-value]
    marks = {"postgres": (urlsplit(settings.WAREHOUSE).path.strip("/"), "parallel worker for PID")}
    watch = Watch(*marks.get(name, ("org.apache.spark", "kpiloop.foundation.bounded.worker")))
    watch.lap()
    for number in range(ROUNDS + 1):
        answers.clear()
        way = f"{name}-first" if number == 0 else name
        wall, cpu = time.perf_counter(), time.process_time()
        prepare_computation(SYSTEM, months=months, version=version, kpis=None)
        used = time.process_time() - cpu + watch.lap()
        print(way, round(time.perf_counter() - wall, 2), round(used, 2), 0)
    _keep(name, answers)


def _keep(name: str, answers: list[object]) -> None:
    import pyarrow.parquet as pq

    found = [answer.table for answer in answers if "subject" in answer.table.column_names]  # type: ignore[attr-defined]
    for number, table in enumerate(found):
        pq.write_table(table, Path(os.environ["KPILOOP_HOME"]) / f"{name}-{number}.parquet")


if __name__ == "__main__":
    acts: dict[str, Callable[[], None]] = {name: lambda: scans(sys.argv[1]) for name in ("duckdb", "postgres", "spark")}
    acts[sys.argv[1]]()
