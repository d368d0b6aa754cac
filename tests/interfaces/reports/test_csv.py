"""CSV that a spreadsheet opens as text and figures, never as formulas."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.interfaces.reports import exports, score_export, value_export
from kpiloop.interfaces.reports.export_rows import Export
from kpiloop.interfaces.reports.exports import EXPORTS, make_export
from kpiloop.interfaces.reports.writers.csv_file import csv_lines


def read_back(*cells: object) -> list[str]:
    text = "".join(csv_lines(Export("values", ("id",) * len(cells), (tuple(cells),))))  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))[1]


def test_figures_keep_every_digit() -> None:
    exact = [Decimal("0.000000000001"), Decimal("-12.50"), Decimal("1E+3"), Decimal("9017.96"), 12]
    assert read_back(*exact) == ["0.000000000001", "-12.50", "1000", "9017.96", "12"]


def test_no_value_is_an_empty_cell_and_zero_is_not() -> None:
    assert read_back(None, Decimal(0), "") == ["", "0", ""]


def test_days_and_moments() -> None:
    assert read_back(date(2026, 10, 1), datetime(2026, 10, 1, 8, tzinfo=UTC)) == [
        "2026-10-01",
        "2026-10-01T08:00:00+00:00",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_texts_never_begin_a_formula(start: str) -> None:
    assert read_back(f"{start}cmd|' /C calc'!A1") == [f"'{start}cmd|' /C calc'!A1"]


def test_texts_with_commas_quotes_and_lines_survive() -> None:
    assert read_back('华东, "上海"\n二行') == ['华东, "上海"\n二行']


def test_the_first_column_is_always_the_id() -> None:
    for columns in (value_export.COLUMNS, score_export.COLUMNS, exports.BONUS_COLUMNS, exports.ACTION_COLUMNS):
        assert columns[0] == "id" and len(set(columns)) == len(columns)


@pytest.mark.parametrize("kind", EXPORTS)
def test_the_system_itself_never_exports(kind: str) -> None:
    with pytest.raises(Refusal, match="permission_denied"):
        make_export(SYSTEM, kind, period_codes=())
