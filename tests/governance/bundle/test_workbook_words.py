"""A workbook speaks the reader's language: words, codes and older forms mean the same; the rest is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.utils.translation import override

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors
from kpiloop.governance.bundle.contents.sheets import SHEETS
from kpiloop.governance.bundle.reading import read_bundle
from kpiloop.governance.bundle.rows import Fault
from kpiloop.interfaces.reports.writers import bundle_workbook
from kpiloop.interfaces.wording.bundle_faults import fault_sentence
from kpiloop.interfaces.wording.workbook_words import choice_word, choices_of, head_word, sheet_word, words_of
from kpiloop.loop.collect.cleaning.texts import same_name
from tests.governance.bundle.conftest import EXAMPLE, TODAY, bring_in
from tests.governance.bundle.test_round_trip import said

WORKBOOKS = EXAMPLE.parent / "workbooks"
Table = list[list[object]]


def book_of(path: Path, **sheets: Table) -> Path:
    """A workbook of these sheets and nothing else, as a person would write it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def meanings(said_words: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, word in said_words:
        found.setdefault(same_name(word), set()).add(code)
    return found


def in_both(codes: list[str], *sheet: str) -> Iterator[tuple[str, str]]:
    for language in ("zh-hans", "en"):
        with override(language):
            yield from ((code, head_word(*sheet, code) if sheet else sheet_word(code)) for code in codes)
    yield from ((code, code) for code in codes)


def test_no_word_means_two_things() -> None:
    sheets = meanings(in_both(list(SHEETS)))
    assert {word: codes for word, codes in sheets.items() if len(codes) > 1} == {}
    for name, sheet in SHEETS.items():
        heads = meanings(in_both([field.name for field in sheet.columns], name))
        assert {word: codes for word, codes in heads.items() if len(codes) > 1} == {}, name
        for field in sheet.columns:
            words = meanings(words_of(name, field))
            assert {word: codes for word, codes in words.items() if len(codes) > 1} == {}, (name, field.name)


def test_every_choice_has_a_word_in_chinese() -> None:
    with override("zh-hans"):
        bare = {
            (name, field.name, code)
            for name, sheet in SHEETS.items()
            for field in sheet.columns
            for code in choices_of(name, field)
            if choice_word(name, field.name, code) == code
        }
    assert bare == set()


def test_the_filled_example_says_the_same_in_both_languages() -> None:
    for name, unit in (("zh.xlsx", "销售部"), ("en.xlsx", "SALES")):
        found = read_bundle(WORKBOOKS / name)
        assert found.faults == ()
        rows = said(found.bundle)
        assert rows["units"][1]["code"] == unit
        assert [row["direction"] for row in rows["kpis"]] == ["higher", "higher", "lower", "higher"]
        assert [str(row["weight"]) for row in rows["cards"]] == ["60", "40", "70", "30", "100"]
        assert [str(row["target"]) for row in rows["targets"]] == ["12000000", "0.3", "1000000", "5", "0.98"]
        assert [row["period"] for row in rows["targets"]] == ["FY2026", *["2026-01"] * 4]
        (data,) = rows["datasets"]
        assert data["columns"]["month"] == "date" and data["columns"]["revenue"] == "decimal"  # type: ignore[index,call-overload]
        assert (data["key_columns"], data["date_columns"]) == (("month", "dept"), ("month",))
        assert (data["unit_column"], data["money_columns"]) == ("dept", ("revenue",))
        recipe = rows["sources"][0]["recipe"]
        assert isinstance(recipe, dict) and recipe["columns"]["revenue"]["scale"] == "wan"  # type: ignore[index,call-overload]
        assert rows["scoring"][0]["parameters"] == {
            "cap": "120", "on": "achievement", "points": [["0.8", "60"], ["1", "100"], ["1.2", "120"]],
        }  # fmt: skip
        assert rows["scoring"][2]["parameters"] == {"points": "10", "base": "target"}


@pytest.mark.django_db
def test_a_company_comes_in_by_chinese_words_and_once(keeper: Actor) -> None:
    assert bring_in(keeper, WORKBOOKS / "zh.xlsx")["kpis"] == {"added": 4}
    assert bring_in(keeper, WORKBOOKS / "zh.xlsx") == {}


def test_codes_words_and_older_json_mean_the_same(tmp_path: Path) -> None:
    older = book_of(
        tmp_path / "older.xlsx",
        datasets=[
            ["code", "name_zh", "columns", "date_columns"],
            ["d", "订单", '{"day": "date", "n": "integer"}', "day"],
        ],
        scoring=[["scheme", "kpi", "method", "parameters"], ["S", "k", "linear", '{"cap": "120"}']],
    )
    mixed = book_of(
        tmp_path / "mixed.xlsx",
        **{
            "数据集": [["代码", "Chinese name"], ["d", "订单"]],
            "DATASET columns": [
                ["数据集", "column", "Type", "用途"],
                ["d", "day", "日期", "DATE"],
                ["d", "n", "整数", None],
            ],
            " 计分 ": [["考核方案", "KPI", "method", "封顶"], ["S", "k", "比率法", 120]],
        },
    )
    assert read_bundle(older).faults == read_bundle(mixed).faults == ()
    assert said(read_bundle(older).bundle) == said(read_bundle(mixed).bundle)


def test_what_means_nothing_is_named_with_what_is_near(tmp_path: Path) -> None:
    path = book_of(
        tmp_path / "book.xlsx",
        部们=[["代码"]],
        人员=[["工号", "姓名称", "姓名"], ["001", "x", "王敏"]],
        指标=[["代码", "中文名称", "方向"], ["a", "收入", "越高越棒"]],
        数据集的列=[["数据集", "列", "列类型", "用途"], ["无", "a", "文本", "主建"]],
    )
    faults = {fault.where: fault for fault in read_bundle(path).faults}

    def told(where: str) -> str:
        fault: Fault = faults[where]
        with override("zh-hans"):
            return fault_sentence(fault)

    assert "是不是“部门" in told("部们")
    assert told("人员!B1").startswith("“人员”中没有“姓名称”这一列。是不是“姓名")
    assert "“方向”中不能写“越高越棒”。是不是“越高越好" in told("指标!C2")
    assert "主键" in told("数据集的列!D2")
    assert "“数据集”" in told("数据集的列!2")
    assert told("指标!2") == "“指标”的每一行都必须填写“生效日期”。"
    with override("en"):
        assert 'Did you mean "higher is better' in fault_sentence(faults["指标!C2"])


def test_cells_as_people_write_them(tmp_path: Path) -> None:
    heads: list[object] = ["考核方案", "考核对象", "指标", "期间", "目标值", "锁定"]
    rows: list[list[object]] = [
        ["S", "U", "k", "2026年1月", "1,200万元", "是"],
        ["S", "U", "k", "2026/2", "95%", "否"],
        ["S", "U", "k", "2026财年", 0.5, "Yes"],
    ]
    (found,) = [read_bundle(book_of(tmp_path / "book.xlsx", 目标值=[heads, *rows]))]
    assert found.faults == ()
    told = [(row["period"], str(row["target"]), row["is_locked"]) for row in said(found.bundle)["targets"]]
    assert told == [("2026-01", "12000000", True), ("2026-02", "0.95", False), ("FY2026", "0.5", True)]


def test_an_export_in_either_language_changes_nothing(imported: Actor, tmp_path: Path) -> None:
    bundle = selectors.export_bundle(imported)
    for language in ("zh-hans", "en"):
        path = tmp_path / f"{language}.xlsx"
        with override(language):
            path.write_bytes(bundle_workbook.workbook(bundle))
        plan = selectors.check_bundle(imported, path=path, on=TODAY)
        assert (plan.faults, plan.changes) == ((), ())
        cells = [cell.value for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert [text for text in cells if isinstance(text, str) and text.startswith(("{", "["))] == []


def test_a_cell_that_cannot_be_read_is_told_once_and_a_fixed_one_in_words(imported: Actor, tmp_path: Path) -> None:
    path = tmp_path / "company.xlsx"
    with override("zh-hans"):
        path.write_bytes(bundle_workbook.workbook(selectors.export_bundle(imported)))
    book = openpyxl.load_workbook(path)
    heads = {cell.value: cell.column for cell in book["部门"][1]}
    book["部门"].cell(3, heads["类型"]).value = "部们"
    book["部门"].cell(4, heads["类型"]).value = "团队"
    book.save(path)
    faults = selectors.check_bundle(imported, path=path, on=TODAY).faults
    with override("zh-hans"):
        told = [fault_sentence(fault) for fault in faults]
    assert len(told) == 2
    assert "“类型”中不能写“部们”" in told[0]
    assert "改为 团队" in told[1] and "调整隶属关系请写在 部门调整" in told[1]
