"""Last year's letters on the command line: findings, the corrected workbook, and letters that print from a disk."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from tests.interfaces.cli.conftest import Line


def test_letters_come_out_as_a_file_of_their_own(company: Line, tmp_path: Path) -> None:
    file, corrected, letters = tmp_path / "old.xlsx", tmp_path / "new.xlsx", tmp_path / "letters.html"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("销售部")
        for row, cells in enumerate(
            (["指标", "权重", "目标值"], ["销售收入", "60%", "1200万"], ["回款率", 0.4, "95%"])
        ):
            sheet.write_row(row, 0, cells)
    asked = ("kpi", "lint-workbook", str(file), "--corrected", str(corrected), "--letters", str(letters))
    assert company(*asked, by="admin").code == 0
    printed = letters.read_text(encoding="utf-8")
    assert "销售部" in printed and "40%" in printed and "<style>" in printed
    assert "href=" not in printed  # nothing to fetch from a server that is not there
    assert corrected.stat().st_size
