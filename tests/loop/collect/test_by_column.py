"""Sheets understood by the column are understood exactly as row by row: random sheets of what people write."""

from __future__ import annotations

import random
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.loop.collect import services
from kpiloop.loop.collect.connectors import columns
from kpiloop.loop.collect.connectors.columns import ColumnLines, column_of
from kpiloop.loop.collect.connectors.grid import Grid, GridRow, Merge, Reading
from kpiloop.loop.collect.connectors.xlsx.parse import KINDS_OF_TYPES, TOP_ROWS, columned
from kpiloop.loop.collect.models import Correction
from kpiloop.loop.collect.reading.by_column.figures import of_floats
from kpiloop.loop.collect.reading.by_column.understanding import understand_by_column
from kpiloop.loop.collect.reading.captures import covered_on
from kpiloop.loop.collect.reading.changes import ask_about_changes
from kpiloop.loop.collect.reading.content import control_totals, understand
from kpiloop.loop.collect.reading.corrections import lay_corrections
from kpiloop.loop.collect.reading.facts_table import facts_table
from kpiloop.loop.collect.reading.recipe import read_recipe
from kpiloop.loop.collect.source_reading import shape_of
from tests.loop.collect.conftest import ORDER_HEAD
from tests.loop.collect.servers import NOW

#: Cells of each column: the plain ones are many, as in a sheet of the world, and nothing else is rare.
PLAIN: tuple[list[Any], ...] = (
    [f"N{number}" for number in range(60)],
    [date(2026, 10, day) for day in range(1, 29)],
    ["EAST", "WEST", "华东区"],
    ["E2", "E1", None],
    [number / 100 for number in range(-300, 90000, 1717)],
    [float(number) for number in range(9)],
    ["备注一", "x", None],
)
WILD: tuple[list[Any], ...] = (
    ["n 3", " N4", "Ｎ５", "合计", "小计", "", None, "-", "Total", "注：手工", 7.0, 7.5, "Subtotal", "单号", True],
    ["2026/10/2", "20261003", "2026年10月4日", "2026-10-05 08:00:00", "bad", None, "13/10/2026", 46300.0, 46300.25,
     datetime(2026, 10, 3, 23, 59), "10/10/26", "合计"],
    ["东区", " west ", "火星", None, "EAST 合计", "—", 5.0],
    ["E9", "王磊", "-", "无", 2.0],
    ["1", "1.50", "-2.25", "3,600万", "1e3", "abc", None, "—", "0.1234567", "12345678901234567.123456", 0.1 + 0.2,
     1e-7, 1e16, 123456789.123456, -0.0, float("nan"), "0.10", "96.4%", True, date(2026, 1, 1), 999999999.9999999, 7],
    ["2", 2.5, None, "3件", "0", 1e18, 1e19, "2.0", "-"],
    [3.0, date(2026, 10, 1), "小计", "Total", ""],
)  # fmt: skip
HEAD = (*ORDER_HEAD.split(","), "备注")
NAMES = {"number": "单号", "on": "日期", "unit": "部门", "person": "工号", "amount": "金额", "pieces": "件数"}
RECIPES: tuple[dict[str, Any], ...] = (
    {"columns": NAMES},
    {"columns": NAMES | {"amount": {"from": "金额", "scale": "wan", "high": "9999999999999999999999", "low": "-1"}}},
    {"columns": NAMES | {"amount": {"from": "金额", "scale": "percent"}}, "same_key": "newest", "covers": "none"},
    {"columns": NAMES | {"unit": {"from": "部门", "map": {"火星": "WEST", "east": ""}}, "pieces": {"from": "备注"}},
     "defaults": {"unit": "EAST", "person": "E2"}, "same_key": "ask", "header_row": 2},
    {"columns": {name: heading for name, heading in NAMES.items() if name != "person"}
     | {"pieces": {"from": "件数", "required": True, "low": "1", "scale": "0.5"}}, "unit_codes": {"火星": "EAST"}},
)  # fmt: skip


def sheet(chance: random.Random, wildness: float, first_line: int) -> Grid:
    """A title, the headings, and lines of which some hold anything."""
    lines: list[tuple[Any, ...]] = [("十月订单", *[None] * 6), HEAD]
    for _ in range(chance.randrange(0, 160)):
        kind = chance.random()
        if kind < 0.03:
            lines.append(chance.choice([HEAD, (None,) * 7, ("数据来源：ERP", *[None] * 6), ("总计", None, "9")]))
            continue
        pairs = zip(PLAIN, WILD, strict=True)
        lines.append(tuple(chance.choice(wild if chance.random() < wildness else plain) for plain, wild in pairs))
    held = list(zip(*((*line, *[None] * (7 - len(line))) for line in lines), strict=True))
    made = ColumnLines([column_of(cells, KINDS_OF_TYPES) for cells in held], range(1, len(lines) + 1))
    return Grid("十月", made, (Merge(1, 0, 1, 6),), first_line=first_line)


def row_by_row(reading: Reading, recipe: Any, shape: Any, months: Any) -> Any:
    """What a load does without the other way."""
    content = understand(reading, recipe, shape)
    lay_corrections(content, shape)
    if recipe.same_key == "ask":
        ask_about_changes(content, shape)
    covers = covered_on(content, recipe, shape, NOW, months)
    return content, facts_table(content.taken, shape), control_totals(content, shape), covers


def by_column(reading: Reading, recipe: Any, shape: Any, months: Any) -> Any:
    found = understand_by_column(reading, recipe, shape, months)
    assert found is not None
    return found.content, found.rows, found.totals, found.covers


