"""Compiled scans run on a version, the rows behind a figure add up to it, damaged files give no figure."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from kpiloop.engine.compile.cells import read_cells
from kpiloop.engine.dataflow import KpiRequest, Member, Scan, Window, build, lay_out
from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import check, parse
from kpiloop.foundation.warehouse import engine_io, files, store
from kpiloop.foundation.warehouse.paths import files_folder
from tests.foundation.warehouse import sales

pytestmark = pytest.mark.django_db

ALWAYS = (date(2020, 1, 1), date(2030, 1, 1))
MEMBERS = [Member("N", "1", *ALWAYS), Member("S", "2", *ALWAYS), Member("N", "9", *ALWAYS), Member("S", "9", *ALWAYS)]
JANUARY = Window("2026-01", date(2026, 1, 1), date(2026, 2, 1))
TO_DATE = Window("ytd", date(2026, 1, 1), date(2026, 3, 1))
ROWS = [
    ("A1", "2026-01-10", "N", "10.00"), ("A2", "2026-01-20", "S", "20.50"), ("A3", "2026-02-05", "N", "30.00"),
    ("A4", "2026-01-10", "N", "0.25"),
]  # fmt: skip


def scan_of(text: str) -> Scan:
    shapes = engine_io.shapes()
    return build([KpiRequest("k", check(parse(text), shapes, ()).aggregates)], shapes).scans[0]


def figures(text: str, version: int = 1) -> dict[tuple[str, str], object]:
    scan = scan_of(text)
    layout = lay_out(MEMBERS, [JANUARY, TO_DATE])
    answer = engine_io.run_scan(version, scan, engine_io.shapes()["sales"], layout)
    cells = read_cells(scan, answer.column)
    return {key: cell.measures["m0"].figure for key, cell in cells.items()}


def loaded() -> None:
    sales.register()
    sales.publish(ROWS)


def test_a_scan_of_a_version_by_hand() -> None:
    loaded()
    assert figures("sum(sales.amount)") == {
        ("1", "2026-01"): Decimal("10.250000"), ("2", "2026-01"): Decimal("20.500000"),
        ("9", "2026-01"): Decimal("30.750000"), ("1", "ytd"): Decimal("40.250000"),
        ("2", "ytd"): Decimal("20.500000"), ("9", "ytd"): Decimal("60.750000"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["sum(sales.amount)", "count(sales)", "count_distinct(sales.sold_on)", "average(sales.amount)", "min(sales.amount)",
     "max(sales.amount)", "last(sales.amount)", "sum(sales.amount) where sales.amount > 1"],
)  # fmt: skip
def test_listed_rows_recompute_to_the_figure(text: str) -> None:
    loaded()
    scan = scan_of(text)
    held = [member for member in MEMBERS if member.subject == "9"]
    for window in (JANUARY, TO_DATE):
        page = engine_io.matching_rows(
            1, scan=scan, measure=scan.measures[0], membership=held, window=window, page=1, size=2
        )
        assert page.total_value == figures(text)[("9", window.window)]
        assert len(page.rows) == min(2, page.total)


def test_listed_rows_carry_load_line_and_value() -> None:
    loaded()
    scan = scan_of("sum(sales.amount)")
    page = engine_io.matching_rows(1, scan=scan, measure=scan.measures[0], membership=MEMBERS[:1], window=JANUARY)
    assert [(row["order_no"], row["_load"], row["_line"], row["_value"]) for row in page.rows] == [
        ("A1", 1, 2, Decimal("10.000000")),
        ("A4", 1, 5, Decimal("0.250000")),
    ]


def test_which_loads_a_window_rests_on() -> None:
    loaded()
    sales.publish([("A3", "2026-02-05", "N", "31.00")])
    loads = engine_io.load_numbers(2, dataset="sales", date_column="sold_on", windows=[JANUARY, TO_DATE])
    assert loads == {"2026-01": [1], "ytd": [1, 2]}


def test_a_damaged_file_gives_no_figure() -> None:
    loaded()
    path = files_folder() / engine_io.version(1).manifest["sales"][0].path
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(Refusal, match="warehouse_file_damaged"):
        figures("count(sales)")


def test_an_absent_file_gives_no_figure() -> None:
    loaded()
    assert figures("count(sales)")
    (files_folder() / engine_io.version(1).manifest["sales"][0].path).unlink()
    with pytest.raises(Refusal, match="warehouse_file_damaged"):
        figures("count(sales)")


def test_a_product_out_of_range_is_refused_not_wrong() -> None:
    sales.register()
    sales.publish([("A1", "2026-01-10", "N", "99999999999999.00")])
    with pytest.raises(Refusal, match="number_too_large"):
        figures("sum(sales.amount * sales.amount)")


def open_store() -> duckdb.DuckDBPyConnection:
    version = engine_io.version(1)
    with store.reading(version.number, version.sha256, []) as cursor:
        return cursor.cursor()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/kpiloop-escape.csv'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "ATTACH '/tmp/kpiloop-escape.db'",
    ],
)
def test_the_reading_connection_reaches_nothing_else(sql: str) -> None:
    loaded()
    with pytest.raises(duckdb.Error):
        open_store().execute(sql)


def test_files_are_read_only_and_unknown_versions_are_refused() -> None:
    loaded()
    for path in files_folder().rglob("*.parquet"):
        assert not path.stat().st_mode & 0o222
    with pytest.raises(Refusal, match="version_unknown"):
        figures("count(sales)", version=12)


def test_a_forked_child_does_not_use_the_parents_database(home: Path) -> None:
    loaded()
    assert figures("count(sales)")
    child = os.fork()
    if child == 0:
        os._exit(0 if not store._open else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert figures("count(sales)")


def test_only_two_versions_stay_open() -> None:
    sales.register()
    for amount in ("1.00", "2.00", "3.00"):
        sales.publish([("A1", "2026-01-10", "N", amount)])
    assert [figures("sum(sales.amount)", version)[("1", "ytd")] for version in (1, 2, 3, 1)] == [1, 2, 3, 1]
    assert len(store._open) == store.OPEN_VERSIONS
    files.forget_checks()
