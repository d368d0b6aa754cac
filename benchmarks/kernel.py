"""An experiment: the core of W1 in a compiled kernel (numba) over plain columns, with one core and with two.

Rows of one key are brought together by counting; walking up from its leaf, a row stops at the first unit that has seen
the key in its month. Runs in build/peers like the other tools. Every cell is compared with SQL by hand.

python -m benchmarks.kernel DATA          in the environment of requirements/bench.txt
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
from numba import njit, prange

from benchmarks.baseline import w1 as by_hand
from benchmarks.make_data import MONTHS, tree

UNITS = 1_201
SUMS = tuple(name for name in by_hand.ORDERS)
COLUMNS = {
    "leaf_id": np.int16, "month": np.int8, "customer_id": np.int32, "product_id": np.int16, "channel_id": np.int8,
    "qty": np.int16, "amount": np.int64, "cost": np.int64, "discount": np.int64, "returned": np.bool_,
}  # fmt: skip


def read(data: Path) -> dict[str, np.ndarray]:
    """Plain columns of all months."""
    files = sorted((data / "orders").glob("*.parquet"))
    with duckdb.connect(config={"threads": 2}) as store:
        counts = [store.execute(f"SELECT count(*) FROM '{path}'").fetchone()[0] for path in files]
        held = {name: np.empty(sum(counts), kind) for name, kind in COLUMNS.items()}
        start = 0
        for month, (path, count) in enumerate(zip(files, counts, strict=True)):
            names = [name for name in COLUMNS if name != "month"]
            part = store.execute(f"SELECT {', '.join(names)} FROM '{path}'").fetchnumpy()
            for name in names:
                held[name][start : start + count] = part[name]
            held["month"][start : start + count] = month
            start += count
    return held


@njit(cache=True, parallel=True)
def add_up(leaf, month, channel, qty, amount, cost, discount, returned, parts):  # type: ignore[no-untyped-def]
    """The twelve sums per leaf and month: parts x unit x month x sum."""
    rows = leaf.shape[0]
    sums = np.zeros((parts, UNITS, MONTHS, 12), np.int64)
    for part in prange(parts):
        for row in range(rows * part // parts, rows * (part + 1) // parts):
            cell = sums[part, leaf[row], month[row]]
            value = amount[row]
            cell[0] += value
            cell[1] += cost[row]
            cell[2] += qty[row]
            cell[3] += discount[row]
            cell[4] += 1
            if returned[row]:
                cell[5] += 1
                cell[6] += value
            if channel[row] <= 2:
                cell[7] += value
            elif channel[row] == 5:
                cell[8] += value
            if value >= 1_000_000:
                cell[9] += 1
            if value > cell[10]:
                cell[10] = value
            if discount[row] > 0:
                cell[11] += 1
    return sums


@njit(cache=True, parallel=True)
def together(key, leaf, month, keys, parts):  # type: ignore[no-untyped-def]
    """Leaf and month of every row, rows of one key side by side; where each key begins."""
    rows = key.shape[0]
    count = np.zeros((parts, keys + 1), np.int64)
    for part in prange(parts):
        for row in range(rows * part // parts, rows * (part + 1) // parts):
            count[part, key[row]] += 1
    start = np.zeros(keys + 2, np.int64)
    for each in range(keys + 1):
        at = start[each]
        for part in range(parts):
            held = count[part, each]
            count[part, each] = at
            at += held
        start[each + 1] = at
    packed = np.empty(rows, np.int32)
    for part in prange(parts):
        for row in range(rows * part // parts, rows * (part + 1) // parts):
            packed[count[part, key[row]]] = leaf[row] * 64 + month[row]
            count[part, key[row]] += 1
    return packed, start


@njit(cache=True, parallel=True)
def count_keys(packed, start, parent, parts):  # type: ignore[no-untyped-def]
    """Keys per unit and month, and per unit for the first time in a year: parts x 2 x unit x month."""
    keys = start.shape[0] - 1
    found = np.zeros((parts, 2, UNITS, MONTHS), np.int64)
    rows = packed.shape[0]
    for part in prange(parts):
        first = np.searchsorted(start, rows * part // parts)
        last = np.searchsorted(start, rows * (part + 1) // parts) if part < parts - 1 else keys
        mask = np.zeros(UNITS, np.int64)
        touched = np.empty(UNITS, np.int32)
        for key in range(first, last):
            many = 0
            for row in range(start[key], start[key + 1]):
                unit, bit = packed[row] >> 6, np.int64(1) << (packed[row] & 63)
                while unit > 0 and not mask[unit] & bit:
                    if mask[unit] == 0:
                        touched[many] = unit
                        many += 1
                    mask[unit] |= bit
                    unit = parent[unit]
            for place in range(many):
                unit = touched[place]
                held = mask[unit]
                mask[unit] = 0
                year = -1
                while held:
                    low = held & -held
                    month = 0
                    while low >> month != 1:
                        month += 1
                    found[part, 0, unit, month] += 1
                    if month // 12 != year:
                        found[part, 1, unit, month] += 1
                        year = month // 12
                    held ^= low
    return found


def compute(held: dict[str, np.ndarray], parts: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Sums (unit, month, sum) and counts (month and year to date, unit, month) of all units."""
    units = tree()
    parent = np.zeros(UNITS, np.int32)
    for unit in units:
        parent[unit.id] = unit.parent
    given = [held[name] for name in ("channel_id", "qty", "amount", "cost", "discount", "returned")]
    split = add_up(held["leaf_id"], held["month"], *given, parts)
    sums = split.sum(axis=0)
    sums[:, :, 10] = split[:, :, :, 10].max(axis=0)
    for unit in reversed(units):
        if unit.parent:
            largest = np.maximum(sums[unit.parent, :, 10], sums[unit.id, :, 10])
            sums[unit.parent] += sums[unit.id]
            sums[unit.parent, :, 10] = largest
    counts = {}
    for name, column in by_hand.DISTINCT.items():
        packed, start = together(held[column], held["leaf_id"], held["month"], int(held[column].max()), parts)
        found = count_keys(packed, start, parent, parts).sum(axis=0)
        found[1] = found[1].reshape(UNITS, MONTHS // 12, 12).cumsum(axis=2).reshape(UNITS, MONTHS)
        counts[name] = found
    return sums, counts


def compare(data: Path, sums: np.ndarray, counts: dict[str, np.ndarray]) -> tuple[int, int]:
    """Every cell against SQL by hand: compared, different."""
    compared = different = 0
    with duckdb.connect(config={"threads": 2, "memory_limit": "6GB"}) as store:
        by_hand.core(store, data)
        rows = store.execute(f"SELECT unit, month, {', '.join(SUMS)} FROM sums WHERE n_lines IS NOT NULL").fetchall()
        for unit, month, *wanted in rows:
            compared += len(wanted)
            different += sum(int(a) != int(b) for a, b in zip(wanted, sums[unit, month], strict=True))
        for name, found in counts.items():
            for unit, month, seen, so_far in store.execute(f"SELECT * FROM {name}").fetchall():
                compared += 2
                different += int(seen or 0) != found[0, unit, month]
                different += int(so_far or 0) != found[1, unit, month]
    return compared, different


def main(data: Path) -> None:
    """Compile on a small piece, then read, compute with one core and with two, compare."""
    began, spent = time.perf_counter(), time.process_time()
    held = read(data)
    took = [("reading Parquet into plain columns", time.perf_counter() - began, time.process_time() - spent)]
    small = {name: column[:1000] for name, column in held.items()}
    for parts in (1, 2):
        compute(small, parts)
    answers = {}
    for parts in (1, 2):
        began, spent = time.perf_counter(), time.process_time()
        answers[parts] = compute(held, parts)
        took.append((f"kernel, {parts} part(s)", time.perf_counter() - began, time.process_time() - spent))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    is_same = bool((answers[1][0] == answers[2][0]).all()) and all(
        bool((answers[1][1][name] == answers[2][1][name]).all()) for name in answers[1][1]
    )
    del held
    compared, different = compare(data, *answers[2])
    print(f"kernel: {compared:,} cells compared, {different} different; one core and two the same: {is_same}")
    if different or not is_same:
        raise SystemExit("kernel: cells differ; no time is shown")
    for name, wall, cpu in took:
        print(f"{name}\t{wall:.2f}\t{cpu:.2f}\t{most:.0f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
