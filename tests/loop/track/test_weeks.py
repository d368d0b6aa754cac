"""Weeks judged: targets by days or of their own, part of it while a week runs, a year before, what has not come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from unittest.mock import patch

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Missing, divide
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.interfaces.reports.week_export import export_weeks
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.entering import expecting
from kpiloop.loop.collect.models import Submission
from kpiloop.loop.collect.rows import NewValue
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import selectors
from kpiloop.loop.track.models import Alert
from kpiloop.loop.track.services import keep_pace
from kpiloop.loop.track.weeks.lines import WeekRow
from tests.loop.measure import company
from tests.loop.measure.test_weeks import NOW, run, sell

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
WEEKS = ("2026-W48", "2026-W49", "2026-W50", "2026-W51", "2026-W53", "2027-W01", "2027-W02")


@pytest.fixture
def lines() -> dict[str, int]:
    """Revenue, the stock and reported visits of HQ."""
    sell()
    company.publish_kpi("visits", measured_by="week", measurement_unit="number")
    codes = ("revenue", "stock", "buyers", "visits")
    return dict(zip(codes, company.assign(*((code, "HQ", "E1") for code in codes)), strict=True))


def aim(line: int, **targets: int) -> None:
    wanted = [NewTarget(line, code[1:].replace("_", "-"), Decimal(figure)) for code, figure in targets.items()]
    plan.set_targets(SYSTEM, targets=wanted, method="manual")


def judged(kpi: str = "revenue", today: date = TODAY) -> dict[str, WeekRow]:
    found = selectors.weeks(SYSTEM, period_codes=WEEKS, today=today, kpi_codes=[kpi])
    return {row.period.code: row for row in found}


@pytest.mark.feature("S08")
@pytest.mark.feature("P13")
def test_the_target_of_a_week_is_the_days_of_its_months(lines: dict[str, int]) -> None:
    aim(lines["revenue"], m2026_11=300, m2026_12=310)
    aim(lines["stock"], m2026_11=300, m2026_12=310)
    found = judged()
    assert [found[week].target for week in WEEKS[:4]] == [70, 70, 70, 70]  # 10 a day in both months
    assert found["2026-W53"].target == Missing("no_target")  # three of its days lie in a month without a target
    assert (found["2026-W53"].light, found["2026-W53"].reason) == ("na", "no_target")
    stock = judged("stock")["2026-W49"].target
    assert isinstance(stock, Decimal)
    assert round(stock, 6) == Decimal("308.571429")  # (300 + 6 x 310) / 7
    assert (found["2026-W49"].actual, found["2026-W49"].light) == (30, "red")
    assert found["2026-W49"].achievement == divide(Decimal(30), Decimal(70))


def test_a_month_arrives_in_its_weeks_to_the_last_digit(lines: dict[str, int]) -> None:
    aim(lines["revenue"], m2026_11=0, m2026_12=100, m2027_01=0)
    codes = ["2026-W49", "2026-W50", "2026-W51", "2026-W52", "2026-W53"]
    found = selectors.weeks(SYSTEM, period_codes=codes, today=TODAY, kpi_codes=["revenue"])
    shares = [row.target for row in found]
    assert shares == [Decimal(text) for text in ("19.36", "22.58", "22.58", "22.58", "12.90")]
    alone = selectors.weeks(SYSTEM, period_codes=codes[2:3], today=TODAY, kpi_codes=["revenue"])
    assert alone[0].target == shares[2]  # whichever weeks are asked


def test_a_target_of_the_week_itself_goes_first(lines: dict[str, int]) -> None:
    aim(lines["revenue"], m2026_11=300, m2026_12=310)
    plan.set_targets(SYSTEM, targets=[NewTarget(lines["revenue"], "2026-W53", Decimal(400))], method="manual")
    row = judged()["2026-W53"]
    assert (row.target, row.is_own_target, row.light, row.achievement) == (400, True, "green", Decimal("1.25"))


def test_a_running_week_owes_the_days_that_have_passed(lines: dict[str, int]) -> None:
    aim(lines["revenue"], m2026_12=310, m2027_01=99200)  # 3,200 a day
    row = judged()["2027-W02"]  # Tuesday: one of five working days has passed, 4,480
    assert (row.is_running, row.is_partial, row.target) == (True, True, 22400)
    assert (row.achievement, row.light) == (divide(Decimal(1600), Decimal(4480)), "red")
    assert judged(today=date(2027, 1, 18))["2027-W02"].achievement == divide(Decimal(1600), Decimal(22400))


def test_the_year_before_and_an_assignment_that_ended(lines: dict[str, int]) -> None:
    found = judged()
    assert (found["2027-W01"].prior_code, found["2027-W01"].prior_year) == ("2026-W01", 8)
    assert (found["2026-W53"].prior_code, found["2026-W53"].prior_year) == ("", None)
    history = selectors.week_history(
        SYSTEM, assignment_id=lines["revenue"], up_to=date(2026, 12, 31), today=TODAY, count=3
    )
    assert [row.period.code for row in history] == ["2026-W51", "2026-W52", "2026-W53"]


def test_what_is_not_there_is_due_and_then_missing(lines: dict[str, int]) -> None:
    collect.submit_values(SYSTEM, values=[NewValue("visits", "HQ", "2026-W53", Decimal(4))], now=NOW)
    run("2026-12", "2027-01")
    states = {day: judged("visits", date(2027, 1, day))["2027-W01"].state for day in (10, 12, 13)}
    assert states == {10: "waiting", 12: "waiting", 13: "missing"}  # ends on the 10th, two days to report
    assert judged("visits")["2026-W53"].state == "known"
    collect.set_duty(SYSTEM, kpi="visits", frequency="week", due_days=1, grace_days=2, first_day=date(2026, 12, 1))
    states = {day: judged("visits", date(2027, 1, day))["2027-W01"].state for day in (11, 12, 13, 14)}
    assert states == {11: "waiting", 12: "due", 13: "due", 14: "missing"}


def test_weeks_as_a_file(lines: dict[str, int]) -> None:
    aim(lines["revenue"], m2026_11=300, m2026_12=310)
    weeks = [row.code for row in calendar.stretch(SYSTEM, "2026-11", "2026-12", kind="week")]
    assert (weeks[0], weeks[-1], len(weeks)) == ("2026-W44", "2026-W53", 10)
    with patch("django.utils.timezone.localdate", return_value=TODAY):
        export = export_weeks(SYSTEM, period_codes=["2026-W49", "2027-W01"], also=("yoy", "trust", "evidence"))
    rows = [dict(zip(export.columns, row, strict=True)) for row in export.rows]
    by_place = {(row["kpi"], row["subject"], row["week"]): row for row in rows}
    december, january = by_place["revenue", "HQ", "2026-W49"], by_place["revenue", "HQ", "2027-W01"]
    assert (december["target"], december["actual"], december["status"], december["arrival"]) == (70, 30, "red", "known")
    assert (december["starts_on"], december["ends_on"]) == (date(2026, 11, 30), date(2026, 12, 6))
    assert (january["prior_year_week"], january["prior_year"], january["yoy"]) == ("2026-W01", 8, 99)
    assert by_place["revenue", "S", "2026-W49"]["status"] is None  # nobody answers for it
    with pytest.raises(Refusal) as refusal:
        export_weeks(SYSTEM, period_codes=["2026-W49"], also=("ytd",))
    assert refusal.value.code == "export_columns_unknown"


def test_weeks_are_refused_where_there_are_none() -> None:
    company.found_company()
    with pytest.raises(Refusal) as refusal:
        calendar.stretch(SYSTEM, "2026-11", "2026-12", kind="week")
    assert refusal.value.code == "calendar_weeks_missing"


@pytest.mark.feature("S08")
def test_a_missing_week_raises_an_alert_until_a_figure_comes(lines: dict[str, int]) -> None:
    collect.submit_values(SYSTEM, values=[NewValue("visits", "HQ", "2026-W53", Decimal(4))], now=NOW)
    run("2026-12", "2027-01")
    assert live() == {}
    assert keep_pace(SYSTEM, now=datetime(2027, 1, 12, 1, tzinfo=UTC)).opened == 0  # due until the end of the 12th
    opened = keep_pace(SYSTEM, now=datetime(2027, 1, 13, 1, tzinfo=UTC)).opened
    assert (opened, live()) == (1, {"visits": ("2027-W01", "2027-W01")})
    assert keep_pace(SYSTEM, now=datetime(2027, 1, 14, 1, tzinfo=UTC)).opened == 0
    assert keep_pace(SYSTEM, now=datetime(2027, 1, 20, 1, tzinfo=UTC)).opened >= 0
    assert live()["visits"] == ("2027-W01", "2027-W02")
    told = [row for row in selectors.alerts(SYSTEM, mine=False) if row.assignment.kpi.code == "visits"]
    assert [(row.kind, row.month, row.recipient.code) for row in told] == [("week_missing", "2027-01", "E1")]
    late = [NewValue("visits", "HQ", week, Decimal(5)) for week in ("2027-W01", "2027-W02")]
    collect.submit_values(SYSTEM, values=late, now=NOW)
    run("2026-12", "2027-01")
    keep_pace(SYSTEM, now=datetime(2027, 1, 20, 2, tzinfo=UTC))
    assert "visits" not in live()


def live() -> dict[str, tuple[str, str]]:
    found = Alert.objects.filter(kind="week_missing", state="open").select_related("first_period", "last_period")
    return {row.assignment.kpi.code: (row.first_period.code, row.last_period.code) for row in found}


def test_a_duty_by_week_asks_for_reports_of_weeks(lines: dict[str, int]) -> None:
    collect.submit_values(SYSTEM, values=[NewValue("visits", "HQ", "2026-W53", Decimal(4))], now=NOW)
    Submission.objects.update(submitted_at=datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
    collect.set_duty(SYSTEM, kpi="visits", frequency="week", due_days=2, first_day=date(2026, 12, 21))
    duty = next(row for row in expecting.duties() if row.kpi_id)
    rows = list(expecting.expected(duty, calendar.engine_calendar(SYSTEM), date(2027, 1, 13), 9))
    states = {row.start: (row.state, row.days_late) for row in rows}
    assert states == {
        date(2026, 12, 21): ("missing", 15),  # ended on the 27th, late from the 30th
        date(2026, 12, 28): ("on_time", 0),  # its own report, not that of the month
        date(2027, 1, 4): ("missing", 1),
    }
