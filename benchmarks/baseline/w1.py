"""W1 by hand: 40 KPIs of 1,200 units in 36 months, as month, year to date and month a year before.

The best DuckDB SQL known: one pass for all measures of the orders, one integer per (unit, key) whose bits are the
months it was seen in, parents as the OR of their children, keys with the same months of a year counted together. Knows
nothing of KPILoop.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.make_data import MONTHS, tree

#: From order lines: name -> aggregate; `max_line` takes the maximum, everything else adds up.
ORDERS = {
    "revenue": "sum(amount)",
    "cogs": "sum(cost)",
    "qty": "sum(qty)",
    "discount": "sum(discount)",
    "n_lines": "count(*)",
    "ret_lines": "count(*) FILTER (returned)",
    "ret_amount": "coalesce(sum(amount) FILTER (returned), 0)",
    "online_rev": "coalesce(sum(amount) FILTER (channel_id <= 2), 0)",
    "b2b_rev": "coalesce(sum(amount) FILTER (channel_id = 5), 0)",
    "big_lines": "count(*) FILTER (amount >= 1000000)",
    "max_line": "max(amount)",
    "disc_lines": "count(*) FILTER (discount > 0)",
}
SIDE = ("opex", "labour_cost", "mkt_cost", "hc_end", "leavers", "complaints")
DISTINCT = {"customers": "customer_id", "products": "product_id"}
BASE = (*ORDERS, *SIDE, *DISTINCT)
#: KPIs computed from others, in the order of the specification; `{x}` is the value of x in the same window.
COMPUTED = {
    "gross_margin": "({revenue} - {cogs}) / {revenue}",
    "return_rate": "{ret_lines} / {n_lines}",
    "discount_rate": "{discount} / ({revenue} + {discount})",
    "asp": "{revenue} / {qty}",
    "avg_line": "{revenue} / {n_lines}",
    "rev_per_cust": "{revenue} / {customers}",
    "online_share": "{online_rev} / {revenue}",
    "b2b_share": "{b2b_rev} / {revenue}",
    "rev_per_head": "{revenue} / {hc_end}",
    "complaint_1k": "1000 * {complaints} / {n_lines}",
    "opex_ratio": "{opex} / {revenue}",
    "turnover": "{leavers} / {hc_end}",
    "gross_profit": "{revenue} - {cogs}",
    "op_profit": "{revenue} - {cogs} - {opex}",
    "op_margin": "({revenue} - {cogs} - {opex}) / {revenue}",
    "net_revenue": "{revenue} - {ret_amount}",
    "mkt_roi": "({revenue} - {cogs}) / {mkt_cost}",
    "gp_per_head": "({revenue} - {cogs}) / {hc_end}",
    "op_per_cust": "({revenue} - {cogs} - {opex}) / {customers}",
    "health": "0.4 * (({revenue} - {cogs}) / {revenue}) + 0.3 * (1 - {ret_lines} / {n_lines})"
    " + 0.3 * ({online_rev} / {revenue})",
}
KPIS = (*BASE, *COMPUTED)
MONTH = "(year({0}) - 2023) * 12 + month({0}) - 1"


def compute(store: duckdb.DuckDBPyConnection, data: Path, orders: Sequence[Path] = ()) -> None:
    """Leave table `kpi`: unit, month, and of every KPI `x`, `x_ytd` and `x_py`."""
    core(store, data, orders)
    _cells(store)
    _kpis(store)


def core(store: duckdb.DuckDBPyConnection, data: Path, orders: Sequence[Path] = ()) -> None:
    """Leave tables `sums` (unit, month, what adds up) and of each count of different keys one with its year to date."""
    _tree(store)
    listed = [str(path) for path in orders] or [str(data / "orders" / "*.parquet")]
    store.execute(f"CREATE OR REPLACE VIEW orders AS FROM read_parquet({listed!r})")
    _sums(store, data)
    for name, column in DISTINCT.items():
        _distinct(store, name, column)


def _tree(store: duckdb.DuckDBPyConnection) -> None:
    rows = ", ".join(f"({unit.id}, {unit.parent}, {unit.level})" for unit in tree())
    store.execute(f"CREATE OR REPLACE TABLE org AS FROM (VALUES {rows}) t(unit, parent, level)")
    store.execute(
        "CREATE OR REPLACE TABLE closure AS WITH RECURSIVE up(leaf, unit) AS (SELECT unit, unit FROM org "
        "WHERE level = 4 UNION ALL SELECT leaf, parent FROM up JOIN org USING (unit) WHERE parent > 0) FROM up"
    )


def _sums(store: duckdb.DuckDBPyConnection, data: Path) -> None:
    """Everything that adds up, per unit and month."""
    measures = ", ".join(f"{text} AS {name}" for name, text in ORDERS.items())
    month = MONTH.format("date")
    store.execute(
        f"CREATE OR REPLACE TABLE leaf_sums AS SELECT leaf_id, {month} AS month, {measures} FROM orders GROUP BY ALL"
    )
    month = MONTH.format("month")
    store.execute(
        f"CREATE OR REPLACE TABLE leaf_side AS SELECT leaf_id, {month} AS month, sum(amount) AS opex, "
        "sum(amount) FILTER (kind = 1) AS labour_cost, sum(amount) FILTER (kind = 2) AS mkt_cost "
        f"FROM read_parquet('{data}/opex/*.parquet') GROUP BY ALL"
    )
    store.execute(
        f"CREATE OR REPLACE TABLE leaf_heads AS SELECT leaf_id, {month} AS month, hc_end, leavers "
        f"FROM read_parquet('{data}/headcount/*.parquet')"
    )
    store.execute(
        f"CREATE OR REPLACE TABLE leaf_complaints AS SELECT leaf_id, {MONTH.format('date')} AS month, "
        f"count(*) AS complaints FROM read_parquet('{data}/complaints/*.parquet') GROUP BY ALL"
    )
    sums = ", ".join(f"{'max' if name == 'max_line' else 'sum'}({name}) AS {name}" for name in (*ORDERS, *SIDE))
    store.execute(
        f"CREATE OR REPLACE TABLE sums AS SELECT unit, month, {sums} FROM leaf_side LEFT JOIN leaf_sums "
        "USING (leaf_id, month) LEFT JOIN leaf_heads USING (leaf_id, month) LEFT JOIN leaf_complaints "
        "USING (leaf_id, month) JOIN closure ON leaf = leaf_id GROUP BY ALL"
    )


def _distinct(store: duckdb.DuckDBPyConnection, name: str, column: str) -> None:
    """Different keys per unit and month, and per unit since January: one mask of months per unit and key."""
    bit = MONTH.format("date")
    store.execute(
        f"CREATE OR REPLACE TABLE level4 AS SELECT leaf_id AS unit, {column} AS key, "
        f"bit_or(1::BIGINT << ({bit})) AS mask FROM orders GROUP BY ALL"
    )
    for level in (3, 2, 1, 0):
        store.execute(
            f"CREATE OR REPLACE TABLE level{level} AS SELECT parent AS unit, key, bit_or(mask) AS mask "
            f"FROM level{level + 1} JOIN org USING (unit) GROUP BY ALL"
        )
    every = " UNION ALL ".join(f"SELECT unit, mask FROM level{level}" for level in range(5))
    # Of twelve months there are few patterns, of all months nearly as many as keys: a year at a time is a third faster.
    patterns = " UNION ALL ".join(
        f"SELECT unit, {year} AS year, part, count(*)::INTEGER AS many FROM (SELECT unit, "
        f"((mask >> {12 * year}) & 4095)::SMALLINT AS part FROM ({every})) WHERE part <> 0 GROUP BY ALL"
        for year in range(MONTHS // 12)
    )
    seen = ", ".join(_many(1 << month) for month in range(12))
    to_date = ", ".join(_many((2 << month) - 1) for month in range(12))
    store.execute(
        f"CREATE OR REPLACE TABLE counted AS SELECT unit, year, [{seen}] AS seen, [{to_date}] AS to_date "
        f"FROM ({patterns}) GROUP BY unit, year"
    )
    store.execute(
        f"CREATE OR REPLACE TABLE {name} AS SELECT unit, (year * 12 + month)::INTEGER AS month, "
        f"nullif(seen, 0) AS {name}, nullif(to_date, 0) AS {name}_ytd FROM (SELECT unit, year, "
        "unnest(range(12)) AS month, unnest(seen) AS seen, unnest(to_date) AS to_date FROM counted)"
    )


def _many(bits: int) -> str:
    """How many keys were seen in any of these months of a year."""
    return f"sum(CASE WHEN part & {bits} <> 0 THEN many ELSE 0 END)::BIGINT"


def _cells(store: duckdb.DuckDBPyConnection) -> None:
    """Month and year to date of the twenty base KPIs; a stock is its last value."""
    parts = [f"s.{name} AS {name}" for name in (*ORDERS, *SIDE)]
    parts += [_to_date(name) for name in (*ORDERS, *SIDE)]
    parts += [f"{name}.{name}, {name}.{name}_ytd" for name in DISTINCT]
    joins = " ".join(f"LEFT JOIN {name} ON {name}.unit = s.unit AND {name}.month = s.month" for name in DISTINCT)
    store.execute(
        f"CREATE OR REPLACE TABLE cells AS SELECT s.unit, s.month, {', '.join(parts)} FROM sums s {joins} "
        "WINDOW year AS (PARTITION BY s.unit, s.month // 12 ORDER BY s.month)"
    )


def _to_date(name: str) -> str:
    if name == "hc_end":
        return "s.hc_end AS hc_end_ytd"
    how = "max" if name == "max_line" else "sum"
    return f"{how}(s.{name}) OVER year AS {name}_ytd"


def _kpis(store: duckdb.DuckDBPyConnection) -> None:
    """Forty KPIs in three windows; division by zero is missing."""
    columns = []
    for tail in ("", "_ytd"):
        columns += [f"{name}{tail}" for name in BASE]
        places = {name: f"{name}{tail}" for name in BASE}
        columns += [f"{_safe(text).format(**places)} AS {name}{tail}" for name, text in COMPUTED.items()]
    store.execute(f"CREATE OR REPLACE TABLE now AS SELECT unit, month, {', '.join(columns)} FROM cells")
    before = ", ".join(f"b.{name} AS {name}_py" for name in KPIS)
    store.execute(
        f"CREATE OR REPLACE TABLE kpi AS SELECT n.*, {before} FROM now n "
        "LEFT JOIN now b ON b.unit = n.unit AND b.month = n.month - 12"
    )


def _safe(text: str) -> str:
    """The quotient of a formula, missing where it is divided by zero."""
    for name in BASE:
        text = text.replace("/ {" + name + "}", "/ nullif({" + name + "}, 0)")
    return text.replace("/ ({revenue} + {discount})", "/ nullif({revenue} + {discount}, 0)")
