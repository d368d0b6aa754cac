"""The core of W1 with other tools, run in an environment of their own: requirements/bench.txt.

python -m benchmarks.peer_ways polars|semantic|semantic-single DATA ANSWER

Each writes unit, month and the twelve order measures with both counts of different values as Parquet, and prints
wall seconds, CPU seconds and megabytes. Polars gives years to date of the counts too; the semantic layer has none.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.make_data import MONTHS, tree

KEYS = {"customers": "customer_id", "products": "product_id"}


def closure() -> list[tuple[int, int]]:
    """Every leaf under every unit above it and itself."""
    parents = {unit.id: unit.parent for unit in tree()}
    pairs = []
    for unit in tree():
        above = unit.id if unit.level == 4 else 0
        while above:
            pairs.append((unit.id, above))
            above = parents[above]
    return pairs


def polars(data: Path, answer: Path) -> None:
    """One pass for the sums, one mask of months per (unit, key), parents from children."""
    import polars as pl

    month = (pl.col("date").dt.year().cast(pl.Int64) - 2023) * 12 + pl.col("date").dt.month().cast(pl.Int64) - 1
    lines = pl.scan_parquet(str(data / "orders" / "*.parquet")).with_columns(
        month=month, unit=pl.col("leaf_id").cast(pl.Int64)
    )
    amount, returned = pl.col("amount"), pl.col("returned")
    sums = lines.group_by("unit", "month").agg(
        revenue=amount.sum(), cogs=pl.col("cost").sum(), qty=pl.col("qty").cast(pl.Int64).sum(),
        discount=pl.col("discount").sum(), n_lines=pl.len(), ret_lines=returned.sum(),
        ret_amount=amount.filter(returned).sum(), online_rev=amount.filter(pl.col("channel_id") <= 2).sum(),
        b2b_rev=amount.filter(pl.col("channel_id") == 5).sum(), big_lines=(amount >= 1_000_000).sum(),
        max_line=amount.max(), disc_lines=(pl.col("discount") > 0).sum(),
    ).collect()  # fmt: skip
    under = pl.DataFrame(closure(), schema={"unit": pl.Int64, "above": pl.Int64}, orient="row")
    names = [name for name in sums.columns if name not in ("unit", "month")]
    table = sums.join(under, on="unit").group_by("above", "month").agg(
        [pl.col(name).max() if name == "max_line" else pl.col(name).sum() for name in names]
    ).rename({"above": "unit"})  # fmt: skip
    parents = pl.DataFrame(
        [(u.id, u.parent) for u in tree()], schema={"unit": pl.Int64, "above": pl.Int64}, orient="row"
    )
    for name, column in KEYS.items():
        bit = pl.lit(2, dtype=pl.Int64).pow(pl.col("month")).cast(pl.Int64)
        level = lines.select("unit", key=pl.col(column).cast(pl.Int64), bit=bit).group_by("unit", "key").agg(
            mask=pl.col("bit").bitwise_or()
        ).collect()  # fmt: skip
        levels = [level]
        for _ in range(4):
            level = level.join(parents, on="unit").group_by("above", "key").agg(mask=pl.col("mask").bitwise_or())
            level = level.rename({"above": "unit"})
            levels.append(level)
        counted = pl.concat([each.group_by("unit", "mask").agg(many=pl.len()) for each in levels])
        seen = [
            ((pl.col("mask") & (1 << place) != 0) * pl.col("many")).sum().alias(f"m{place}") for place in range(MONTHS)
        ]
        so_far = [
            ((pl.col("mask") & ((1 << (place + 1)) - (1 << (place // 12 * 12))) != 0) * pl.col("many")).sum()
            .alias(f"y{place}") for place in range(MONTHS)
        ]  # fmt: skip
        wide = counted.group_by("unit").agg(seen + so_far)
        for start, tail in (("m", ""), ("y", "_ytd")):
            long = wide.unpivot(
                [f"{start}{place}" for place in range(MONTHS)], index="unit", variable_name="month",
                value_name=f"{name}{tail}",
            )  # fmt: skip
            long = long.with_columns(month=pl.col("month").str.slice(1).cast(pl.Int64))
            table = table.join(long, on=["unit", "month"], how="left")
    table.write_parquet(answer)


def semantic(data: Path, answer: Path, *, single: bool = False) -> None:
    """A semantic model with a dimension for unit and month; all measures in one query, or one by one."""
    import ibis
    from boring_semantic_layer import to_semantic_table

    store = ibis.duckdb.connect(threads=2, memory_limit="4GB")
    lines = store.read_parquet(str(data / "orders" / "*.parquet"), table_name="lines")
    under = ibis.memtable([{"leaf": leaf, "unit": unit} for leaf, unit in closure()])
    joined = lines.join(under, lines.leaf_id == under.leaf)
    measures: dict[str, Any] = {
        "revenue": lambda t: t.amount.sum(), "cogs": lambda t: t.cost.sum(), "qty": lambda t: t.qty.sum(),
        "discount": lambda t: t.discount.sum(), "n_lines": lambda t: t.count(),
        "ret_lines": lambda t: t.count(where=t.returned), "ret_amount": lambda t: t.amount.sum(where=t.returned),
        "online_rev": lambda t: t.amount.sum(where=t.channel_id <= 2),
        "b2b_rev": lambda t: t.amount.sum(where=t.channel_id == 5),
        "big_lines": lambda t: t.count(where=t.amount >= 1_000_000), "max_line": lambda t: t.amount.max(),
        "disc_lines": lambda t: t.count(where=t.discount > 0), "customers": lambda t: t.customer_id.nunique(),
        "products": lambda t: t.product_id.nunique(),
    }  # fmt: skip
    model = (
        to_semantic_table(joined, name="orders")
        .with_dimensions(unit=lambda t: t.unit, month=lambda t: (t.date.year() - 2023) * 12 + t.date.month() - 1)
        .with_measures(**measures)
    )
    asked = [[name] for name in measures] if single else [list(measures)]
    for place, names in enumerate(asked):
        found = model.group_by("unit", "month").aggregate(*names)
        found.to_untagged().to_parquet(answer if not single else answer.with_suffix(f".{place}"))


if __name__ == "__main__":
    way, place, target = sys.argv[1:4]
    began, spent = time.perf_counter(), time.process_time()
    if way == "polars":
        polars(Path(place), Path(target))
    else:
        semantic(Path(place), Path(target), single=way == "semantic-single")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(way, time.perf_counter() - began, time.process_time() - spent, most)
