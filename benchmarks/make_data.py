"""Synthetic companies for measurements: 1,200 units, 36 months of order lines, and what stands beside them.

python -m benchmarks.make_data FOLDER [ROWS]      default 1,000,000 order lines

Every number is a function of (seed, place, line): any month can be made again alone and comes out the same bytes
of data with the same DuckDB. Money is integer cents. Shapes are those of docs/benchmarks.md.
"""

from __future__ import annotations

import math
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

SEED = 20_230_101
MONTHS, LEAVES, FIRST_LEAF, PRODUCTS = 36, 1_000, 201, 5_000
LEVELS = (1, 8, 40, 151, 1_000)
SEASON = (1.2, 0.8, 1, 1, 1.05, 1.1, 0.95, 0.95, 1, 1.05, 1.3, 1.2)


@dataclass(frozen=True)
class Unit:
    """A unit of the tree."""

    id: int  #: 1 to 1,200, level by level
    parent: int  #: unit above; 0 for the company
    level: int  #: 0 for the company, 4 for leaves


def tree() -> list[Unit]:
    """The tree: every parent has at least one child, the rest fall at random."""
    dice = random.Random(SEED)
    units, above, number = [Unit(1, 0, 0)], [1], 1
    for level, size in enumerate(LEVELS[1:], start=1):
        ids = list(range(number + 1, number + size + 1))
        parents = above + [dice.choice(above) for _ in range(size - len(above))]
        dice.shuffle(parents)
        units += [Unit(key, parent, level) for key, parent in zip(ids, parents, strict=True)]
        above, number = ids, number + size
    return units


def month_start(month: int) -> str:
    """First day of month 0 to 36, as an ISO date."""
    return f"{2023 + month // 12}-{month % 12 + 1:02d}-01"


