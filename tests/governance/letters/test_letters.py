"""Last year's responsibility letters: ordinary ugly form in, findings, a corrected workbook and letters out."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpiloop.engine.errors import Refusal
from kpiloop.governance.letters.checking import checked
from kpiloop.governance.letters.reading import read_letters
from kpiloop.interfaces.reports.writers.letters_workbook import corrected_workbook


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Two letters on one sheet with titles, merged dimension cells and totals; a third with weights as fractions."""
    path = tmp_path / "责任书2025.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("销售")
        sheet.merge_range("A1:F1", "2025年度目标责任书")
        sheet.write_row("A2", ["被考核人：张三", None, "部门：华东区"])
        sheet.write_row("A3", ["维度", "考核指标", "权重", "目标值", "计分办法", "数据来源"])
        sheet.merge_range("A4:A5", "财务")
        sheet.write_row("B4", ["销售收入", "60%", "1200万元", "每低1%扣1分", "ERP"])
        sheet.write_row("B5", ["回款率", "30%", "95%", "线性", "财务部"])
        sheet.write_row("A6", ["学习", "提升团队能力", "20%", "显著加强", None, None])
        sheet.write_row("A7", ["合计", None, "110%"])
        sheet.write_row("A9", ["姓名：", "李四"])
        sheet.write_row("A10", ["序号", "指标名称", "权重(%)", "目标", "评分标准"])
        sheet.write_row("A11", [1, "交付率", 50, "≥98%", "非此即彼"])
        sheet.write_row("A12", [2, "交 付 率", 0.5, "98", "同上"])
        other = book.add_worksheet("生产部")
        other.write_row("A1", ["指标", "权重", "目标值", "计分办法", "数据来源"])
        for row, (name, weight) in enumerate((("产量", 0.4), ("合格率", 0.35), ("工时", 0.25)), 1):
            other.write_row(row, 0, [name, weight, 100, "比率法", "MES"])
    return path


def test_blocks_of_people_are_told_apart_and_read_as_written(workbook: Path) -> None:
    cards = {card.subject: card for card in read_letters(workbook).cards}
    assert list(cards) == ["张三", "李四", "生产部"]
    assert [(line.kpi, line.weight, line.target) for line in cards["张三"].lines] == [
        ("销售收入", Decimal(60), "1200万元"),
        ("回款率", Decimal(30), "95%"),
        ("提升团队能力", Decimal(20), "显著加强"),
    ]
    assert [line.weight for line in cards["生产部"].lines] == [Decimal(40), Decimal(35), Decimal(25)]


def test_findings_say_what_is_wrong_and_weights_are_mended(workbook: Path) -> None:
    cards = {card.subject: card for card in checked(read_letters(workbook)).cards}
    found = {(row.code, row.kpi) for row in cards["张三"].findings}
    assert found == {
        ("letter_weights_off", ""),
        ("weight_unusual", "销售收入"),
        ("name_vague", "提升团队能力"),
        ("letter_target_without_figure", "提升团队能力"),
        ("letter_scoring_missing", "提升团队能力"),
        ("letter_source_missing", "提升团队能力"),
    }
    # 60, 30, 20 scaled to 100 within 5..40: the first stays at 40, the others share 60 as 3 to 2
    assert cards["张三"].weights == (Decimal(40), Decimal(36), Decimal(24))
    assert {row.code for row in cards["李四"].findings} >= {"letter_twice", "letter_source_missing"}
    assert cards["生产部"].findings == ()
    assert cards["生产部"].weights == (Decimal(40), Decimal(35), Decimal(25))


def test_the_corrected_workbook_reads_back_with_nothing_off(workbook: Path, tmp_path: Path) -> None:
    corrected = tmp_path / "corrected.xlsx"
    corrected.write_bytes(corrected_workbook(checked(read_letters(workbook))))
    rows = list(openpyxl.load_workbook(io.BytesIO(corrected.read_bytes())).active.iter_rows(values_only=True))
    assert [row[2] for row in rows[1:4]] == [40, 36, 24]
    assert "110" in rows[1][7]
    again = checked(read_letters(corrected))
    assert [card.subject for card in again.cards] == ["张三", "李四", "生产部"]
    assert not any(row.code == "letter_weights_off" for card in again.cards for row in card.findings)


def test_a_workbook_without_letters_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("通讯录").write_row("A1", ["姓名", "电话"])
    with pytest.raises(Refusal) as refused:
        read_letters(path)
    assert (refused.value.code, refused.value.fields["sheets"]) == ("letters_not_found", "通讯录")
