"""What the figures must be: SQL written by hand, one row met once per subject and window it counts for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import duckdb

from kpiloop.engine.dataflow import Member, Window
from tests.engines import selling

#: Formula -> its figure over the rows `s` of one subject in one window.
FIGURES = {
    "count(销售)": "count(*)",
    "sum(销售.数量)": "sum(数量)",
    "sum(销售.金额)": "sum(金额)",
    "average(销售.金额)": "sum(金额) / count(金额)",
    "min(销售.金额)": "min(金额)",
    "max(销售.数量)": "max(数量)",
    "count(销售.客户)": "count(客户)",
    "count_distinct(销售.客户)": "count(DISTINCT 客户)",
    "count_distinct(销售.付款日) where 销售.数量 > 0": "count(DISTINCT 付款日) FILTER (WHERE 数量 > 0)",
    "sum(销售.金额 * 销售.系数)": "sum(round(金额 * 系数, 6))",
    "sum(-销售.金额 + 2.5)": "sum(2.5 - 金额)",
    'sum(销售.金额) where 销售.状态 = "作废"': "sum(金额) FILTER (WHERE 状态 = '作废')",
    'count(销售) where 销售.状态 != "作废"': "count(*) FILTER (WHERE 状态 IS DISTINCT FROM '作废')",
    'sum(销售.数量) where 销售.状态 in ("it\'s \\"x\\"", "")': "sum(数量) FILTER (WHERE 状态 IN ('it''s \"x\"', ''))",
    "count(销售) where 销售.退货": "count(*) FILTER (WHERE 退货)",
    "count(销售) where not (销售.退货 or 销售.金额 < 销售.数量)":
        "count(*) FILTER (WHERE NOT (coalesce(退货, FALSE) OR coalesce(金额 < 数量, FALSE)))",
    'sum(销售.金额) where 销售.付款日 < "2026-02-20" and 销售.客户 is not missing':
        "sum(金额) FILTER (WHERE 付款日 < DATE '2026-02-20' AND 客户 IS NOT NULL)",
    "last(销售.数量)": "sum(数量) FILTER (WHERE is_last)",
    "first(销售.数量)": "sum(数量) FILTER (WHERE is_first)",
    "median(销售.数量)": "quantile_cont(数量, 0.5)",
    'percentile(33.33, 销售.金额) where 销售.状态 != "作废"':
        "quantile_cont(金额::DOUBLE, 0.3333) FILTER (WHERE 状态 IS DISTINCT FROM '作废')",
    "top(2, 销售.金额, 销售.客户)": "any_value(largest)",
    "first_ever(销售.客户)": "count(DISTINCT 客户) FILTER (WHERE first_on >= ours.since)",
    "returning(销售.客户)": "count(DISTINCT 客户) FILTER (WHERE first_on < ours.since)",
    'converted(20, 销售.客户, 销售.状态 = "作废") where 销售.数量 > 0':
        "count(DISTINCT 客户) FILTER (WHERE 数量 > 0 AND is_followed)",
}  # fmt: skip
TYPES = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DECIMAL(12,6)", "date": "DATE", "boolean": "BOOLEAN"}
Key = tuple[str, str]


def figures(on: str, members: Sequence[Member], windows: Sequence[Window]) -> dict[Key, list[Decimal | None]]:
    """(subject, window) -> number of rows, then the figure of every formula in the order of FIGURES."""
    columns = selling.COLUMNS | selling.LATER
    with duckdb.connect() as store:
        described = ", ".join(f"{name} {TYPES[kind]}" for name, kind in columns.items())
        store.execute(f"CREATE TABLE sold ({described})")
        written = [[row[name] for name in columns] for row in selling.rows()]
        store.executemany(f"INSERT INTO sold VALUES ({', '.join('?' * len(columns))})", written)
        store.execute("CREATE TABLE held (leaf VARCHAR, subject VARCHAR, since DATE, until DATE)")
        given = [[row.leaf, row.subject, row.valid_from, row.valid_to] for row in members]
        store.executemany("INSERT INTO held VALUES (?, ?, ?, ?)", given)
        store.execute("CREATE TABLE stretch (code VARCHAR, since DATE, until DATE)")
        store.executemany("INSERT INTO stretch VALUES (?, ?, ?)", [[w.window, w.starts, w.ends] for w in windows])
        asked = ", ".join(FIGURES.values())
        found = store.execute(
            f"WITH dated AS (SELECT *, min({on}) OVER (PARTITION BY 客户) AS first_on, EXISTS ("
            "SELECT 1 FROM sold AS later WHERE later.客户 = sold.客户 AND later.状态 = '作废' "
            f"AND later.{on} - sold.{on} BETWEEN 0 AND 19) AS is_followed FROM sold), "
            f"seen AS (SELECT *, coalesce(单位, '*') AS leaf, {on} = max({on}) FILTER (WHERE 数量 IS NOT NULL) "
            f"OVER (PARTITION BY 单位, code) AS is_last, {on} = min({on}) FILTER (WHERE 数量 IS NOT NULL) "
            f"OVER (PARTITION BY 单位, code) AS is_first FROM dated JOIN stretch ON {on} >= since AND {on} < until), "
            f"ours AS (SELECT seen.*, subject FROM seen JOIN held ON seen.leaf = held.leaf AND {on} >= held.since "
            f"AND {on} < held.until), "
            "sums AS (SELECT subject, code, sum(金额) AS s, row_number() OVER (PARTITION BY subject, code "
            "ORDER BY sum(金额) DESC) AS place FROM ours WHERE 客户 IS NOT NULL AND 金额 IS NOT NULL "
            "GROUP BY subject, code, 客户), "
            "tops AS (SELECT subject, code, sum(s) AS largest FROM sums WHERE place <= 2 GROUP BY subject, code) "
            f"SELECT subject, code, count(*), {asked} FROM ours LEFT JOIN tops USING (subject, code) GROUP BY ALL"
        ).fetchall()
    return {(row[0], row[1]): [None if cell is None else Decimal(str(cell)) for cell in row[2:]] for row in found}