def told(way: Any, *asked: Any) -> Any:
    """Everything a way makes of a reading, or its refusal."""
    try:
        content, rows, totals, covers = way(*asked)
    except Refusal as refused:
        return refused.code, refused.fields
    counts = (content.read, content.kept, content.skipped, content.repeated)
    rejected = sorted(content.rejected, key=lambda row: (row.line, row.reason))
    return counts, rows.sort_by("_line").to_pylist(), rejected, totals, covers


@pytest.mark.parametrize("seed", range(2))
def test_both_ways_agree(
    actors: dict[str, Actor], source: str, home: Any, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    if seed:  # as in a long sheet, where spellings that do not repeat are not told apart
        monkeypatch.setattr(columns, "_SAMPLE", 8)
    held = "N1,2026-10-01,EAST,E2,1,1\nN2,2026-10-02,EAST,E2,-0.05,2\nN3,2026-10-02,WEST,,3,3\n"
    (home / "orders.csv").write_text(f"{ORDER_HEAD}\n{held}", encoding="utf-8")
    services.load(actors["admin"], source=source, now=NOW)
    for row_key, old in (("N4", "1"), ("N2", "-0.05")):
        Correction.objects.create(
            dataset="orders", row_key=row_key, field="amount", old=old, new="77", reason="r", state="in_force",
            corrected_by="admin", corrected_at=NOW,
        )  # fmt: skip
    shape, months = shape_of("orders"), calendar.calendar_or_months(actors["admin"])
    chance = random.Random(seed)
    seen = {"rows": 0, "rejected": 0}
    for turn in range(8):
        wildness = (0.0, 0.01, 0.1, 0.6)[turn % 4]
        first = sheet(chance, wildness, 0)
        grids = (first, sheet(chance, wildness, len(first.rows))) if turn % 3 == 0 else (first,)
        reading = Reading(grids, "", "十月.xlsx")
        for written in RECIPES:
            recipe = read_recipe(written, shape)
            wanted, found = (told(way, reading, recipe, shape, months) for way in (row_by_row, by_column))
            assert found == wanted
            seen["rows"] += len(found[1]) if len(found) == 5 else 0
            seen["rejected"] += len(found[2]) if len(found) == 5 else 0
    assert seen["rows"] > 700 and seen["rejected"] > 400, seen


def test_both_ways_refuse_alike(actors: dict[str, Actor], source: str) -> None:
    """Nothing in the column tells day from month; the line of a total does not count."""
    shape, months = shape_of("orders"), calendar.calendar_or_months(actors["admin"])
    days = ["3/4/2026", "13/5/2026", "2026-10-01"]
    refused = []
    for number in ("合计", "N2"):
        cells = [[number if day == days[1] else "N", day, "EAST", None, 1.0, 1.0] for day in days]
        whole = zip(HEAD[:6], *cells, strict=True)
        lines = ColumnLines([column_of(column, KINDS_OF_TYPES) for column in whole], range(1, 5))
        reading, recipe = Reading((Grid("", lines),), "", ""), read_recipe(RECIPES[0], shape)
        wanted, found = (told(way, reading, recipe, shape, months) for way in (row_by_row, by_column))
        assert found == wanted
        refused.append(found[0])
    assert refused[0] == "date_order_ambiguous" and refused[1] != "date_order_ambiguous"


def test_a_float_is_the_decimal_a_person_typed() -> None:
    """Every figure of up to fifteen digits that comes as a float; expected is Python's own shortest text."""
    chance = random.Random(1)
    sizes = [(10 ** chance.randrange(1, 16), 10 ** chance.randrange(0, 9)) for _ in range(5000)]
    floats = [chance.randrange(-most, most) / parts for most, parts in sizes]
    found = of_floats(pa.array(floats), Decimal(1))
    assert found is not None
    read = [(figure, value) for figure, value in zip(floats, found.to_pylist(), strict=True) if value is not None]
    assert all(value == Decimal(repr(figure)) for figure, value in read)
    assert len(read) > 1500


def test_lines_are_made_of_columns_and_cut_without_copies() -> None:
    cells = [["a", None, 2.5, True, date(2026, 1, 2), datetime(2026, 1, 2, 3), 7], ["x"] * 7]
    lines = ColumnLines([column_of(column, KINDS_OF_TYPES) for column in cells], [1, 2, 4, 5, 6, 7, 9])
    rows = [GridRow(line, (cell, "x")) for line, cell in zip([1, 2, 4, 5, 6, 7, 9], cells[0], strict=True)]
    assert list(lines) == rows and lines[-1] == rows[-1] and list(lines[2:-1]) == rows[2:-1]
    assert list(lines[1:6][1:3]) == rows[2:4] and list(lines[::3]) == rows[::3]
    assert (lines.place_of(4), lines.place_of(3), len(lines[5:2])) == (2, None, 0)


@pytest.mark.parametrize("seed", range(20))
def test_a_column_holds_what_the_library_read(seed: int) -> None:
    """Headings of one kind, a body of another, some cells of a third, and blanks, which come as empty texts."""
    chance = random.Random(seed)
    kinds: list[list[Any]] = [
        ["甲", "b"],
        [1.5, -2.0],
        [3],
        [date(2026, 1, 2)],
        [datetime(2026, 1, 2, 3)],
        [True],
        [""],
    ]
    head, body, rare = (chance.choice(kinds) for _ in range(3))
    cells = [chance.choice(head) for _ in range(chance.randrange(0, 2 * TOP_ROWS))]
    cells += [chance.choice(body if chance.random() < 0.9 else rare) for _ in range(chance.randrange(0, 100))]
    cells += [""] * chance.randrange(0, 5) + [time(8, 30)] * chance.randrange(0, 2)
    expected = [None if cell == "" else str(cell) if isinstance(cell, time) else cell for cell in cells]
    assert [(type(cell), cell) for cell in columned(cells).cells()] == [(type(cell), cell) for cell in expected]
