"""Spellings of cells and what they mean; every expectation is what a reader of the sheet would say."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.loop.collect.cleaning.days import order_of, read_day, read_month
from kpiloop.loop.collect.cleaning.numbers import read_number
from kpiloop.loop.collect.cleaning.texts import means_nothing, names_a_total, tidy
from kpiloop.loop.collect.cleaning.truths import read_truth


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234,567.89", "1234567.89"),
        ("１，２３４．５", "1234.5"),
        ("1.2亿", "120000000"),
        ("3,600万", "36000000"),
        ("1.2345万", "12345"),
        ("2.5万元", "25000"),
        ("5千", "5000"),
        ("96.4%", "0.964"),
        ("９６．４％", "0.964"),
        ("3‰", "0.003"),
        ("(123)", "-123"),
        ("（1,200.50）", "-1200.5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("123-", "-123"),
        ("¥3,000", "3000"),
        ("￥-3,000.00", "-3000"),
        ("28人", "28"),
        ("4.6分", "4.6"),
        (" 1 234 ", "1234"),
        ("1.2E+05", "120000"),
        (".5", "0.5"),
        (0.1, "0.1"),
        (7.0, "7"),
        (1200, "1200"),
        (Decimal("3.30"), "3.3"),
    ],
)
def test_numbers(written: object, value: str) -> None:
    read = read_number(written)  # type: ignore[arg-type]
    assert read is not None
    assert read.value == Decimal(value)


@pytest.mark.parametrize(
    "written",
    ["", None, "—", "——", "-", " － ", "NULL", "n/a", "#N/A", "#DIV/0!", "无", "暂无", "nan", float("nan"), "　"],
)
def test_marks_of_no_value_are_not_zero(written: object) -> None:
    assert means_nothing(written)  # type: ignore[arg-type]
    assert read_number(written) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "abc",
        "1,23",
        "12,34,567",
        "1,5",
        "0,325",
        "12 34",
        "1'5",
        "1.2.3",
        "约100",
        "(-5)",
        "12月",
        True,
        date(2026, 1, 1),
        "--5",
        "3.6k",
    ],
)
def test_what_is_no_number_is_not_guessed(written: object) -> None:
    with pytest.raises(Refusal, match="number_unreadable"):
        read_number(written)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-10-05", date(2026, 10, 5)),
        ("2026/10/5", date(2026, 10, 5)),
        ("2026.10.05", date(2026, 10, 5)),
        ("2026年10月5日", date(2026, 10, 5)),
        ("２０２６年１０月", date(2026, 10, 1)),
        ("2026年10月", date(2026, 10, 1)),
        ("2026-10-05 13:45:00", date(2026, 10, 5)),
        ("2026-10-05T13:45:00+08:00", date(2026, 10, 5)),
        ("20261005", date(2026, 10, 5)),
        (20261005, date(2026, 10, 5)),
        (46300, date(2026, 10, 5)),
        (46300.0, date(2026, 10, 5)),
        ("25/12/2026", date(2026, 12, 25)),
        ("12/25/2026", date(2026, 12, 25)),
        ("5-Oct-2026", date(2026, 10, 5)),
        ("Oct 5, 2026", date(2026, 10, 5)),
        ("10月5日", date(2026, 10, 5)),
        ("10月", date(2026, 10, 1)),
        (datetime(2026, 10, 5, 8), date(2026, 10, 5)),
        (date(2026, 10, 5), date(2026, 10, 5)),
    ],
)
def test_days(written: object, expected: date) -> None:
    assert read_day(written, year=2026) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["2026-02-30", "昨天", "13月", 7, "99999999", True])
def test_what_is_no_day_is_not_guessed(written: object) -> None:
    with pytest.raises(Refusal, match="day_unreadable"):
        read_day(written, year=2026)  # type: ignore[arg-type]


def test_day_and_month_are_asked_when_either_fits() -> None:
    with pytest.raises(Refusal, match="day_ambiguous"):
        read_day("3/10/2026")
    assert read_day("3/10/2026", order="dmy") == date(2026, 10, 3)
    assert read_day("3/10/2026", order="mdy") == date(2026, 3, 10)


def test_a_column_may_tell_its_own_order() -> None:
    assert order_of(["3/10/2026", "25/10/2026"]) == "dmy"
    assert order_of(["3/10/2026", "10/25/2026"]) == "mdy"
    assert order_of(["2026-10-03", "5/5/2026"]) is None
    with pytest.raises(Refusal, match="day_ambiguous"):
        order_of(["3/10/2026", "4/11/2026"])


@pytest.mark.parametrize(
    ("label", "month"),
    [
        ("M01", (2026, 1)),
        ("1月", (2026, 1)),
        ("12月份", (2026, 12)),
        ("７月", (2026, 7)),
        ("2025年1月", (2025, 1)),
        ("2025.02", (2025, 2)),
        ("2025-02", (2025, 2)),
        ("202502", (2025, 2)),
        ("Sep-25", (2025, 9)),
        ("September 2025", (2025, 9)),
        ("Jan", (2026, 1)),
        (date(2025, 3, 1), (2025, 3)),
    ],
)
def test_month_labels(label: object, month: tuple[int, int]) -> None:
    assert read_month(label, year=2026) == date(*month, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("label", ["部门", "13月", "0月", "收入", "2025", 5, None, "合计", "M", "第一季度"])
def test_what_names_no_month(label: object) -> None:
    assert read_month(label, year=2026) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["小计", "华东小计", "合计", "总计：", " 合 计 ".replace(" ", ""), "Total", "Grand total", "Sub-total"]
)
def test_totals_are_recognised(text: str) -> None:
    assert names_a_total(text)


@pytest.mark.parametrize("text", ["合计一科技", "华东区", "小计划", "Totalenergies", ""])
def test_names_that_only_look_like_totals(text: str) -> None:
    assert not names_a_total(text)


def test_texts_are_tidied_without_losing_letters() -> None:
    assert tidy("　华东\u00a0 区 ") == "华东 区"
    assert tidy(1001.0) == "1001"
    assert tidy(None) == ""


def test_truths() -> None:
    assert [read_truth(word) for word in ("是", "√", "Y", True)] == [True] * 4
    assert [read_truth(word) for word in ("否", "N", "无", False, "0")] == [False] * 5
    assert read_truth("-") is None
    with pytest.raises(Refusal, match="truth_unreadable"):
        read_truth("maybe")