def lines_of_months(lines: int) -> list[int]:
    """How many order lines each month has; together exactly `lines`."""
    shares = [SEASON[month % 12] * (1 + 0.01 * month) for month in range(MONTHS)]
    ends = [round(lines * sum(shares[: month + 1]) / sum(shares)) for month in range(MONTHS)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def make(folder: Path, lines: int) -> Path:
    """Write all tables as Parquet below a folder; a finished folder is left alone."""
    done = folder / "done"
    if done.exists():
        return folder
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as store:
        _side_tables(store, lines)
        for name in ("orders", "opex", "headcount", "complaints", "target", "changes"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        start = 0
        for month, count in enumerate(lines_of_months(lines)):
            _write(store, _orders(month, start, count, lines), folder / "orders" / f"{month_start(month)[:7]}.parquet")
            start += count
        _write(store, _opex(lines), folder / "opex" / "opex.parquet")
        _write(store, _headcount(), folder / "headcount" / "headcount.parquet")
        _write(store, _complaints(lines), folder / "complaints" / "complaints.parquet")
        _write(store, _target(lines), folder / "target" / "target.parquet")
        _write(store, _day_new(lines), folder / "changes" / "day_new.parquet")
        march = folder / "orders" / "2024-03.parquet"
        _write(store, _late(march), folder / "changes" / "late.parquet")
    done.write_text(f"{lines} lines, seed {SEED}\n", encoding="utf-8")
    return folder


def _write(store: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    store.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def _dice(place: int, line: str = "line") -> str:
    """A uniform number in [0, 1) that depends on seed, place and line alone."""
    return f"((hash(({line}) * 64 + {place} + {SEED} * 10000000000) >> 11)::DOUBLE / 9007199254740992.0)"


def _normal(place: int, line: str = "line") -> str:
    """A standard normal number, by Box and Muller."""
    first, second = _dice(place, line), _dice(place + 1, line)
    return f"(sqrt(-2 * ln(1 - {first})) * cos(2 * {math.pi!r} * {second}))"


def _side_tables(store: duckdb.DuckDBPyConnection, lines: int) -> None:
    """Products with price and margin; customers with a home leaf, larger leaves having more of them."""
    store.execute(
        f"CREATE TABLE product AS SELECT line AS id, (exp(8.5 + {_normal(1)}) + 100)::BIGINT AS price, "
        f"0.08 + 0.42 * {_dice(3)} AS margin FROM range({PRODUCTS}) t(line)"
    )
    store.execute(
        f"CREATE TABLE size AS SELECT line, sum(exp(0.7 * {_normal(5)})) OVER (ORDER BY line) AS upto "
        f"FROM range({LEAVES}) t(line)"
    )
    store.execute(
        f"CREATE TABLE customer AS SELECT c.line AS id, {FIRST_LEAF} + size.line AS home "
        f"FROM (SELECT line, {_dice(7)} * (SELECT max(upto) FROM size) AS at FROM range({customers(lines)}) t(line)) c "
        "ASOF JOIN size ON c.at <= size.upto"
    )


def customers(lines: int) -> int:
    """How many customers there are."""
    return max(50_000, lines // 50)


def _orders(month: int, start: int, count: int, lines: int) -> str:
    day = f"DATE '{month_start(month)}' + ((line - {start}) * (DATE '{month_start(month + 1)}' - "
    day += f"DATE '{month_start(month)}') // {max(count, 1)})::INTEGER"
    return _lines(day, start, count, lines)


def _lines(day: str, start: int, count: int, lines: int) -> str:
    """Order lines from number `start` on, in the order of their dates."""
    return f"""
SELECT line AS line_id, day AS date, leaf::SMALLINT AS leaf_id, (id + 1)::SMALLINT AS product_id,
  (leaf * 7 % 31 + 1)::TINYINT AS region_id, channel::TINYINT AS channel_id, qty::SMALLINT AS qty,
  (gross - off)::BIGINT AS amount, (gross * (1 - margin))::BIGINT AS cost, off AS discount,
  (customer_id + 1)::INTEGER AS customer_id, returned
FROM (SELECT d.*, p.id, p.margin, qty * price AS gross, (qty * price * rate)::BIGINT AS off,
        CASE WHEN stray < 0.2 THEN {FIRST_LEAF} + floor({_dice(11)} * {LEAVES})::BIGINT ELSE c.home END AS leaf
      FROM (SELECT line, {day} AS day, floor(pow({_dice(12)}, 2) * {customers(lines)})::BIGINT AS customer_id,
              floor(pow({_dice(13)}, 1.5) * {PRODUCTS})::BIGINT AS wanted, {_dice(14)} AS stray,
              1 + floor({_dice(15)} * 6)::BIGINT AS channel, 1 + floor({_dice(16)} * 5)::BIGINT AS qty,
              CASE WHEN {_dice(17)} < 0.3 THEN 0.01 + 0.19 * {_dice(18)} ELSE 0 END AS rate,
              {_dice(19)} < 0.039 AS returned
            FROM range({start}, {start + count}) t(line)) d
      JOIN product p ON p.id = d.wanted JOIN customer c ON c.id = d.customer_id)
ORDER BY line"""


def _leaf_months() -> str:
    """Every leaf in every month, with a number of its own."""
    return (
        f"(SELECT leaf * {MONTHS} + m AS line, ({FIRST_LEAF} + leaf)::SMALLINT AS leaf_id, "
        f"(DATE '2023-01-01' + to_months(m::INTEGER))::DATE AS month "
        f"FROM range({LEAVES}) l(leaf), range({MONTHS}) t(m))"
    )


def _opex(lines: int) -> str:
    scale = 0.3 * lines / 36_000 * 900
    return (
        f"SELECT month, leaf_id, kind::TINYINT AS kind, "
        f"({scale} * exp(0.4 * {_normal(21, 'line * 6 + kind')}))::BIGINT AS amount "
        f"FROM {_leaf_months()}, range(1, 7) k(kind) ORDER BY month, leaf_id, kind"
    )


def _headcount() -> str:
    return (
        f"SELECT month, leaf_id, hc_end, floor(hc_end * 0.06 * {_dice(24)})::BIGINT AS leavers, hc_end * 160 AS hours "
        f"FROM (SELECT *, 5 + floor({_dice(23)} * 115)::BIGINT AS hc_end FROM {_leaf_months()}) ORDER BY month, leaf_id"
    )


def _complaints(lines: int) -> str:
    return (
        f"SELECT DATE '2023-01-01' + floor({_dice(25)} * 1096)::INTEGER AS date, "
        f"({FIRST_LEAF} + floor({_dice(26)} * {LEAVES}))::SMALLINT AS leaf_id, "
        f"(1 + floor({_dice(27)} * 3))::TINYINT AS severity FROM range({lines // 1000}) t(line) ORDER BY line"
    )


def _target(lines: int) -> str:
    scale = 12 * lines / 36_000 * 900
    return (
        f"SELECT month, leaf_id, ({scale} * exp(0.2 * {_normal(28)}))::BIGINT AS rev_target "
        f"FROM {_leaf_months()} ORDER BY month, leaf_id"
    )


def _day_new(lines: int) -> str:
    return _lines("DATE '2025-12-31'", lines, lines // 1000, lines)


def _late(march: Path) -> str:
    """Up to 2,000 lines of March 2024 in 20 leaves again: a tenth cheaper, every tenth line another customer."""
    return (
        "SELECT * REPLACE ((amount * 0.9)::BIGINT AS amount, "
        "CASE WHEN line_id % 10 = 0 THEN customer_id % 40000 + 7 ELSE customer_id END::INTEGER AS customer_id) "
        f"FROM read_parquet('{march}') WHERE leaf_id % 50 = 1 ORDER BY line_id LIMIT 2000"
    )


if __name__ == "__main__":
    asked = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    print(make(Path(sys.argv[1]), asked))
