"""Calendars of whole weeks: R34, ISO weeks, and published years of retailers and of a large company."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.named_weeks import week_of
from kpiloop.engine.periods import Calendar, Pattern, PeriodKind, Since
from kpiloop.engine.weeks import WeekYears
from kpiloop.engine.workdays import WorkDays

ISO = Calendar(pattern="4-4-5")
#: The retail calendar of the US trade: weeks from Sunday, the year begins nearest to 1 February, named by its start.
RETAIL = Calendar(2, "start", "4-5-4", 6)
#: A large company: the year ends on the last Saturday of September and is named by its end.
LAST_SATURDAY = Calendar(10, "end", "13x4", 6, "last")
KINDS: tuple[PeriodKind, ...] = ("month", "quarter", "half", "year")
SINCE: tuple[Since, ...] = ("quarter", "half", "year", "calendar_year")


@pytest.mark.feature("P17")
def test_r34_the_last_period_of_fy2026_has_six_weeks() -> None:
    last = ISO.periods("month", 2026)[-1]
    assert (last.code, last.days, last.start) == ("FY2026-P12", 42, date(2026, 11, 23))
    assert last.end - timedelta(days=1) == date(2027, 1, 3)
    assert [period.days // 7 for period in ISO.periods("month", 2025)] == [4, 4, 5] * 4


@pytest.mark.parametrize(("pattern", "weeks"), [
    ("4-4-5", [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 6]),
    ("4-5-4", [4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 5]),
    ("5-4-4", [5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 5]),
    ("13x4", [4] * 12 + [5]),
])  # fmt: skip
def test_r34_patterns_of_a_53_week_year(pattern: Pattern, weeks: list[int]) -> None:
    assert [period.days // 7 for period in Calendar(pattern=pattern).periods("month", 2026)] == weeks


def test_weeks_are_iso_weeks_where_a_year_begins_by_iso() -> None:
    for step in range(366 * 12):
        on = date(2025, 1, 1) + timedelta(days=step)
        week = week_of(ISO, on)
        year, number, _ = on.isocalendar()
        assert (week.fiscal_year, week.number) == (year, number)
        assert week.start <= on < week.end


@pytest.mark.parametrize(("calendar", "year", "first", "last"), [
    (RETAIL, 2023, date(2023, 1, 29), date(2024, 2, 3)),  # 53 weeks
    (RETAIL, 2024, date(2024, 2, 4), date(2025, 2, 1)),
    (RETAIL, 2017, date(2017, 1, 29), date(2018, 2, 3)),  # 53 weeks
    (LAST_SATURDAY, 2022, date(2021, 9, 26), date(2022, 9, 24)),
    (LAST_SATURDAY, 2023, date(2022, 9, 25), date(2023, 9, 30)),  # 53 weeks
    (LAST_SATURDAY, 2024, date(2023, 10, 1), date(2024, 9, 28)),
])  # fmt: skip
def test_published_years(calendar: Calendar, year: int, first: date, last: date) -> None:
    whole = calendar.parse(f"FY{year}")
    assert (whole.start, whole.end - timedelta(days=1)) == (first, last)


@pytest.mark.parametrize("calendar", [ISO, RETAIL, LAST_SATURDAY, Calendar(7), Calendar(pattern="5-4-4", week_start=5)])
def test_every_day_lies_in_one_period_of_each_kind_and_codes_read_back(calendar: Calendar) -> None:
    day, end = date(2024, 1, 1), date(2028, 1, 1)
    while day < end:
        for kind in KINDS:
            period = calendar.period_of(kind, day)
            assert period.contains(day)
            assert calendar.parse(period.code) == period
            assert calendar.following(calendar.previous(period)) == period
            assert calendar.previous(period).end == period.start
            parts = calendar.months_of(period)
            assert (parts[0].start, parts[-1].end) == (period.start, period.end)
            assert sum(part.days for part in parts) == period.days
        day += timedelta(days=5)


def test_thirteen_periods_make_quarters_of_three_three_three_and_four() -> None:
    calendar = Calendar(pattern="13x4")
    assert [len(calendar.months_of(quarter)) for quarter in calendar.periods("quarter", 2025)] == [3, 3, 3, 4]
    assert [len(calendar.months_of(half)) for half in calendar.periods("half", 2025)] == [6, 7]
    assert len(calendar.periods("month", 2025)) == 13


def test_r34_a_year_before_is_the_same_number_or_the_same_weeks() -> None:
    by_number, by_weeks = ISO, Calendar(pattern="4-4-5", shift_week=True)
    last, first = by_number.parse("FY2026-P12"), by_number.parse("FY2027-P01")
    assert by_number.prior_year_days(last) == (date(2025, 11, 24), date(2025, 12, 29))  # five weeks beside six
    assert by_weeks.prior_year_days(last) == (date(2025, 11, 24), date(2026, 1, 5))  # six beside six
    assert by_number.prior_year_days(first) == (date(2025, 12, 29), date(2026, 1, 26))
    assert by_weeks.prior_year_days(first) == (date(2026, 1, 5), date(2026, 2, 2))
    assert Calendar(shift_week=True).prior_year_days(Calendar().parse("2026-02")) == (
        date(2025, 2, 1),
        date(2025, 3, 1),
    )


def test_ca_02_running_totals_begin_at_quarter_half_year_or_new_year() -> None:
    calendar = Calendar(4)
    month = calendar.parse("2026-11")
    found = [calendar.to_date(month, since)[0] for since in SINCE]
    assert found == [date(2026, 10, 1), date(2026, 10, 1), date(2026, 4, 1), date(2026, 1, 1)]
    codes = [period.code for period in ISO.rolling(ISO.parse("FY2026-P02"), 3)]
    assert codes == ["FY2025-P12", "FY2026-P01", "FY2026-P02"]


def test_ca_02_a_running_period_is_partial_and_a_finished_one_is_not() -> None:
    period = ISO.parse("FY2026-P12")
    days = (date(2026, 11, 22), date(2026, 11, 23), date(2027, 1, 2), date(2027, 1, 3))
    assert [period.is_partial(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("code", ["2026-10", "FY2026-P13", "FY2026-P00", "FY2026-P1", "FY2026-Q5"])
def test_codes_of_another_calendar_are_refused(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        ISO.parse(code)
    assert refused.value.code == "period_code_unreadable"


@pytest.mark.parametrize("week_start", range(7))
def test_ca_01_a_week_may_begin_on_any_day(week_start: int) -> None:
    years = WeekYears(1, week_start)
    starts = [years.start(year) for year in range(2000, 2060)]
    assert {start.weekday() for start in starts} == {week_start}
    assert all(abs((start - date(year, 1, 1)).days) <= 3 for start, year in zip(starts, range(2000, 2060), strict=True))


def test_r37_october_2026_in_china_has_eighteen_working_days() -> None:
    # 1 to 7 October are off; of 8 to 31 there are 17 weekdays; Saturday the 10th is made up for.
    off = frozenset(date(2026, 10, day) for day in range(1, 8))
    china = WorkDays(holidays=off, make_up=frozenset({date(2026, 10, 10)}))
    assert china.count(date(2026, 10, 1), date(2026, 11, 1)) == 18
    assert china.after(date(2026, 9, 30), 3) == date(2026, 10, 10)
