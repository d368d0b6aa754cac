"""Three kinds of sources write the same units differently and feed one KPI; an unknown code waits (S07, S33).

October 2026, by hand:
           ERP orders (codes 01, 02)     finance workbook, 万元 (names)   operations file, GB18030 (other names)
EAST       600,000 + 400,000             cost 70                          complaints 3
WEST       500,000                       cost 40                          complaints 1
unknown    code 09: 9,999 waits          大西北区: waits                   no such unit: 1 waits
profit EAST 1,000,000 - 700,000 = 300,000; WEST 100,000; HQ 400,000
complaints per million: EAST 3 / 1.0 = 3; WEST 1 / 0.5 = 2; HQ 4 / 1.5 = 2.666...
"""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.rows import BatchRow
from kpiloop.loop.measure import selectors as measure_read
from kpiloop.loop.measure import services as measure
from tests.loop.plan.company import NOW, START, publish_kpi

pytestmark = pytest.mark.feature("S07", "S33")
OCTOBER = "2026-10"


def write_erp(home: Path) -> None:
    with sqlite3.connect(home / "erp.sqlite") as erp:
        erp.execute("create table so (no text, day text, dept text, amount text)")
        rows = [("A1", "600000"), ("A2", "400000"), ("A3", "500000"), ("A4", "9999")]
        codes = ("01", "01", "02", "09")
        filled = [(no, "2026-10-12", code, amount) for (no, amount), code in zip(rows, codes, strict=True)]
        erp.executemany("insert into so values (?, ?, ?, ?)", filled)


def write_finance(home: Path) -> None:
    with xlsxwriter.Workbook(str(home / "finance.xlsx")) as book:
        sheet = book.add_worksheet("费用")
        for line, cells in enumerate(
            [
                ["2026 年部门成本（万元）"],
                ["部门", "月份", "成本"],
                ["华东区", "2026-10", 70],
                ["华西区", "2026-10", 40],
                ["大西北区", "2026-10", 5],
                ["合计", "", 115],
            ]
        ):
            sheet.write_row(line, 0, cells)


def write_operations(home: Path) -> None:
    lines = ["编号,日期,单位", "C1,2026-10-03,东区", "C2,2026-10-04,东区", "C3,2026-10-05,华东区", "C4,2026-10-06,华西"]
    (home / "complaints.csv").write_bytes("\n".join([*lines, "C5,2026-10-07,外星"]).encode("gb18030"))


def register(code: str, columns: dict[str, str], key: list[str]) -> None:
    warehouse.register_dataset(
        SYSTEM,
        code=code,
        name_zh=code,
        columns=columns,  # type: ignore[arg-type]
        key_columns=key,
        date_columns=["on"],
        unit_column="unit",
    )


def load(actor: Actor, code: str, kind: str, location: str, recipe: dict[str, object]) -> BatchRow:
    services.add_source(actor, code=code, kind=kind, name_zh=code, location=location, dataset=code)
    services.confirm_mapping(actor, source=code, recipe=recipe)
    return services.load(actor, source=code, now=NOW)


@pytest.fixture
def batches(actors: dict[str, Actor], home: Path) -> dict[str, BatchRow]:
    """All three are loaded; the ERP's codes are mapped one by one, the names by the tree and its aliases."""
    write_erp(home)
    write_finance(home)
    write_operations(home)
    register("orders", {"no": "text", "on": "date", "unit": "text", "amount": "decimal"}, ["no"])
    register("finance", {"unit": "text", "on": "date", "cost": "decimal"}, ["unit", "on"])
    register("complaints", {"no": "text", "on": "date", "unit": "text"}, ["no"])
    admin = actors["admin"]
    erp = {
        "table": "so",
        "columns": {"no": "no", "on": "day", "unit": "dept", "amount": "amount"},
        "unit_codes": {"01": "EAST", "02": "WEST"},
    }
    finance = {
        "columns": {"unit": "部门", "on": "月份", "cost": {"from": "成本", "scale": "wan"}},
        "skip_rows_matching": ["合计"],
    }
    operations = {"columns": {"no": "编号", "on": "日期", "unit": "单位"}, "unit_codes": {"华西": "WEST"}}
    return {
        "orders": load(admin, "orders", "sqlite", "erp.sqlite", erp),
        "finance": load(admin, "finance", "xlsx", "finance.xlsx", finance),
        "complaints": load(admin, "complaints", "csv", "complaints.csv", operations),
    }


def test_one_unknown_code_of_each_source_waits(actors: dict[str, Actor], batches: dict[str, BatchRow]) -> None:
    assert {code: (row.rows_kept, row.rows_quarantined) for code, row in batches.items()} == {
        "orders": (3, 1),
        "finance": (2, 1),
        "complaints": (4, 1),
    }
    waiting = selectors.quarantine(actors["admin"])
    assert {row.values["unit"] for row in waiting} == {"09", "大西北区", "外星"}
    assert {row.reason for row in waiting} == {"unit_unknown"}


def test_kpis_combine_the_sources(actors: dict[str, Actor], batches: dict[str, BatchRow]) -> None:
    for code, kind, formula in (
        ("profit", "derived", "sum(orders.amount) - sum(finance.cost)"),
        ("complaint_rate", "ratio", "count(complaints) / (sum(orders.amount) / 1000000)"),
    ):
        publish_kpi(SYSTEM, code, time_kind=kind, direction="higher" if code == "profit" else "lower",
                    achievement_method="ratio" if code == "profit" else "mirror")  # fmt: skip
        measure.set_formula(SYSTEM, kpi=code, text=formula, valid_from=START)
    measure.run_periods(SYSTEM, first=OCTOBER, last=OCTOBER, now=NOW)
    units = {key: row for row, key in _units(actors).items()}
    found = {
        (row.kpi_code, units[row.subject_id]): row.actual
        for row in measure_read.values(actors["boss"], period_codes=[OCTOBER])
        if row.subject_id in units
    }
    assert found["profit", "EAST"] == 300_000
    assert found["profit", "WEST"] == 100_000
    assert found["profit", "HQ"] == 400_000  # nothing of the unknown codes is in it
    assert (found["complaint_rate", "EAST"], found["complaint_rate", "WEST"]) == (3, 2)
    assert found["complaint_rate", "HQ"] == Decimal("2.666666666667")  # the ratio of the sums, at twelve places


def test_a_mapped_code_leaves_quarantine(actors: dict[str, Actor], batches: dict[str, BatchRow]) -> None:
    recipe = {
        "table": "so",
        "columns": {"no": "no", "on": "day", "unit": "dept", "amount": "amount"},
        "unit_codes": {"01": "EAST", "02": "WEST", "09": "WEST"},
    }
    services.confirm_mapping(actors["admin"], source="orders", recipe=recipe)
    again = services.load(actors["admin"], source="orders", now=NOW)
    assert (again.rows_kept, again.rows_repeated, again.rows_quarantined) == (1, 3, 0)


def _units(actors: dict[str, Actor]) -> dict[str, int]:
    from kpiloop.foundation.org import selectors as org

    return {row.code: row.id for row in org.units(actors["boss"], on=date(2026, 10, 31))}
