"""The days of a KPI on its page: what is known of each, which were asked for, and the bars."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.interfaces.charts.options.day_bars import DayBar, DayBars, day_bars_option
from kpiloop.interfaces.web.track.kpi.days import days_of
from kpiloop.interfaces.web.track.kpi.halves import halves_of
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import engine_io as plan_io
from tests.loop.measure import company
from tests.loop.measure.test_days import sell

pytestmark = pytest.mark.feature("CA-02")


@pytest.mark.django_db
def test_days_with_what_is_to_be_known_about_them() -> None:
    sell()
    key = company.assign(("revenue", "HQ", "E1"))[0]
    line = plan_io.assignments_on(date(2026, 11, 1), date(2026, 12, 1))[0]
    assert line.id == key
    shown = days_of(SYSTEM, line, period="2026-11", today=date(2026, 12, 5))
    assert shown is not None and shown.picture is not None and shown.picture.svg
    assert (shown.first, shown.last, len(shown.rows)) == ("2026-11-01", "2026-11-30", 30)
    saturday = next(row for row in shown.rows if row.name.startswith("11-28"))
    assert (saturday.actual, saturday.seven_days, saturday.prior_year) == ("100", "170", "8")
    assert (saturday.is_worked, saturday.prior_year_on) == (False, "11-28 周五")
    quiet = next(row for row in shown.rows if row.name.startswith("11-27"))
    assert quiet.actual == "—" and quiet.reason
    wrong = days_of(SYSTEM, line, period="2026-11", today=date(2026, 12, 5), first="2026-01-01", last="2026-11-30")
    assert wrong is not None and "92" in wrong.mistake and wrong.first == "2026-11-01"
    stranger = Actor(user_id=None, username="nobody", permissions=frozenset({"values.view"}))
    asked = {"kpi": "revenue", "first": date(2026, 11, 28), "last": date(2026, 11, 28)}
    assert measure.day_figures(stranger, subject_ids=[line.subject.id], **asked) == {}  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_kpi_without_a_figure_has_no_half_years_to_draw() -> None:
    sell()
    key = company.assign(("revenue", "HQ", "E1"))[0]
    shown = halves_of(SYSTEM, assignment_id=key, period="2026-11", today=date(2026, 12, 5))
    assert shown is not None and shown.picture is None
    assert {row.actual for row in shown.rows} == {"—"}


def test_a_day_without_a_figure_has_no_bar() -> None:
    days = (DayBar("", Decimal(4), None, True), DayBar("", None, Decimal(3), False), DayBar("", Decimal(0), None, True))
    axis = ((Decimal(0), ""), (Decimal(5), "5"))
    bars = day_bars_option(DayBars(days, axis))["series"][1]  # type: ignore[index]
    assert [bar["value"] for bar in bars["data"]] == [4, None, 0]
    points = day_bars_option(DayBars(days, axis, as_points=True))["series"][1]  # type: ignore[index]
    assert [point["value"] for point in points["data"]] == [[0, 4], [2, 0]]
