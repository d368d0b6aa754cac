"""W4 by hand: the children of a node, twelve months, by region, from all rows and from a leaf map made for it."""

from __future__ import annotations

from pathlib import Path

import duckdb

FIGURES = {
    "revenue": "sum(amount)",
    "gross_margin": "(sum(amount) - sum(cost)) / nullif(sum(amount), 0)::DOUBLE",
    "return_rate": "count(*) FILTER (returned) / nullif(count(*), 0)::DOUBLE",
    "customers": "count(DISTINCT customer_id)",
}


def prepare(store: duckdb.DuckDBPyConnection, below: dict[int, list[int]]) -> None:
    """A table of every leaf under every unit."""
    store.execute("CREATE TABLE under (unit INTEGER, leaf INTEGER)")
    store.executemany(
        "INSERT INTO under VALUES (?, ?)", [(unit, leaf) for unit, held in below.items() for leaf in held]
    )


def drill(
    store: duckdb.DuckDBPyConnection, files: list[Path], kpi: str, children: list[int]
) -> list[tuple[int, int, str, float | None]]:
    """(child, month 1 to 12, region, figure) from the rows of the listed files."""
    listed = ", ".join(f"'{path}'" for path in files)
    return store.execute(
        f"SELECT unit, month(date), region_id, {FIGURES[kpi]} FROM read_parquet([{listed}]) f "
        f"JOIN under ON under.leaf = f.leaf_id WHERE unit IN ({', '.join(map(str, children))}) GROUP BY ALL"
    ).fetchall()
