"""Other tools beside the product on the core of W1, and the product forced to one query per KPI.

Polars and a semantic layer on Ibis run in an environment of their own (`make bench` installs requirements/bench.txt
into build/peers; without it they are left out). What each answers is compared with SQL by hand first. ROWS is settable.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks import w1_company
from benchmarks.baseline import w1 as by_hand
from benchmarks.make_data import MONTHS, make
from benchmarks.timing import Way
from benchmarks.w1 import DATA, ROWS, Laps, child

PYTHON = Path(os.environ.get("PEERS_PYTHON") or "build/peers/bin/python")
SUMS = tuple(by_hand.ORDERS)
#: Way -> name, and the columns it answers.
PEERS = {
    "polars": ("Polars by hand: the same idea, sums and both counts, month and year to date of the counts",
               (*SUMS, "customers", "products", "customers_ytd", "products_ytd")),
    "semantic": ("a semantic layer on Ibis (boring-semantic-layer): 14 measures in one query, month only",
                 (*SUMS, "customers", "products")),
    "semantic-single": ("the same layer: 14 measures one by one, month only", ()),
}  # fmt: skip
OURS = {
    "core": "SQL by hand: the core (12 sums, both counts, month and year to date)",
    "together": "KPILoop: 40 KPIs together, all scans",
    "one-by-one": "KPILoop: the same 40 KPIs, one query per KPI and dataset",
}


def run() -> list[Way]:
    """One round each; the first way is SQL by hand."""
    data = make(DATA / str(ROWS), ROWS)
    ways = []
    with tempfile.TemporaryDirectory(prefix="kpi-peers-") as home:
        child("found", data, home)
        for way, name in OURS.items():
            ways.append(_way(name, child(way, data, home, module="benchmarks.peers")))
        for way, (name, columns) in PEERS.items():
            if not PYTHON.exists():
                print(f"peers: {way} left out, no environment at {PYTHON}")
                continue
            answer = Path(home) / f"{way}.parquet"
            command = [str(PYTHON), "-m", "benchmarks.peer_ways", way, str(data), str(answer)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(done.stderr[-2000:])
            _compare(way, data, answer, columns)
            ways.append(_way(name, done.stdout.splitlines()))
    return ways


def _way(name: str, lines: list[str]) -> Way:
    seconds, cpu, megabytes = (float(text) for text in lines[-1].split()[1:])
    return Way(name, ROWS, seconds, cpu, megabytes)


def _compare(way: str, data: Path, answer: Path, columns: tuple[str, ...]) -> None:
    """Every cell of what a peer answered against SQL by hand."""
    if not columns:
        return
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as store:
        by_hand.core(store, data)
        # The semantic layer answers a sum over no row with nothing, by hand it is 0.
        ours = {name: f"coalesce(a.{name}, 0)" if name in SUMS else f"a.{name}" for name in columns}
        hand = {name: f"{'s' if name in SUMS else name.removesuffix('_ytd')}.{name}" for name in columns}
        differ = " + ".join(f"({ours[name]} IS DISTINCT FROM {hand[name]})::INT" for name in columns)
        joins = " ".join(
            f"LEFT JOIN {name} ON {name}.unit = s.unit AND {name}.month = s.month" for name in by_hand.DISTINCT
        )
        rows, wrong = store.execute(
            f"SELECT count(*), sum({differ}) FROM sums s {joins} "
            f"LEFT JOIN read_parquet('{answer}') a ON a.unit = s.unit AND a.month = s.month WHERE s.n_lines IS NOT NULL"
        ).fetchall()[0]
    print(f"peers: {way}: {rows * len(columns):,} cells compared, {wrong} different")
    if wrong:
        raise SystemExit(f"peers: {way} answers something else; no time is shown")


def core(data: Path) -> None:
    """SQL by hand for what the peers compute."""
    laps = Laps()
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as store:
        by_hand.core(store, data)
    laps.lap("core")


def scans(data: Path, *, together: bool) -> None:
    """The scans of all 40 KPIs of all units, months, quarters and years to date; each with what it needs from rows."""
    import django

    django.setup()
    from kpiloop.engine.dataflow import KpiRequest, build
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.foundation.calendar import selectors as calendar
    from kpiloop.foundation.warehouse import engine_io as warehouse
    from kpiloop.foundation.warehouse import services as facts
    from kpiloop.loop.measure.scanning import run_scans, unit_members, windows_of
    from kpiloop.loop.measure.splitting.unfolding import unfold
    from kpiloop.loop.measure.splitting.values import bound_in_force

    for dataset in w1_company.DATASETS:
        facts.note_folder(SYSTEM, dataset=dataset)
    months = list(calendar.periods(SYSTEM))[:MONTHS]
    windows = windows_of(calendar.engine_calendar(SYSTEM), months)
    members = unit_members(months[0].starts_on, months[-1].ends_before)
    version, requests = warehouse.current_version_number(), []
    assert version is not None
    for kpi in by_hand.KPIS:
        bound, bindings, shapes = bound_in_force(kpi, months[0])
        assert bound is not None
        formula = unfold(bound, bindings, months[0].starts_on)
        assert formula is not None
        requests.append(KpiRequest(kpi, list(formula.sources)))
    laps = Laps()
    for asked in [requests] if together else [[request] for request in requests]:
        run_scans(build(asked, shapes), "u", version, shapes, members, windows)
    laps.lap("scans")


if __name__ == "__main__":
    acts: dict[str, Callable[[Path], None]] = {
        "core": core,
        "together": lambda data: scans(data, together=True),
        "one-by-one": lambda data: scans(data, together=False),
    }
    acts[sys.argv[1]](Path(sys.argv[2]))
