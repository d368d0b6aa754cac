"""W2 and W2b: a day more, and a correction of March 2024, beside a full run of the same company.

What a load makes the product do (`run_periods` with the months it touched) beside `run_periods` over everything, all
forty KPIs kept as values; the scans alone, which is what facts cost, are timed apart, and so is the job that keeps
states after each run. Afterwards a full run over all months, without states, must come to the same figures: the
increment left nothing behind. (It writes values anew all the same: a note of a folder is a load of all its files.)
ROWS is settable; KPIS names those to keep, as revenue,customers, where all would take too long.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import w1_company
from benchmarks.make_data import MONTHS, make, month_start
from benchmarks.timing import Way
from benchmarks.w1 import DATA, ROWS, Laps, child

WAYS = {
    "full-scan": "full run: all scans of 36 months",
    "full-values": "full run: all KPIs evaluated and kept",
    "full-states": "after it: states of all months left behind",
    "day-scan": "W2, a day more: scans of the windows it touches",
    "day-values": "W2: evaluated and kept",
    "day-states": "after it: states",
    "late-scan": "W2b, March 2024 corrected: scans of the windows it touches",
    "late-values": "W2b: evaluated and kept",
    "late-states": "after it: states",
}
LAST = month_start(MONTHS - 1)[:7]
KPIS = os.environ.get("KPIS", "").split(",") if os.environ.get("KPIS") else None


def run() -> list[Way]:
    """Full run, then a day, then a correction, in one company."""
    made = make(DATA / str(ROWS), ROWS)
    with tempfile.TemporaryDirectory(prefix="kpi-w2-") as home:
        data = Path(home) / "data"
        shutil.copytree(made.resolve(), data)
        child("found", data, home)
        lines = child("all", data, home, module="benchmarks.w2")
    print(*(line for line in lines if line.startswith("w2:")), sep="\n")
    kept = {line.split()[0]: [float(text) for text in line.split()[1:]] for line in lines if line.split()[0] in WAYS}
    return [Way(name, ROWS, *kept[way]) for way, name in WAYS.items()]


def everything(data: Path) -> None:
    """All three in one process, as in a running installation."""
    import django

    django.setup()
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.loop.measure.services import keep_states, run_periods

    def timed(way: str, first: str, touched: list[str] | None) -> int:
        laps = Laps()

        def told(step: str, done: int, total: int) -> None:
            if (step, done) == ("compute", 0):
                laps.lap(f"{way}-scan")

        done = run_periods(
            SYSTEM, first=first, last=LAST, kpis=KPIS, touched=touched, now=w1_company.NOW, progress=told
        )
        laps.lap(f"{way}-values")
        keep_states(SYSTEM, first=first, last=LAST)
        laps.lap(f"{way}-states")
        print(f"w2: {way}: {done.values_written} values kept anew, {done.values_unchanged} as they were")
        return done.values_written

    timed("full", "2023-01", None)
    shutil.copy(data / "changes" / "day_new.parquet", data / "orders" / "2025-12-31.parquet")
    written = [timed("day", LAST, [LAST])]
    _correct(data)
    written.append(timed("late", "2024-03", ["2024-03"]))
    before = _current()
    shutil.rmtree(Path(os.environ["KPILOOP_HOME"]) / "warehouse" / "states")
    run_periods(SYSTEM, first="2023-01", last=LAST, kpis=KPIS, now=w1_company.NOW)
    after = _current()
    left = sum(before.get(slot) != figure for slot, figure in after.items())
    print(f"w2: of {len(after)} figures a full run afterwards changes {left}")
    if left or len(after) != len(before) or not all(written):
        raise SystemExit("w2: the increment is not equal to a full run")


def _current() -> dict[tuple[object, ...], object]:
    """Every figure in force; the load a value names differs, because a folder is noted as a whole."""
    from kpiloop.loop.measure.models import Value

    rows = Value.objects.filter(is_current=True)
    return {tuple(row[:4]): row[4] for row in rows.values_list("kpi", "subject", "period", "window", "actual")}


def _correct(data: Path) -> None:
    import duckdb

    march, late = data / "orders" / "2024-03.parquet", data / "changes" / "late.parquet"
    new = march.with_suffix(".new")
    duckdb.execute(
        f"COPY (FROM '{march}' WHERE line_id NOT IN (SELECT line_id FROM '{late}') UNION ALL FROM '{late}') "
        f"TO '{new}' (FORMAT parquet, COMPRESSION zstd)"
    )
    os.replace(new, march)


if __name__ == "__main__":
    acts: dict[str, Callable[[Path], None]] = {"all": everything}
    acts[sys.argv[1]](Path(sys.argv[2]))
