"""Compute a formula for units and windows the way the product does, over rows written in a test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from kpiloop.engine.compile.cells import ScanCell, read_cells
from kpiloop.engine.compile.dialects.duckdb import to_sql
from kpiloop.engine.compile.to_ibis import compile_scan
from kpiloop.engine.dataflow import KpiRequest, Layout, Member, Role, Window, build, lay_out, merge_members
from kpiloop.engine.formula import Aggregate, ColumnType, DatasetShape, KpiReference, check, evaluate, parse
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.warehouse.engines.question import Answer, layout_tables

SQL_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DECIMAL(38,6)", "date": "DATE", "boolean": "BOOLEAN"}
COLUMNS: dict[str, ColumnType] = {
    "on": "date", "unit": "text", "who": "text", "state": "text", "qty": "integer", "amount": "decimal"
}  # fmt: skip
SALES = DatasetShape("sales", COLUMNS, ("on",), "unit", "who")
FOREVER = (date(2020, 1, 1), date(2030, 1, 1))
JAN = Window("jan", date(2026, 1, 1), date(2026, 2, 1))
FEB = Window("feb", date(2026, 2, 1), date(2026, 3, 1))
TO_DATE = Window("ytd", date(2026, 1, 1), date(2026, 3, 1))
#: Company HQ above regions N and S; the leaves N1, N2 and S1 carry the rows.
TREE = [
    Member(leaf, subject, *FOREVER)
    for leaf, above in {"N1": ("N1", "N", "HQ"), "N2": ("N2", "N", "HQ"), "S1": ("S1", "S", "HQ")}.items()
    for subject in above
]
Row = tuple[str, str, str | None, str | None, int | None, str | None]


def compute(
    text: str,
    rows: Sequence[Row],
    *,
    tree: Sequence[Member] = TREE,
    windows: Sequence[Window] = (JAN, FEB, TO_DATE),
    role: Role = "unit",
) -> dict[tuple[str, str], Figure]:
    """(subject, window) -> figure; rows are (on, unit, who, state, qty, amount)."""
    node = parse(text)
    plan = build([KpiRequest("k", check(node, {"sales": SALES}, ()).aggregates, role=role)], {"sales": SALES})
    layout = lay_out(merge_members(tree), windows)
    cells = [
        read_cells(scan, answer(to_sql(compile_scan(scan, SALES, layout)), rows, layout).column) for scan in plan.scans
    ]

    def figure_at(key: tuple[str, str]) -> Figure:
        return evaluate(node, lambda part: part_figure(part, cells[place(part)][key], plan_name(part)), no_kpi)

    def place(part: Aggregate) -> int:
        return plan.places[("k", part)].scan

    def plan_name(part: Aggregate) -> str:
        return plan.places[("k", part)].measure

    return {key: figure_at(key) for key in cells[0]}


def part_figure(part: Aggregate, cell: ScanCell, name: str) -> Figure:
    return cell.measures[name].figure


def no_kpi(part: KpiReference) -> Figure:
    return Missing("not_loaded")


def answer(sql: str, rows: Sequence[Row], layout: Layout) -> Answer:
    with duckdb.connect() as store:
        columns = ", ".join(f'"{name}" {SQL_TYPES[kind]}' for name, kind in COLUMNS.items())
        store.execute(f"CREATE TABLE sales ({columns})")
        fill(store, "sales", rows)
        for name, table in layout_tables(layout).items():
            store.register(name, table)
        return Answer(sql, store.execute(sql).to_arrow_table())


def fill(store: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        store.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", [list(row) for row in rows])
