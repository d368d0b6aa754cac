"""W4, drilling down: the children of a node, the 12 months of 2025, split by region; warm, whole calls.

The root and eleven random inner nodes, three rounds each, of a sum, two ratios and a count of different customers.
Every figure of every call is compared with SQL by hand over the rows. ROWS is settable; NODES and KPIS too.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks import w1_company
from benchmarks.baseline import w4 as by_hand
from benchmarks.make_data import make, tree
from benchmarks.timing import Way
from benchmarks.w1 import DATA, ROWS, child

NODES = int(os.environ.get("NODES") or 12)
ROUNDS = 3
KPIS = os.environ.get("KPIS", "revenue gross_margin return_rate customers").split()
YEAR = [f"2025-{month:02d}" for month in range(1, 13)]


def run() -> list[Way]:
    """Compare and time in one process; the first way is SQL by hand over the rows."""
    data = make(DATA / str(ROWS), ROWS)
    with tempfile.TemporaryDirectory(prefix="kpi-w4-") as home:
        child("found", data, home)
        lines = child("drill", data, home, module="benchmarks.w4")
    print(*(line for line in lines if line.startswith("w4:")), sep="\n")
    kept = [line.split("\t") for line in lines if "\t" in line]
    return [Way(name, int(calls), float(wall), float(cpu), float(most)) for name, calls, wall, cpu, most in kept]


def drill(data: Path) -> None:
    """Every call of the product and by hand."""
    import django

    django.setup()
    from kpiloop.foundation.access.actors import SYSTEM
    from kpiloop.foundation.org import selectors as org
    from kpiloop.foundation.warehouse import services as facts
    from kpiloop.loop.measure.selectors import drill_down

    for dataset in w1_company.DATASETS:
        facts.note_folder(SYSTEM, dataset=dataset)
    units = tree()
    children = {unit.id: [each.id for each in units if each.parent == unit.id] for unit in units}
    inner = [unit.id for unit in units if children[unit.id] and unit.level > 0]
    nodes = [1, *random.Random(4).sample(inner, NODES - 1)]
    keys = {node: org.subject(SYSTEM, str(node)).id for node in nodes}
    files = [data / "orders" / f"{month}.parquet" for month in YEAR]

    def ours(node: int, kpi: str):  # type: ignore[no-untyped-def]
        return drill_down(SYSTEM, kpi=kpi, unit_id=keys[node], first=YEAR[0], last=YEAR[-1], by="region_id")

    began, spent = time.perf_counter(), time.process_time()
    ours(nodes[-1], "revenue")
    wall, cpu = time.perf_counter() - began, time.process_time() - spent
    print(f"w4: month table of {ROWS:,} lines made in {wall:.1f} s wall, {cpu:.1f} s CPU")
    if "customers" in KPIS:
        began, spent = time.perf_counter(), time.process_time()
        ours(nodes[-1], "customers")
        wall, cpu = time.perf_counter() - began, time.process_time() - spent
        print(f"w4: different customers of all units, twelve months, kept in {wall:.1f} s wall, {cpu:.1f} s CPU")
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as store:
        by_hand.prepare(store, {unit.id: _leaves(unit.id, children) for unit in units})
        hand = {kpi: [] for kpi in KPIS}
        product = {kpi: [] for kpi in KPIS}
        compared = different = 0
        read: dict[str, set[str]] = {kpi: set() for kpi in KPIS}
        for _ in range(ROUNDS):
            for node in nodes:
                for kpi in KPIS:
                    wanted = _timed(hand[kpi], lambda: by_hand.drill(store, files, kpi, children[node]))  # noqa: B023
                    found = _timed(product[kpi], lambda: ours(node, kpi))  # noqa: B023
                    read[kpi].add(found.read)
                    figures = {(int(r.subject.code), r.period, r.member): r.figure for r in found.rows}
                    expected = {(unit, YEAR[month - 1], str(member)): figure for unit, month, member, figure in wanted}
                    compared += len(expected)
                    different += sum(not _equal(figures.get(key), figure) for key, figure in expected.items())
                    different += len(figures.keys() - expected.keys())
    print(f"w4: {compared:,} figures compared with SQL over the rows, {different} different")
    if different:
        raise SystemExit("w4: figures differ; no time is shown")
    _told("SQL by hand over the rows, all calls together", [each for kpi in KPIS for each in hand[kpi]])
    for kpi in KPIS:
        _told(f"by hand over the rows: {kpi}", hand[kpi])
        _told(f"KPILoop ({', '.join(sorted(read[kpi]))}): {kpi}", product[kpi])
    _told("KPILoop, all calls together", [each for kpi in KPIS for each in product[kpi]])


def _told(name: str, taken: list[tuple[float, float]]) -> None:
    import resource

    walls = sorted(wall * 1000 for wall, _ in taken)
    at = min(round(len(walls) * 0.95), len(walls) - 1)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = statistics.mean(cpu for _, cpu in taken)
    spent = sorted(cpu * 1000 for _, cpu in taken)
    spread = f"p50 {statistics.median(walls):.0f} ms, p95 {walls[at]:.0f} ms; "
    spread += f"CPU {statistics.median(spent):.0f}, {spent[at]:.0f} ms"
    print(f"{name}: {spread}", len(walls), statistics.mean(walls) / 1000, cpu, most, sep="\t")


def _timed(into: list[tuple[float, float]], act):  # type: ignore[no-untyped-def]
    began, spent = time.perf_counter(), time.process_time()
    found = act()
    into.append((time.perf_counter() - began, time.process_time() - spent))
    return found


def _leaves(unit: int, children: dict[int, list[int]]) -> list[int]:
    below = children[unit]
    return [leaf for each in below for leaf in _leaves(each, children)] if below else [unit]


def _equal(ours: object, there: object) -> bool:
    if ours is None or there is None:
        return ours is None and there is None
    other = float(there)  # type: ignore[arg-type]  # numbers of the driver
    return abs(float(ours) - other) <= 1e-12 * max(1.0, abs(other))  # type: ignore[arg-type]


if __name__ == "__main__":
    acts: dict[str, Callable[[Path], None]] = {"drill": drill}
    acts[sys.argv[1]](Path(sys.argv[2]))
