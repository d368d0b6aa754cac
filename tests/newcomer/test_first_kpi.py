"""From nothing to the first right figure: a CSV and the lines of docs/user/*/import.md, by the clock (EF-01)."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import monotonic

import pytest

from tests.newcomer.test_start import BLOCK, ROOT, follow

#: As an ERP writes it: grouped figures, one order taken back in part. By hand: August 1,200.50, September
#: 800.00 + 99.50 = 899.50, October 2,000 - 250.25 = 1,749.75.
ORDERS = """order_no,ordered_on,amount
A1,2026-08-03,"1,200.50"
A2,2026-09-10,800.00
A3,2026-09-21,99.50
A4,2026-10-05,"2,000.00"
A5,2026-10-31,-250.25
"""
EXPECTED = {"2026-08": Decimal("1200.50"), "2026-09": Decimal("899.50"), "2026-10": Decimal("1749.75")}
MINUTES = 10


def lines(language: str) -> list[str]:
    """What the page tells to type."""
    page = (ROOT / "docs" / "user" / language / "import.md").read_text(encoding="utf-8")
    return [line for block in BLOCK.findall(page) for line in block.splitlines()]


def of_last_year(text: str) -> str:
    """The year of the page, put where a new installation has a calendar."""
    return text.replace("2026", str(date.today().year - 1))


@pytest.mark.feature("EF-01")
def test_ef_01_a_csv_becomes_a_right_figure_within_ten_minutes(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(of_last_year(ORDERS), encoding="utf-8")
    began = monotonic()
    follow(tmp_path, [of_last_year(line) for line in lines("en")])
    assert monotonic() - began < MINUTES * 60
    with (tmp_path / "values.csv").open(encoding="utf-8-sig") as written:
        rows = [row for row in csv.DictReader(written) if row.get("window", "month") == "month"]
    found = {(row["kpi"], row["subject"], row["period"]): Decimal(row["actual"]) for row in rows}
    assert found == {
        ("orders_signed", "HQ", of_last_year(month)): figure for month, figure in EXPECTED.items()
    }  # fmt: skip


def test_few_lines_and_the_same_in_both_languages() -> None:
    """Nothing but the product's own commands, no more than a person types in the time."""
    typed = lines("en")
    assert typed == lines("zh")
    assert typed[0] == "kpiloop init" and all(line.startswith("kpiloop ") for line in typed)
    assert len(typed) <= MINUTES
