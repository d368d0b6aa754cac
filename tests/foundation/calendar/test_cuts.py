"""Periods of weeks, working days, and when a calendar may still be cut anew."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import ANONYMOUS, SYSTEM
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar import selectors, services
from kpiloop.foundation.calendar.rows import Cut

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def weeks(pattern: str = "4-4-5", **more: object) -> int:
    cut = Cut(pattern, **more)  # type: ignore[arg-type]
    return services.ensure_calendar(SYSTEM, cut=cut, first_month=DAY, last_month=DAY)


@pytest.mark.feature("CA-01")
def test_a_year_of_weeks_has_its_periods_with_codes_and_quarters() -> None:
    assert weeks() == 19
    months = selectors.periods(ANONYMOUS)
    assert [months[0].code, months[-1].code] == ["FY2026-P01", "FY2026-P12"]
    assert (months[0].starts_on, months[-1].ends_before) == (date(2025, 12, 29), date(2027, 1, 4))
    quarter = selectors.period(ANONYMOUS, "FY2026-Q4")
    assert [row.code for row in selectors.months_of(ANONYMOUS, quarter)] == ["FY2026-P10", "FY2026-P11", "FY2026-P12"]
    assert selectors.period_on(ANONYMOUS, "month", date(2027, 1, 3)).code == "FY2026-P12"
    assert [row.code for row in selectors.year_to_date(ANONYMOUS, months[1])] == ["FY2026-P01", "FY2026-P02"]


def test_thirteen_periods_of_four_weeks() -> None:
    assert weeks("13x4") == 20
    assert [row.number for row in selectors.periods(ANONYMOUS)] == list(range(1, 14))


def test_a_calendar_is_cut_anew_while_nothing_rests_on_it_and_extending_keeps_the_cut() -> None:
    services.ensure_calendar(SYSTEM, first_month=DAY, last_month=DAY)
    weeks()
    assert {row.code[:8] for row in selectors.periods(ANONYMOUS)} == {"FY2026-P"}
    services.ensure_calendar(SYSTEM, first_month=DAY, last_month=date(2027, 6, 1))
    assert selectors.periods(ANONYMOUS)[-1].code == "FY2027-P12"
    kept = selectors.company_calendar(ANONYMOUS)
    assert kept is not None
    assert kept.cut == Cut("4-4-5")


def test_the_policy_for_a_year_before_is_stored_and_moves_no_period() -> None:
    weeks()
    before = [row.id for row in selectors.periods(ANONYMOUS)]
    weeks(shift_week=True)
    assert [row.id for row in selectors.periods(ANONYMOUS)] == before
    period = selectors.engine_calendar(ANONYMOUS).parse("FY2027-P01")
    assert selectors.engine_calendar(ANONYMOUS).prior_year_days(period) == (date(2026, 1, 5), date(2026, 2, 2))


@pytest.mark.parametrize("cut", [Cut("4-4-6"), Cut(week_start=7), Cut(anchor="first")])  # type: ignore[arg-type]
def test_an_impossible_cut_is_refused(cut: Cut) -> None:
    with pytest.raises(Refusal) as refused:
        services.ensure_calendar(SYSTEM, cut=cut, first_month=DAY, last_month=DAY)
    assert refused.value.code == "calendar_wrong"


def test_r37_announced_holidays_and_make_up_days_count() -> None:
    services.ensure_calendar(SYSTEM, first_month=DAY, last_month=DAY)
    october, february = (selectors.period(ANONYMOUS, code) for code in ("2026-10", "2026-02"))
    assert (selectors.working_days(ANONYMOUS, october), selectors.working_days(ANONYMOUS, february)) == (22, 20)
    added = services.load_public_holidays(SYSTEM, year=2026)
    assert services.load_public_holidays(SYSTEM, year=2026) == 0
    assert added == len(selectors.events(ANONYMOUS))
    # October: 22 weekdays, less 1, 2, 5, 6, 7 October off, plus Saturday the 10th.
    # February: 20 weekdays, less 16-20 and 23 off, plus Saturdays the 14th and the 28th.
    assert (selectors.working_days(ANONYMOUS, october), selectors.working_days(ANONYMOUS, february)) == (18, 16)


def test_days_by_hand_win_over_the_table_and_may_be_taken_out_again() -> None:
    services.ensure_calendar(SYSTEM, first_month=DAY, last_month=DAY)
    key = services.add_event(
        SYSTEM, kind="holiday", first_day=date(2026, 10, 1), last_day=date(2026, 10, 9), name_zh="检修"
    )
    services.load_public_holidays(SYSTEM, year=2026)
    october = selectors.period(ANONYMOUS, "2026-10")
    assert selectors.working_days(ANONYMOUS, october) == 22 - 7 + 1
    services.remove_event(SYSTEM, event_id=key)
    assert selectors.working_days(ANONYMOUS, october) == 22 + 1
    assert AuditEntry.objects.filter(object_kind="calendar_event").count() == 2


@pytest.mark.feature("CA-01")
def test_a_six_day_week_counts_saturdays() -> None:
    services.ensure_calendar(SYSTEM, first_month=DAY, last_month=DAY)
    services.set_workdays(SYSTEM, weekdays=range(6))
    assert selectors.working_days(ANONYMOUS, selectors.period(ANONYMOUS, "2026-10")) == 27


@pytest.mark.parametrize(("kind", "last", "code"), [
    ("holiday", date(2026, 9, 30), "calendar_event_wrong"),
    ("party", date(2026, 10, 2), "calendar_event_wrong"),
])  # fmt: skip
def test_crossed_days_and_unknown_kinds_are_refused(kind: str, last: date, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.add_event(SYSTEM, kind=kind, first_day=date(2026, 10, 1), last_day=last, name_zh="x")
    assert refused.value.code == code


def test_a_year_nothing_was_announced_for_is_refused_not_guessed() -> None:
    with pytest.raises(Refusal) as refused:
        services.load_public_holidays(SYSTEM, year=2031)
    assert refused.value.code == "calendar_holidays_unknown"


def test_a_running_period_is_marked_partial() -> None:
    weeks()
    last = selectors.period(ANONYMOUS, "FY2026-P12")
    assert last.is_partial(datetime(2026, 12, 31, tzinfo=UTC).date())
    assert not last.is_partial(date(2027, 1, 3))
