"""Every engine gives every cell as SQL by hand does, and as DuckDB does with the evidence beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest

from kpiloop.engine.compile.cells import MeasureCell, read_cells
from kpiloop.engine.dataflow import KpiRequest, Scan, Window, build, lay_out
from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import check, parse
from kpiloop.engine.values import Missing
from kpiloop.foundation.warehouse import engine_io, engines
from tests.engines import by_hand, selling

pytestmark = pytest.mark.django_db

Cells = dict[tuple[str, str], tuple[int, dict[str, MeasureCell]]]


def scan_of(formulas: list[str], on: str = "日期") -> Scan:
    shapes = engine_io.shapes()
    aggregates = [check(parse(text), shapes, ()).aggregates[0] for text in formulas]
    return build([KpiRequest("k", aggregates, date_columns={"销售": on})], shapes).scans[0]


def cells_of(formulas: list[str], on: str = "日期", *, version: int = 2) -> Cells:
    """(subject, window) -> rows, formula -> cell; asked of the engine of this installation."""
    scan, layout = scan_of(formulas, on), lay_out(selling.members(), selling.windows())
    answer = engine_io.run_scan(version, scan, engine_io.shapes()["销售"], layout)
    names = dict(zip(formulas, (measure.name for measure in scan.measures), strict=True))
    found = read_cells(scan, answer.column)
    return {
        key: (cell.row_count, {text: cell.measures[names[text]] for text in formulas}) for key, cell in found.items()
    }


@pytest.fixture(scope="module")
def duckdb_cells(facts: Path) -> Cells:
    return cells_of(list(by_hand.FIGURES))


def test_every_cell_by_hand(engine: str, facts: Path, duckdb_cells: Cells) -> None:
    found = cells_of(list(by_hand.FIGURES))
    expected = by_hand.figures("日期", selling.members(), selling.windows())
    assert engines.engine_name() == engine
    assert len(expected) > 50
    assert found.keys() == expected.keys()
    for key, (rows, *figures) in expected.items():
        assert found[key][0] == rows
        for text, figure in zip(by_hand.FIGURES, figures, strict=True):
            there = found[key][1][text].figure
            if figure is None:
                # A sum that no row takes part in is 0 where the scope has rows; the hand-written SQL says nothing.
                assert there in (Missing("no_rows"), Decimal(0)), (key, text)
            elif text.startswith(("average", "median", "percentile")):  # the hand-written SQL counts in binary
                assert isinstance(there, Decimal)
                assert abs(there - figure) < Decimal("1e-9"), (key, text)
            else:
                assert there == figure, (key, text)
    assert found == duckdb_cells


CHOSEN = [
    "median(销售.数量)", "top(2, 销售.金额, 销售.客户)", "first_ever(销售.客户)", "returning(销售.客户)",
    'converted(20, 销售.客户, 销售.状态 = "作废") where 销售.数量 > 0',
]  # fmt: skip


@pytest.fixture(scope="module")
def duckdb_chosen(facts: Path) -> Cells:
    return cells_of(CHOSEN)


def test_the_rows_under_a_cell_are_those_that_made_it(engine: str, facts: Path, duckdb_chosen: Cells) -> None:
    """Listed row by row, and the figure once more from all of them."""
    scan, cells = scan_of(CHOSEN), cells_of(CHOSEN)
    assert cells == duckdb_chosen
    for subject, code in (("HQ", "m1"), ("A", "m3")):
        window = next(each for each in selling.windows() if each.window == code)
        held = [member for member in selling.members() if member.subject == subject]
        found = cells[subject, code][1]
        for measure, text in zip(scan.measures, CHOSEN, strict=True):
            page = engine_io.matching_rows(2, scan=scan, measure=measure, membership=held, window=window, size=500)
            assert (page.total_value, page.total) == (found[text].figure, found[text].values), text
            assert len(page.rows) == page.total


def test_different_values_where_slots_are_too_many_for_bits(engine: str, facts: Path) -> None:
    """Recounted from pairs; by the date of payment, of which many rows have none."""
    formulas = ["count(销售)", "count_distinct(销售.客户)"]
    with patch("kpiloop.engine.dataflow.layout.MOST_BITS", 0):
        found = cells_of(formulas, "付款日")
    places = [list(by_hand.FIGURES).index(text) + 1 for text in formulas]
    expected = by_hand.figures("付款日", selling.members(), selling.windows())
    assert {key: [cells[text].figure for text in formulas] for key, (_, cells) in found.items()} == {
        key: [row[place] for place in places] for key, row in expected.items()
    }


def test_an_older_version_and_the_loads_of_windows(engine: str, facts: Path) -> None:
    """The first version knows the first load only, and no row of it has the later column."""
    windows = [Window("m4", date(2026, 4, 1), date(2026, 5, 1)), Window("2027", date(2027, 1, 1), date(2027, 2, 1))]
    asked = {"dataset": "销售", "date_column": "日期", "windows": windows}
    assert engine_io.load_numbers(2, **asked) == {"m4": [1, 2]}  # type: ignore[arg-type]
    assert engine_io.load_numbers(1, **asked) == {"m4": [1]}  # type: ignore[arg-type]


@pytest.mark.parametrize("formula", ["sum(销售.金额 * 900000000000 * 900000000000)", "sum(销售.数量 * 99999999999999)"])
def test_what_leaves_the_range_is_refused(engine: str, facts: Path, formula: str) -> None:
    """Thirteen digits before the point are the most a factor may have; nothing wraps around or becomes empty."""
    with pytest.raises(Refusal) as refused:
        cells_of([formula])
    assert refused.value.code == "number_too_large"
