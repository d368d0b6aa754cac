"""Periods and dates in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from kpiloop.interfaces.wording import periods


@pytest.mark.parametrize(
    ("code", "chinese", "english", "chinese_short", "english_short"),
    [
        ("2026-10", "2026 年 10 月", "Oct 2026", "10 月", "Oct"),
        ("2026-02", "2026 年 2 月", "Feb 2026", "2 月", "Feb"),
        ("FY2026-Q4", "2026 年第 4 季度", "Q4 FY2026", "第 4 季度", "Q4"),
        ("FY2026-H2", "2026 年下半年", "H2 FY2026", "下半年", "H2"),
        ("FY2026", "2026 年", "FY2026", "2026 年", "FY2026"),
        ("anything", "anything", "anything", "anything", "anything"),
    ],
)
def test_period_names(code: str, chinese: str, english: str, chinese_short: str, english_short: str) -> None:
    with translation.override("zh-hans"):
        assert (periods.period_name(code), periods.period_name(code, short=True)) == (chinese, chinese_short)
    with translation.override("en"):
        assert (periods.period_name(code), periods.period_name(code, short=True)) == (english, english_short)


def test_days_and_times() -> None:
    friday, at = date(2026, 11, 6), datetime(2026, 11, 2, 6, 10)
    with translation.override("zh-hans"):
        assert periods.day_with_weekday(friday) == "11-06 周五"
        assert periods.moment_short(at) == "11-02 06:10"
    with translation.override("en"):
        assert periods.day_with_weekday(friday) == "Fri 6 Nov"
        assert periods.moment_short(at) == "2 Nov 06:10"
    assert periods.moment(at) == "2026-11-02 06:10"
    stored = datetime(2026, 11, 1, 22, 10, tzinfo=UTC)  # the company is in Shanghai
    assert (periods.moment(stored), periods.moment_short(stored)[-5:]) == ("2026-11-02 06:10", "06:10")
    assert periods.day(None) == periods.moment(None) == "—"
