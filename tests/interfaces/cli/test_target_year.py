"""A whole year from the command line: plan, sum of parts, growth, source rows. Figures of tests/loop/company.py."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.interfaces.cli.conftest import Line

OCTOBER, NOVEMBER = "2026-10", "2026-11"


def target(company: Line, subject: str, month: str) -> Decimal:
    rows = company("target", "history", "revenue", subject, month, "--json", by="admin").json()
    return Decimal(rows[0]["target"])


@pytest.mark.feature("N04")
def test_a_year_by_the_s_curve_and_its_plan(company: Line) -> None:
    assert company("target", "set-year", "revenue", "WEST", OCTOBER, "1728", "--shape", "s_curve", by="admin").code == 0
    course = company("target", "plan", "revenue", "WEST", OCTOBER, "--json", by="admin").json()
    assert (course["plans"][0]["method"], Decimal(course["drift"])) == ("s_curve", 0)
    # three months of twelve: 3/16 - 2/64 of 1728
    assert Decimal(course["months"][2]["reached"]) == 270
    assert "S 曲线" in company("target", "plan", "revenue", "WEST", OCTOBER, by="admin", lang="zh").out


def test_the_whole_is_the_sum_of_its_parts(company: Line) -> None:
    company("target", "set", "revenue", "SH", NOVEMBER, "120", by="admin")
    assert company("target", "sum-up", "revenue", "EAST", NOVEMBER, by="admin").code == 0
    assert target(company, "EAST", NOVEMBER) == 170
    assert target(company, "EAST", OCTOBER) == 150


def test_growth_on_the_only_month_last_year_has(company: Line) -> None:
    assert company("target", "grow", "revenue", "EAST", OCTOBER, "10", "--parts", by="admin").code == 0
    # October 2025: SH 90, ZJ 45
    assert (target(company, "SH", OCTOBER), target(company, "ZJ", OCTOBER)) == (99, Decimal("49.5"))
    assert target(company, "EAST", OCTOBER) == 150


def test_targets_are_taken_from_the_figures_of_another_kpi(company: Line) -> None:
    assert company("target", "take", "revenue", "EAST", OCTOBER, "--from", "cost", by="admin").code == 0
    # cost of EAST is 60 + 30 in every month from May to October
    assert [target(company, "EAST", month) for month in ("2026-04", "2026-05", OCTOBER)] == [150, 90, 90]


@pytest.mark.feature("TG-04")
def test_tg_04_the_year_goes_out_as_a_workbook_and_comes_back_with_what_differs(company: Line, tmp_path: Path) -> None:
    out, back = tmp_path / "year.xlsx", tmp_path / "back.xlsx"
    written = company("target", "workbook", str(out), "--year", "2026", "--kpi", "revenue", "--json", by="admin").json()
    book = load_workbook(out)
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    place = heads.index(OCTOBER) + 1
    line = next(row for row in sheet.iter_rows(min_row=2) if row[2].value == "West")
    assert (written["rows"], line[place - 1].value) == (6, 100)
    line[place - 1].value = 130
    book.save(back)
    shown = company("target", "read", str(back), "--year", "2026", by="admin")
    assert (shown.code, "130" in shown.out, "--yes" in shown.out) == (0, True, True)
    assert target(company, "WEST", OCTOBER) == 100
    (told,) = company("target", "read", str(back), "--year", "2026", "--yes", "--json", by="admin").json()
    assert (told["subject"], told["period"], told["before"], told["after"]) == ("WEST", OCTOBER, "100", "130")
    assert target(company, "WEST", OCTOBER) == 130
    assert target(company, "WEST", NOVEMBER) == 100
    line[place - 1].value = "lots"
    book.save(back)
    assert company("target", "read", str(back), "--year", "2026", "--yes", by="admin").code == 1
    assert target(company, "WEST", OCTOBER) == 130
