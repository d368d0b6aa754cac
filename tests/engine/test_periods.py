"""Fiscal calendars: R34, R35 and the published 53-week years."""

from __future__ import annotations

from datetime import date

import pytest

from kpiloop.engine.periods import Calendar
from kpiloop.engine.weeks import weeks_in_year


@pytest.mark.parametrize("start", range(1, 13))
def test_r35_year_to_date_starts_at_the_fiscal_start(start: int) -> None:
    calendar = Calendar(fiscal_start_month=start)
    month = calendar.month(date(2026, 8, 15))
    first, end = calendar.to_date(month)
    assert (first.month, end) == (start, date(2026, 9, 1))
    assert first <= month.start


def test_a_year_from_april_is_named_by_its_end_or_start() -> None:
    by_end = Calendar(fiscal_start_month=4, named_by="end").year(date(2026, 5, 1))
    by_start = Calendar(fiscal_start_month=4, named_by="start").year(date(2026, 5, 1))
    assert (by_end.code, by_start.code) == ("FY2027", "FY2026")
    assert (by_end.start, by_end.end) == (date(2026, 4, 1), date(2027, 4, 1))


def test_quarters_follow_the_fiscal_year() -> None:
    calendar = Calendar(fiscal_start_month=4)
    quarter = calendar.quarter(date(2026, 10, 5))
    assert (quarter.code, quarter.start, quarter.end) == ("FY2027-Q3", date(2026, 10, 1), date(2027, 1, 1))
    assert [month.code for month in calendar.months_of(quarter)] == ["2026-10", "2026-11", "2026-12"]


def test_previous_prior_year_and_parse_agree() -> None:
    calendar = Calendar(fiscal_start_month=1)
    january = calendar.parse("2026-01")
    assert calendar.previous(january).code == "2025-12"
    assert calendar.prior_year(january).code == "2025-01"
    assert calendar.parse(calendar.quarter(january.start).code) == calendar.quarter(january.start)


@pytest.mark.parametrize(("year", "weeks"), [(2020, 53), (2026, 53), (2032, 53), (2037, 53), (2025, 52), (2027, 52)])
def test_r34_years_with_53_weeks(year: int, weeks: int) -> None:
    assert weeks_in_year(year) == weeks
