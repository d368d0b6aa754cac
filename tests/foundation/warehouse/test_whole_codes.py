"""Codes a folder holds as whole numbers: met as numbers, they give the cells of their texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kpiloop.engine.compile.cells import read_cells
from kpiloop.engine.dataflow import KpiRequest, Member, Window, build, lay_out
from kpiloop.engine.formula import check, parse
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.warehouse import engine_io, services
from kpiloop.foundation.warehouse.computing import scans

pytestmark = pytest.mark.django_db

UNITS = [7, 7, -7, None, 8, 2**31 - 1]
FORMULAS = (
    "sum(sold.pieces)",
    "count_distinct(sold.customer)",
    "count(sold) where sold.unit = '7'",
    "median(sold.pieces)",
)
YEAR = (date(2026, 1, 1), date(2027, 1, 1))
#: The codes of units: one is written with a nought in front and is no row's unit.
MEMBERS = [Member(code, "all", *YEAR) for code in ("7", "-7", "007", "*", "2147483647")]
MEMBERS += [Member("7", "seven", *YEAR), Member("007", "other", *YEAR), Member("*", "nobody", *YEAR)]


def found(folder: Path, units: pa.DataType) -> tuple[frozenset[str], dict[tuple[str, str], list[object]]]:
    held = {
        "on": pa.array([date(2026, 3, day) for day in range(1, 7)]),
        "unit": pa.array(UNITS, pa.int64()).cast(units),
        "customer": pa.array(["a", "b", "a", "c", "d", None]),
        "pieces": pa.array([1, 2, 4, 8, 16, 32]),
    }
    pq.write_table(pa.table(held), folder / "2026-03.parquet")
    services.note_folder(SYSTEM, dataset="sold")
    version, shapes = engine_io.current_version_number() or 0, engine_io.shapes()
    aggregates = [part for text in FORMULAS for part in check(parse(text), shapes, {}).aggregates]
    scan = build([KpiRequest("k", aggregates)], shapes).scans[0]
    layout = lay_out(MEMBERS, [Window("y", *YEAR)])
    cells = read_cells(scan, engine_io.scan_version(version, scan, shapes["sold"], layout).column)
    whole = scans.stored_shape(version, shapes["sold"]).whole_columns
    return whole, {
        key: [cell.row_count, *(each.figure for each in cell.measures.values())] for key, cell in cells.items()
    }


def test_whole_numbers_and_texts_give_the_same_cells(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("outside")
    services.register_dataset(
        SYSTEM, code="sold", name_zh="销售", date_columns=("on",), unit_column="unit",
        columns={"on": "date", "unit": "text", "customer": "text", "pieces": "integer"},
    )  # fmt: skip
    services.register_folder(SYSTEM, dataset="sold", folder=str(folder))
    expected = {
        ("all", "y"): [5, 47, 3, 2, 4],  # 1, 2, 4, 8, 32; of 8 nobody knows the unit
        ("seven", "y"): [2, 3, 2, 2, 1.5],
        ("nobody", "y"): [1, 8, 1, 0, 8],
    }
    for units, whole in ((pa.int32(), {"unit"}), (pa.int64(), set()), (pa.string(), set())):
        assert found(folder, units) == (whole, expected)
