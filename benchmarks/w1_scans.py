"""W1 where values would take too long: the scans of all forty KPIs and 36 months once, beside SQL by hand, and memory.

Each in a process of its own, so that the most memory each held is its own. The figures of the newest CHECKED months
(default 1) of all units are compared. ROWS=100000000 make bench ARGS="w1_scans".
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks import w1
from benchmarks.baseline import w1 as by_hand
from benchmarks.make_data import MONTHS, make
from benchmarks.timing import Way
from benchmarks.w1 import DATA, ROWS, Laps, child

CHECKED = int(os.environ.get("CHECKED_MONTHS") or 1)


def run() -> list[Way]:
    """Product first, then by hand, which compares."""
    data = make(DATA / str(ROWS), ROWS)
    with tempfile.TemporaryDirectory(prefix="kpi-w1s-") as home:
        child("found", data, home)
        ours = child("scans", data, home, module="benchmarks.w1_scans")
        hand = child("hand", data, home, module="benchmarks.w1_scans")
    print(*(line for line in hand if line.startswith("w1_scans:")), sep="\n")
    ways = [("hand", "SQL by hand: 40 KPIs, three windows"), ("scans", "KPILoop: all scans of 40 KPIs")]
    lines = {line.split()[0]: [float(text) for text in line.split()[1:]] for line in (*ours, *hand) if ":" not in line}
    return [Way(name, ROWS, *lines[way]) for way, name in ways]


def scans(data: Path) -> None:
    """All scans, as a run starts with; the figures to compare are put aside."""
    laps = Laps()
    w1.CHECKED = CHECKED
    place = Path(os.environ["KPILOOP_HOME"]) / "figures.pickle"
    place.write_bytes(pickle.dumps(list(w1.figures(laps))))


def hand(data: Path) -> None:
    """The same by hand, and the comparison."""
    laps = Laps()
    columns = [f"{kpi}{tail}" for kpi in by_hand.KPIS for tail in ("", "_ytd", "_py")]
    with duckdb.connect(config={"threads": 2, "memory_limit": "6GB"}) as store:
        by_hand.compute(store, data)
        laps.lap("hand")
        rows = store.execute(
            f"SELECT unit, month, {', '.join(columns)} FROM kpi WHERE month >= {MONTHS - CHECKED}"
        ).fetchall()
    wanted = {(row[0], row[1]): dict(zip(columns, row[2:], strict=True)) for row in rows}
    compared = different = 0
    for (unit, month, column), figure in pickle.loads(
        (Path(os.environ["KPILOOP_HOME"]) / "figures.pickle").read_bytes()
    ):
        compared += 1
        different += not w1.is_equal(figure, wanted[unit, month][column])
    print(f"w1_scans: {compared:,} cells compared, {different} different")
    if different:
        raise SystemExit("w1_scans: figures differ; no time is shown")


if __name__ == "__main__":
    acts: dict[str, Callable[[Path], None]] = {"scans": scans, "hand": hand}
    acts[sys.argv[1]](Path(sys.argv[2]))
