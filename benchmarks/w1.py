"""W1, the full period run: 40 KPIs of 1,200 units in 36 months, beside the best SQL written by hand for just that.

The product is measured through its ordinary door: registered folders, formulas, `run_periods`. Every figure is first
compared with the hand-written SQL; one difference and no time is shown. ROWS, ROUNDS and CHECKED_MONTHS are settable.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from benchmarks import timing, w1_company
from benchmarks.baseline import w1 as by_hand
from benchmarks.make_data import MONTHS, make, month_start
from benchmarks.timing import Way

ROWS = int(os.environ.get("ROWS") or 10_000_000)
ROUNDS = int(os.environ.get("ROUNDS") or 3)
CHECKED = int(os.environ.get("CHECKED_MONTHS") or MONTHS)
DATA = Path(os.environ.get("BENCH_DATA") or "build/bench-data").resolve()
#: The KPIs whose values are stored for all months, while the scans compute all forty.
STORED = ("revenue", "customers")
WAYS = {
    "sql": "SQL by hand: 40 KPIs, three windows",
    "scans": "KPILoop: all scans of 40 KPIs, month, quarter and year to date",
    "values": f"KPILoop: of these, {len(STORED)} KPIs evaluated and kept as values of all months",
    "month": "KPILoop: the newest month, 40 KPIs evaluated and kept as values",
}


def run() -> list[Way]:
    """Compare every figure, then alternate the ways; medians of all rounds."""
    data = make(DATA / str(ROWS), ROWS)
    with tempfile.TemporaryDirectory(prefix="kpi-w1-") as home:
        child("found", data, home)
        compared, different = (int(text) for text in child("check", data, home)[0].split()[1:])
        print(f"w1: {compared:,} cells compared, {different} different")
        if different:
            raise SystemExit("w1: figures differ; no time is shown")
        lines = [line for _ in range(ROUNDS) for way in ("sql", "product") for line in child(way, data, home)]
    return [median_of(name, [line for line in lines if line.startswith(f"{way} ")]) for way, name in WAYS.items()]


def median_of(name: str, lines: list[str], rows: int = ROWS) -> Way:
    """One way of several rounds, from the lines of its processes: its word, seconds, processor seconds, megabytes."""
    return timing.median_of([Way(name, rows, *(float(text) for text in line.split()[1:])) for line in lines])


def child(way: str, data: Path, home: str, module: str = "benchmarks.w1") -> list[str]:
    """Run one way in a fresh process; what it prints are its figures."""
    environment = {**os.environ, "KPILOOP_HOME": home, "DJANGO_SETTINGS_MODULE": "kpiloop.project.settings"}
    command = [sys.executable, "-m", module, way, str(data)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return done.stdout.splitlines()


class Laps:
    """Seconds, processor seconds and memory between calls."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def lap(self, way: str, times: float = 1) -> None:
        """Print what passed since the last call; of a sample so many times as much."""
        wall, cpu = time.perf_counter(), time.process_time()
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(way, round((wall - self.wall) * times, 3), round((cpu - self.cpu) * times, 3), round(most))
        self.wall, self.cpu = wall, cpu


def sql(data: Path) -> None:
    """The whole workload by hand."""
    laps = Laps()
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as store:
        by_hand.compute(store, data)
    laps.lap("sql")


def product(data: Path) -> None:
    """The same through the product; the scans always compute what all forty KPIs need."""
    import django

    django.setup()
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.loop.measure.services import run_periods

    laps = Laps()

    def told(step: str, done: int, total: int) -> None:
        if (step, done) == ("compute", 0):
            laps.lap("scans")

    last = month_start(MONTHS - 1)[:7]
    run_periods(SYSTEM, first="2023-01", last=last, kpis=STORED, now=w1_company.NOW, progress=told)
    laps.lap("values")
    run_periods(SYSTEM, first=last, last=last, now=w1_company.NOW)
    laps.lap("month")


def check(data: Path) -> None:
    """Every figure of the newest CHECKED months against the hand-written SQL; prints compared and different."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as store:
        by_hand.compute(store, data)
        columns = [f"{kpi}{tail}" for kpi in by_hand.KPIS for tail in ("", "_ytd", "_py")]
        rows = store.execute(f"SELECT unit, month, {', '.join(columns)} FROM kpi").fetchall()
    wanted = {(row[0], row[1]): dict(zip(columns, row[2:], strict=True)) for row in rows}
    compared = different = 0
    for (unit, month, column), figure in figures():
        compared += 1
        there = wanted[unit, month][column]
        if not is_equal(figure, there):
            different += 1
            if different < 10:
                print("different", unit, month, column, figure, there, file=sys.stderr)
    print("checked", compared, different)


def figures(laps: Laps | None = None) -> Iterator[tuple[tuple[int, int, str], float | None]]:
    """(unit, month, column of the SQL) -> figure of the product; the lap of its scans, where laps are taken."""
    import django

    django.setup()
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.foundation.calendar import selectors as calendar
    from kpiloop.foundation.org import engine_io as org
    from kpiloop.foundation.warehouse import engine_io as warehouse
    from kpiloop.foundation.warehouse import services as facts
    from kpiloop.loop.measure.computing.months import prepare_computation

    for dataset in w1_company.DATASETS:
        facts.note_folder(SYSTEM, dataset=dataset)
    months = list(calendar.periods(SYSTEM))
    if laps is not None:
        laps.lap("noted")
    ready = prepare_computation(SYSTEM, months=months, version=warehouse.current_version_number(), kpis=None)
    if laps is not None:
        laps.lap("scans")
    units = {key: int(row.code) for key, row in org.subjects_by_id().items()}
    keys = ready.sheet.codes
    for place, month in list(enumerate(months))[-CHECKED:]:
        for kpi in by_hand.KPIS:
            for key, unit in units.items():
                for window, tail in (("month", ""), ("ytd", "_ytd")):
                    figure = ready.sheet.compute((keys[kpi], key, month.code, window)).figure
                    yield (unit, place, f"{kpi}{tail}"), None if hasattr(figure, "reason") else float(figure)
                if place >= 12:
                    before = ready.sheet.compute((keys[kpi], key, months[place - 12].code, "month")).figure
                    yield (unit, place, f"{kpi}_py"), None if hasattr(before, "reason") else float(before)
        ready.sheet.known.clear()


def is_equal(figure: float | None, there: object) -> bool:
    """Whether a figure of the product is that of the SQL by hand."""
    if figure is None or there is None:
        return figure is None and there is None
    other = float(there)  # type: ignore[arg-type]  # numbers of the driver
    return abs(figure - other) <= 1e-12 * max(1.0, abs(other))


def found(data: Path) -> None:
    """Found the company once; every way then runs in it."""
    w1_company.found(data)


if __name__ == "__main__":
    acts: dict[str, Callable[[Path], None]] = {"found": found, "check": check, "sql": sql, "product": product}
    acts[sys.argv[1]](Path(sys.argv[2]))
