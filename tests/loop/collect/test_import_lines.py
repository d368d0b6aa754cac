"""Lines IN-01 to IN-18 of getting data in, on small files; expected rows are typed by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.cleaning.days import read_month
from kpiloop.loop.collect.cleaning.numbers import read_number
from kpiloop.loop.collect.connectors.csv.reader import read_csv
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Merge, Reading
from kpiloop.loop.collect.connectors.xlsx.reader import read_xlsx
from kpiloop.loop.collect.reading.content import Content, TakenRow, tables_of
from kpiloop.loop.collect.reading.recipe import read_recipe
from kpiloop.loop.collect.reading.records import Record, records_of
from kpiloop.loop.collect.reading.suspects import suspects_of

SHAPE = DatasetShape("t", {"number": "text", "name": "text", "month": "date", "amount": "decimal"}, ("month",))
ROWS = (("单号", "名称", "金额"), ("A1", "甲,乙", "1,200"), ("A2", "Café", "5"))
LATIN = (("No", "Name", "Net"), ("A1", "Müller, Ü", "1,200"), ("A2", "Café crème", "5"))


def cells(reading: Reading) -> list[tuple[object, ...]]:
    return [row.cells for row in reading.grids[0].rows]


def taken(grid: Grid, recipe: dict[str, object]) -> list[dict[str, object]]:
    read = read_recipe(recipe, SHAPE)
    (table, *more) = tables_of(Reading((grid,), "", "f"), read)
    found = [each for one in (table, *more) for each in records_of(one, read) if isinstance(each, Record)]
    return [dict(record.cells) for record in found]


def grid(rows: list[tuple[object, ...]], merges: tuple[Merge, ...] | None = ()) -> Grid:
    return Grid("", tuple(GridRow(line, row) for line, row in enumerate(rows, 1)), merges)  # type: ignore[arg-type]


@pytest.mark.feature("IN-01")
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "latin-1"])
def test_in_01_encodings_by_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = LATIN if encoding == "latin-1" else ROWS
    if encoding == "gb18030":
        rows = tuple(tuple(cell.replace("Café", "咖啡") for cell in row) for row in rows)
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding))
    assert cells(read_csv(path, {})) == [tuple(row) for row in rows]


def test_in_01_without_headings_the_user_names_columns() -> None:
    rows = taken(grid([("A1", "2026-10", 5)]), {"names": ["no", "m", "v"], "columns": {"number": "no", "month": "m"}})
    assert rows == [{"number": "A1", "month": "2026-10"}]


@pytest.mark.feature("IN-03")
def test_in_03_a_range_and_a_sheet_are_chosen(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, start in (("一", 0), ("二", 3)):
            sheet = book.add_worksheet(name)
            sheet.write_row(start, 1, ["单号", "月份"])
            sheet.write_row(start + 1, 1, ["A1", "2026-10"])
            sheet.write_row(start + 2, 1, ["A2", "2026-11"])
    recipe: dict[str, object] = {"columns": {"number": "单号", "month": "月份"}}
    whole = read_xlsx(path, {"sheet": "二"}).grids[0]
    assert [row["number"] for row in taken(whole, recipe)] == ["A1", "A2"]
    assert [row["number"] for row in taken(whole, {**recipe, "range": "B4:C5"})] == ["A1"]
    with pytest.raises(Refusal, match="recipe_invalid"):
        taken(whole, {**recipe, "range": "5-7"})


@pytest.mark.feature("IN-04")
def test_in_04_merged_heads_and_real_blanks() -> None:
    """The upper text reaches over its merged range only; a blank beside it stays a blank."""
    head = [("单号", "1月", None, None), (None, "预算", "实际", "备注")]
    merges = (Merge(1, 0, 2, 0), Merge(1, 1, 1, 2))
    rows = taken(
        grid([*head, ("A1", 10, None, "x"), ("A2", None, 7, None)], merges),
        {
            "header_rows": 2,
            "year": 2026,
            "columns": {"number": "单号", "name": "备注"},
            "unpivot": {"month_to": "month", "value_to": {"预算": "amount"}},
        },
    )
    assert [(row["number"], row["name"], row["amount"]) for row in rows] == [("A1", "x", 10)]


@pytest.mark.feature("IN-05")
def test_in_05_totals_are_left_out_and_sums_equal_the_detail() -> None:
    rows = [("单号", "月份", "金额"), ("A1", "2026-10", 3), ("A2", "2026-10", 4), ("小计", None, 7), (None, None, None)]
    rows += [("总　计", None, 7), ("Grand total", None, 7)]
    found = taken(grid(rows), {"columns": {"number": "单号", "month": "月份", "amount": "金额"}})
    assert sum(int(str(row["amount"])) for row in found) == 7


@pytest.mark.feature("IN-07")
@pytest.mark.parametrize(
    ("label", "month"),
    [
        ("M01", 1),
        ("1月", 1),
        ("2026年1月", 1),
        ("2026.02", 2),
        ("Sep-26", 9),
        ("７月", 7),
        ("十一月", 11),
        (2026.10, 10),
    ],
)
def test_in_07_labels(label: object, month: int) -> None:
    found = read_month(label, year=2026)  # type: ignore[arg-type]
    assert found is not None
    assert (found.year, found.month) == (2026, month)


@pytest.mark.feature("IN-08")
@pytest.mark.parametrize(
    ("written", "decimal", "value"),
    [
        ("▲1,500", ".", "-1500"),
        ("1.234,56", ",", "1234.56"),
        ("1'234.50", ".", "1234.5"),
        ("（2,000）", ".", "-2000"),
        ("1.2345万", ".", "12345"),
        ("98.7%", ".", "0.987"),
    ],
)
def test_in_08_spellings(written: str, decimal: str, value: str) -> None:
    read = read_number(written, decimal=decimal)
    assert read is not None
    assert read.value == Decimal(value)


def rows_of(values: list[tuple[str, str]]) -> Content:
    return Content(
        taken=[
            TakenRow(line, {"number": number, "amount": Decimal(amount)}, {})
            for line, (number, amount) in enumerate(values, 2)
        ]
    )


@pytest.mark.feature("IN-18")
def test_in_18_amounts_repeated_on_event_rows_are_told_with_both_totals() -> None:
    """Order 1 came back twice: three rows carry its 100; the header sum is 150, the joined one 350."""
    content = rows_of([("1", "100"), ("1", "100"), ("1", "100"), ("2", "50")])
    (found,) = suspects_of(content, SHAPE)
    assert (found.code, found.column, found.written, found.usual) == ("counted_twice", "amount", "350", "150")
    assert suspects_of(rows_of([("1", "100"), ("1", "30"), ("2", "50")]), SHAPE) == []


@pytest.mark.feature("IN-17")
def test_in_17_ten_times_too_large_and_odd_names() -> None:
    content = rows_of([(f"N{line}", "100") for line in range(10)] + [("N99", "10000")])
    assert [(row.code, row.line) for row in suspects_of(content, SHAPE)] == [("far_from_usual", 12)]
