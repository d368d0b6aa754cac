"""Writes the ugly workbooks (files 01 to 10). Nothing of the product is used here; the truths are typed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter


def lines(sheet: Any, top: int, rows: Sequence[Sequence[object]], left: int = 0) -> None:
    """Write rows from a line (counted from 0) on; None leaves a cell empty."""
    for down, row in enumerate(rows):
        for right, cell in enumerate(row):
            if isinstance(cell, str) and not cell.startswith("="):
                sheet.write_string(top + down, left + right, cell)
            elif cell is not None:
                sheet.write(top + down, left + right, cell)


def budget_merged(folder: Path) -> None:
    """01: 万元 in the title, not about rates; two heading lines, units merged, subtotals, notes, a total column."""
    with xlsxwriter.Workbook(str(folder / "01_budget_merged.xlsx")) as book:
        sheet, plain = book.add_worksheet("费用执行"), book.add_format()
        sheet.merge_range("A1:H1", "2026年费用预算执行表", plain)
        sheet.write_string("G2", "单位：万元")
        for cells, text in (
            ("A3:A4", "部门"),
            ("B3:B4", "费用项目"),
            ("C3:E3", "1月"),
            ("F3:H3", "2月"),
            ("I3:J3", "合计"),
        ):
            sheet.merge_range(cells, text, plain)
        lines(sheet, 3, [[None, None, *("预算", "实际", "执行率") * 2, "预算", "实际"]])
        sheet.merge_range("A5:A7", "华东区", plain)
        sheet.merge_range("A8:A10", "华西区", plain)
        lines(
            sheet,
            4,
            [
                [None, "差旅费", 12.5, 11.8, "94.4%", 12.5, 13.02, 1.0416, 25, 24.82],
                [None, "招待费", 3, "—", "—", 3, 2.4, 0.8, 6, 2.4],
                [None, "小计", 15.5, 11.8, None, 15.5, 15.42, None, 31, 27.22],
                [None, "差旅费", 8, 7.75, 0.96875, 8, None, None, 16, 7.75],
                [None, "招待费", 2, "（0.3）", "-15%", 2, 1.1, "55%", 4, 0.8],
                [None, "小计", 10, 7.45, None, 10, 1.1, None, 20, 8.55],
                ["总计", None, 25.5, 19.25, None, 25.5, 16.52, None, 51, 35.77],
                [],
                ["注：招待费按部门归口；2月数据为快报数。"],
                ["制表：李敏", None, None, "审核：王强"],
            ],
        )


def two_years(folder: Path) -> None:
    """05: months across two years, real dates beside texts, 2025.10 as a number, a running total between."""
    with xlsxwriter.Workbook(str(folder / "05_months_two_years.xlsx")) as book:
        sheet, day = book.add_worksheet("Revenue"), book.add_format({"num_format": "mmm-yy"})
        lines(sheet, 0, [["Net revenue by branch, figures in thousands"], [], ["Branch", "Product line"]])
        sheet.write_datetime("C3", datetime(2025, 9, 1), day)
        sheet.write_number("D3", 2025.10)
        lines(sheet, 2, [["2025年11月", "Dec-25", "Total 2025", "２０２６年１月", "2026.02"]], left=4)
        rows = [
            ["East", "Pumps", 120, 130.5, "1,020", 99, 1369.5, 101, 88],
            ["East", "Valves", 20, "N/A", 22, 24, 66, 25, "-"],
            ["West", "Pumps", 64, 61, 60, 59.25, 244.25, "(4)", 70],
            ["Grand total", None, 204, 191.5, 1102, 182.25, 1679.75, 122, 158],
        ]
        lines(sheet, 3, rows)


def default_year(folder: Path) -> None:
    """06: labels M01, 1月, ７月 without a year, the year only in a merged title, blank columns and lines between."""
    with xlsxwriter.Workbook(str(folder / "06_default_year.xlsx")) as book:
        sheet, plain = book.add_worksheet("Sheet1"), book.add_format()
        sheet.merge_range("A2:G2", "各区域客户投诉件数统计　２０２６年度", plain)
        lines(sheet, 3, [["区　域", "M01", "2月", "３月", "四月", "５ 月", "七月份"]])
        lines(sheet, 5, [["华东区", 3, "2件", "１", 0, "无", 4], [], ["华 西 区", 1, 1, "—", 2, 5, 0]])
        lines(sheet, 9, [["合　计", 4, 3, 1, 2, 5, 4]])


def side_by_side(folder: Path) -> None:
    """07: two equal blocks beside each other with the unit in the title above each, ledger style."""
    with xlsxwriter.Workbook(str(folder / "07_side_by_side.xlsx")) as book:
        sheet, plain = book.add_worksheet("台账"), book.add_format()
        sheet.merge_range("A1:C1", "华东区", plain)
        sheet.merge_range("E1:G1", "华西区", plain)
        lines(sheet, 1, [["单号", "日期", "金额（元）", None, "单号", "日期", "金额（元）"]])
        lines(
            sheet,
            2,
            [
                ["A-01", "2026/10/8", "1,200.50", None, "B-01", "2026/10/9", "￥300"],
                ["A-02", "2026/10/12", 80, None, "B-02", "2026-10-15", "(45.5)"],
                ["A-03", "10月20日", "９９９", None, None, None, None],
                ["合计", None, 2279.5, None, "合计", None, 254.5],
            ],
        )
        sheet.write_string("I2", "注意：红字为冲销")


def stacked(folder: Path) -> None:
    """08: several tables below each other, the heading repeated, the unit in a numbered line before each."""
    with xlsxwriter.Workbook(str(folder / "08_stacked_tables.xlsx")) as book:
        sheet = book.add_worksheet("汇总")
        head = ["产品", "数量", "金额(千元)", "备注"]
        lines(
            sheet,
            0,
            [
                ["2026年10月产品销售快报"],
                ["一、华东区："],
                head,
                ["水泵", 12, 360, None],
                ["阀门", "1,050", 42.5, "含赠品"],
                ["小计", 1062, 402.5, None],
                [],
                ["二、华西区："],
                head,
                ["水泵", 7, 210, None],
                ["阀门", 0, "—", "缺货"],
                ["小计", 7, 210, None],
                [],
                ["全公司合计", 1069, 612.5, None],
            ],
        )


def month_sheets(folder: Path) -> None:
    """09: one sheet per month, a cover sheet before, a hidden old version that must not count, blanks behind names."""
    with xlsxwriter.Workbook(str(folder / "09_sheet_per_month_2026.xlsx")) as book:
        cover = book.add_worksheet("封面")
        cover.write_string("B3", "2026 年度门店销售月报")
        hidden = book.add_worksheet("9月(旧)")
        hidden.hide()
        lines(hidden, 0, [["门店", "销售额(元)"], ["华东区", 1], ["华西区", 1]])
        for name, rows in {
            "9月": [["华东区 ", 5000], ["华西区", "4,800"]],
            "10月": [["　华东区", 5200.25], ["华西区", 0], ["合计", 5200.25]],
            "11月": [["东区", "1.2万"], ["华西区", None]],
        }.items():
            lines(book.add_worksheet(name), 0, [["门店", "销售额(元)"], *rows])


def mixed_units(folder: Path) -> None:
    """11: the unit of every figure stands in a column beside it: 万元, %, 元, 天; full-width and trailing blanks."""
    with xlsxwriter.Workbook(str(folder / "11_mixed_units.xlsx")) as book:
        sheet = book.add_worksheet("指标")
        lines(
            sheet,
            2,
            [
                ["部门", "指标名称", "计量单位", "月份", "实际值", "  "],
                ["华东区", "营业收入", "万元", "2026年10月", 536.8, "  "],
                ["华东区", "回款率", "%", "2026年10月", 96.4, None],
                ["华东区", "客单价", "元", "2026年10月", "１，２８８．５", None],
                ["华西区", "营业收入", "千元", "2026-10", "4,020", None],
                ["华西区", "回款率", "％", "2026-10", "91.25%", None],
                ["华西区", "交货周期", "天", "2026-10", "12.5天", None],
            ],
        )


def percent_mix(folder: Path) -> None:
    """12: percent as 98.7%, as 98.7 and as 0.987 in one column; percent-formatted cells; a 4.6分 rating."""
    with xlsxwriter.Workbook(str(folder / "12_percent_mix.xlsx")) as book:
        sheet, percent = book.add_worksheet("质量"), book.add_format({"num_format": "0.0%"})
        lines(sheet, 0, [["质量月报（2026年9月）"], ["车间", "一次合格率", "客户评分"]])
        lines(sheet, 2, [["东区", "98.7%", "4.6分"], ["WEST", 97.2, "４.８"], ["集团", None, 4.7]])
        sheet.write_number("B5", 0.981, percent)


def errors_negatives(folder: Path) -> None:
    """13: formula errors; ▲, brackets of both widths and a trailing minus as negatives; dashes, a lone space."""
    with xlsxwriter.Workbook(str(folder / "13_errors_negatives.xlsx")) as book:
        sheet = book.add_worksheet("利润")
        lines(sheet, 0, [["部门", "日期", "利润", "毛利率"]])
        day = book.add_format({"num_format": "yyyy/m/d"})
        figures: list[tuple[object, object]] = [
            ("▲1,500", "12%"),
            ("（２，０００．５０）", "#N/A"),
            ("300-", "0.08"),
            (" ", "—"),
            (750, 0.2),
        ]
        for line, (profit, margin) in enumerate(figures, 1):
            lines(sheet, line, [["华东区" if line < 4 else "华西区", None, profit, margin]])
            sheet.write_datetime(line, 1, datetime(2026, 10, line), day)
        sheet.write_formula(6, 2, "=1/0", None, "#DIV/0!")
        lines(sheet, 6, [["华西区"]])
        sheet.write_datetime(6, 1, datetime(2026, 10, 6), day)
        sheet.write_string(6, 3, "5%")


def units_across(folder: Path) -> None:
    """16: units across, accounts down, the month only in the title, an indented account list with a total row."""
    with xlsxwriter.Workbook(str(folder / "16_units_across.xlsx")) as book:
        sheet = book.add_worksheet("损益")
        lines(
            sheet,
            0,
            [
                ["损益简表"],
                ["2026年10月", None, None, "金额单位：人民币万元"],
                ["项目", "华东区", "华西区", "合计"],
                ["营业收入", 536.8, 402, 938.8],
                ["　　营业成本", 310.55, "288.1", 598.65],
                ["　　销售费用", "—", 20, 20],
                ["毛利合计", 226.25, 93.9, 320.15],
            ],
        )


def block_days(folder: Path) -> None:
    """17: the day only on the first row of a block (not merged), a customer column with real gaps, wide blanks."""
    with xlsxwriter.Workbook(str(folder / "17_block_days.xlsx")) as book:
        sheet, day = book.add_worksheet("日报"), book.add_format({"num_format": "m月d日"})
        lines(sheet, 0, [["日期", "部门", "客户", "合同额（万元）"]])
        rows = [
            ["华东区", "甲公司", 12],
            ["华西区", None, 3.5],
            ["华西区", "乙公司", "1.2亿"],
            ["华东区", None, 7],
            ["华西区", "丙公司", 9.99],
        ]
        lines(sheet, 1, rows, left=1)
        sheet.write_datetime("A2", datetime(2026, 10, 8), day)
        sheet.write_datetime("A5", datetime(2026, 10, 9), day)


def form_letter(folder: Path) -> None:
    """20: a form with labels beside values: there is no table in it."""
    with xlsxwriter.Workbook(str(folder / "20_form_no_table.xlsx")) as book:
        sheet = book.add_worksheet("绩效面谈表")
        for line, text in enumerate(
            ["绩效面谈记录", "被考核人", "面谈时间", "主要业绩", "存在不足", "改进措施", "签字"]
        ):
            sheet.write_string(line * 2, 0, text)


BOOKS = (
    budget_merged, two_years, default_year, side_by_side, stacked, month_sheets, mixed_units, percent_mix,
    errors_negatives, units_across, block_days, form_letter,
)  # fmt: skip
