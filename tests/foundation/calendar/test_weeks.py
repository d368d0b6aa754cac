"""Weeks as periods: across month and year ends, 53 weeks, a year before by either policy, what closes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from kpiloop.engine.named_weeks import prior_year_week, week_of, weeks_between
from kpiloop.engine.periods import Calendar
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM
from kpiloop.foundation.calendar import selectors, services
from kpiloop.foundation.calendar.rows import Cut, PeriodRow
from kpiloop.interfaces.wording import periods as wording

NOW = datetime(2026, 12, 1, tzinfo=UTC)
FIRST, LAST = date(2025, 1, 1), date(2027, 12, 1)


@pytest.mark.feature("P17")
def test_weeks_of_a_year_of_months_are_those_of_iso_8601() -> None:
    for first_month in (1, 4):
        calendar = Calendar(first_month)
        for step in range(366 * 3):
            on = date(2025, 12, 1) + timedelta(days=step)
            year, number, _ = on.isocalendar()
            assert week_of(calendar, on).code == f"{year}-W{number:02d}"
    weeks = weeks_between(Calendar(), date(2020, 1, 6), date(2038, 1, 4))
    assert [week.fiscal_year for week in weeks if week.number == 53] == [2020, 2026, 2032, 2037]
    last = week_of(Calendar(), date(2027, 1, 3))
    assert (last.code, last.start, last.end) == ("2026-W53", date(2026, 12, 28), date(2027, 1, 4))


def test_a_week_across_the_end_of_a_month_and_weeks_from_sunday() -> None:
    across = week_of(Calendar(), date(2026, 12, 1))
    assert (across.code, across.start, across.end) == ("2026-W49", date(2026, 11, 30), date(2026, 12, 7))
    sunday = Calendar(week_start=6)
    assert week_of(sunday, date(2026, 1, 3)).code == "2025-W53"  # the week of 4 January is the first one
    assert week_of(sunday, date(2026, 1, 4)).code == "2026-W01"
    assert week_of(Calendar(pattern="4-4-5"), date(2026, 12, 29)).code == "FY2026-W53"


@pytest.mark.parametrize(("shift", "pairs"), [
    (False, {"2027-W01": "2026-W01", "2026-W53": None, "2027-W52": "2026-W52", "2021-W01": "2020-W01"}),
    (True, {"2027-W01": "2026-W02", "2026-W53": "2026-W01", "2027-W52": "2026-W53", "2021-W01": "2020-W02"}),
])  # fmt: skip
def test_r34_a_year_before_by_either_policy(shift: bool, pairs: dict[str, str | None]) -> None:
    calendar = Calendar(shift_week=shift)
    found = {}
    for code in pairs:
        week = week_of(calendar, date.fromisocalendar(int(code[:4]), int(code[-2:]), 1))
        before = prior_year_week(calendar, week)
        found[week.code] = before.code if before else None
    assert found == pairs


@pytest.mark.django_db
def test_weeks_are_there_once_something_is_measured_by_them_and_grow_with_the_calendar() -> None:
    assert services.keep_weeks(SYSTEM) == 0  # no calendar yet
    services.ensure_calendar(SYSTEM, first_month=FIRST, last_month=FIRST)
    assert selectors.periods(ANONYMOUS, kind="week") == ()
    assert services.keep_weeks(SYSTEM) == 53  # 2025-W01 begins on 30 December 2024, 2026-W01 on 29 December 2025
    assert services.keep_weeks(SYSTEM) == 0
    assert services.ensure_calendar(SYSTEM, first_month=FIRST, last_month=LAST) == 2 * 19 + 104
    weeks = selectors.periods(ANONYMOUS, kind="week")
    assert [weeks[0].code, weeks[-1].code, len(weeks)] == ["2025-W01", "2027-W52", 157]
    assert all(one.ends_before == other.starts_on for one, other in pairwise(weeks))
    company = selectors.company_calendar(ANONYMOUS)
    assert company is not None
    assert (company.first_day, company.last_day) == (date(2025, 1, 1), date(2027, 12, 31))
    assert [row.code for row in selectors.periods(ANONYMOUS)][:2] == ["2025-01", "2025-02"]


@pytest.mark.django_db
def test_stored_weeks_are_compared_by_the_policy_of_the_calendar() -> None:
    services.ensure_calendar(SYSTEM, first_month=FIRST, last_month=LAST)
    services.keep_weeks(SYSTEM)
    assert _before("2027-W01") == "2026-W01"
    assert _before("2026-W53") is None
    services.ensure_calendar(SYSTEM, cut=Cut(shift_week=True), first_month=FIRST, last_month=LAST)
    assert _before("2027-W01") == "2026-W02"
    assert _before("2026-W53") == "2026-W01"
    following = selectors.following(ANONYMOUS, selectors.period(ANONYMOUS, "2026-W53"))
    assert following is not None
    assert following.code == "2027-W01"


def _before(code: str) -> str | None:
    found = selectors.prior_year(ANONYMOUS, selectors.period(ANONYMOUS, code))
    return found.code if found else None


@pytest.mark.django_db
def test_a_week_is_closed_with_the_last_month_it_has_a_day_in() -> None:
    services.ensure_calendar(SYSTEM, first_month=FIRST, last_month=LAST)
    services.keep_weeks(SYSTEM)
    services.set_state(SYSTEM, code="2026-11", state="closed", revision=1, now=NOW)
    assert [_row(code).is_closed for code in ("2026-W47", "2026-W48", "2026-W49")] == [True, True, False]
    assert not _row("2026-W44").is_closed  # 26 October to 1 November
    services.set_state(SYSTEM, code="2026-12", state="closed", revision=1, now=NOW)
    assert [_row(code).is_closed for code in ("2026-W49", "2026-W52", "2026-W53")] == [True, True, False]
    services.set_state(SYSTEM, code="2026-12", state="reopened", revision=1, now=NOW)
    assert not _row("2026-W52").is_closed


def _row(code: str) -> PeriodRow:
    return selectors.period(ANONYMOUS, code)


def test_a_week_by_name() -> None:
    assert wording.period_name("2026-W48") == "2026 年第 48 周"
    assert wording.period_name("2026-W01", short=True) == "第 1 周"
