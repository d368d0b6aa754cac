"""A source without a business key: every row stands for itself, a row that waits as well as one that was taken."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect import selectors, services
from tests.loop.collect.conftest import ORDER_COLUMNS, ORDER_HEAD, add_source
from tests.loop.collect.stored import stored_rows
from tests.loop.plan.company import NOW

ROW = "S1,2026-10-05,EAST,E2,50000,3"
GOOD = "S2,2026-10-05,EAST,E2,5,1"
COLUMNS = {"number": "单号", "on": "日期", "unit": "部门", "amount": {"from": "金额", "high": 10000}}


@pytest.fixture(autouse=True)
def receipts(actors: dict[str, Actor], home: Path) -> None:
    warehouse.register_dataset(
        actors["admin"],
        code="receipts",
        name_zh="收款流水",
        columns=ORDER_COLUMNS,  # type: ignore[arg-type]
        date_columns=["on"],
        unit_column="unit",
    )


def amounts() -> list[Decimal]:
    return sorted(Decimal(str(row["amount"])) for row in stored_rows("receipts"))


def waiting(admin: Actor) -> list[int]:
    """Lines of the rows that wait."""
    return [row.line for row in selectors.quarantine(admin)]


def accept_all(admin: Actor) -> None:
    """Accept what waits, load by load."""
    rows = selectors.quarantine(admin)
    for number in sorted({row.batch_number for row in rows}):
        ids = [row.id for row in rows if row.batch_number == number]
        services.accept_rows(admin, row_ids=ids, reason="收据已核", now=NOW)


@pytest.mark.parametrize("skipped", [[], ["样例"]], ids=["by column", "by row"])
def test_two_equal_rows_are_two_and_the_same_file_adds_none(
    actors: dict[str, Actor], home: Path, skipped: list[str]
) -> None:
    admin = actors["admin"]
    recipe = {"columns": COLUMNS, "skip_rows_matching": skipped}
    add_source(admin, kind="csv", location="r.csv", dataset="receipts", recipe=recipe)
    (home / "r.csv").write_text("\n".join([ORDER_HEAD, ROW, GOOD, ROW]), encoding="utf-8")
    services.load(admin, source="erp", now=NOW)
    assert waiting(admin) == [2, 4]
    accept_all(admin)
    assert amounts() == [5, 50000, 50000]
    again = services.load(admin, source="erp", now=NOW + timedelta(hours=1))
    assert again.is_known and waiting(admin) == [] and amounts() == [5, 50000, 50000]


def test_a_row_that_comes_later_is_another_one(actors: dict[str, Actor], home: Path) -> None:
    """Two receipts of one day and amount, read on two evenings: neither is the other one come again."""
    admin = actors["admin"]
    settings = {"table": "t", "increment": "id"}
    services.add_source(
        admin, code="erp", kind="sqlite", name_zh="库", location="erp.db", dataset="receipts", settings=settings
    )
    services.confirm_mapping(admin, source="erp", recipe={"columns": COLUMNS})
    with sqlite3.connect(home / "erp.db") as erp:
        erp.execute("CREATE TABLE t (id INTEGER, 单号 TEXT, 日期 TEXT, 部门 TEXT, 工号 TEXT, 金额 TEXT, 件数 TEXT)")
    numbers = []
    for evening, lines in enumerate([(ROW, GOOD), (ROW,)]):
        with sqlite3.connect(home / "erp.db") as erp:
            rows = [(evening * 10 + place, *line.split(",")) for place, line in enumerate(lines, 1)]
            erp.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        numbers.append(services.load(admin, source="erp", now=NOW + timedelta(days=evening)).number)
    assert sorted(row.batch_number for row in selectors.quarantine(admin)) == numbers
    accept_all(admin)
    assert amounts() == [5, 50000, 50000]


def test_an_acceptance_taken_back_waits_beside_its_like(actors: dict[str, Actor], home: Path) -> None:
    admin = actors["admin"]
    add_source(admin, kind="csv", location="r.csv", dataset="receipts", recipe={"columns": COLUMNS})
    for count, lines in enumerate([(ROW,), (GOOD, ROW)]):
        (home / "r.csv").write_text("\n".join([ORDER_HEAD, *lines]), encoding="utf-8")
        services.load(admin, source="erp", now=NOW + timedelta(hours=count))
    assert sorted(waiting(admin)) == [2, 3]
    first = min(selectors.quarantine(admin), key=lambda row: row.batch_number)
    services.accept_rows(admin, row_ids=[first.id], reason="收据已核", now=NOW)
    (accepting,) = [row for row in selectors.batches(admin) if row.number not in (1, 2)]
    services.undo_load(admin, number=accepting.number, reason="看错了", now=NOW)
    assert sorted(waiting(admin)) == [2, 3] and amounts() == [5]


def test_rows_of_one_line_are_all_counted(actors: dict[str, Actor], home: Path) -> None:
    """Months across and blocks side by side make several rows of one line; a key by the line would keep one."""
    admin = actors["admin"]
    columns = {"number": "单号", "unit": "部门", "amount": {"high": 10000}}
    recipe = {"columns": columns, "unpivot": {"month_to": "on", "value_to": {"": "amount"}}}
    add_source(admin, kind="csv", location="m.csv", dataset="receipts", recipe=recipe)
    text = "单号,部门,2026-10,2026-11\nS1,EAST,5,6\nS1,EAST,50000,60000"
    (home / "m.csv").write_text(text, encoding="utf-8")
    loaded = services.load(admin, source="erp", now=NOW)
    assert (loaded.rows_kept, loaded.rows_replaced, loaded.rows_quarantined) == (2, 0, 2)
    accept_all(admin)
    assert amounts() == [5, 6, 50000, 60000]


def test_blocks_side_by_side_are_all_counted(actors: dict[str, Actor], home: Path) -> None:
    admin = actors["admin"]
    recipe = {"columns": COLUMNS, "range": ["A1:F3", "H1:M3"]}
    add_source(admin, kind="xlsx", location="b.xlsx", dataset="receipts", recipe=recipe)
    write_blocks(home / "b.xlsx", [line.split(",") for line in (ORDER_HEAD, ROW, GOOD)])
    services.load(admin, source="erp", now=NOW)
    assert waiting(admin) == [2, 2]
    accept_all(admin)
    assert amounts() == [5, 5, 50000, 50000]


def write_blocks(path: Path, lines: Sequence[Sequence[str]]) -> None:
    """The same table twice, beside each other."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, cells in enumerate(lines):
            sheet.write_row(place, 0, cells)
            sheet.write_row(place, 7, cells)
