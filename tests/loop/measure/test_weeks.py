"""KPIs measured by week: every figure by hand, from the same rows as those of the months."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from unittest.mock import patch

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.trace import difference, recompute
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.calendar.rows import Cut
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.rows import NewValue
from kpiloop.loop.measure import jobs, selectors, services
from kpiloop.loop.measure.computing import weeks as week_runs
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.rows import RunRow, ValueRow
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)  # a Tuesday of 2027-W02

#: W48 ends on 29 November, W49 lies across the month, W53 across the year; W51 and W52 are without rows.
ORDERS = [
    ("A1", "2025-12-29", "N", "E2", "c9", "8.00", "ok"),  # Monday of 2026-W01
    ("A2", "2026-01-05", "N", "E2", "c9", "5.00", "ok"),  # Monday of 2026-W02
    ("B1", "2026-11-29", "N", "E2", "c1", "1.00", "ok"),  # Sunday of W48
    ("B2", "2026-11-30", "N", "E2", "c1", "10.00", "ok"),  # Monday of W49
    ("B3", "2026-12-06", "S", "E3", "c1", "20.00", "ok"),  # Sunday of W49, the same customer
    ("B4", "2026-12-07", "S", "E3", "c2", "40.00", "ok"),  # Monday of W50
    ("B5", "2026-12-28", "N", "E2", "c2", "100.00", "ok"),  # Monday of W53
    ("B6", "2026-12-31", "N", "E2", "c1", "200.00", "cancelled"),
    ("B7", "2027-01-03", "N", "E2", "c3", "400.00", "ok"),  # Sunday of W53
    ("B8", "2027-01-04", "N", "E2", "c3", "800.00", "ok"),  # Monday of 2027-W01
    ("B9", "2027-01-12", "N", "E2", "c3", "1600.00", "ok"),  # 2027-W02 runs
]
FORMULAS = {
    "revenue": 'sum(orders.amount) where orders.status = "ok"',
    "buyers": "count_distinct(orders.customer)",
    "stock": "last(orders.amount)",
    "share": 'sum(orders.amount) where orders.status = "ok" / sum(orders.amount)',
    "growth": "kpi(revenue) - prior_period(kpi(revenue))",
    "yearly": "kpi(revenue) - prior_year(kpi(revenue))",
    "monthly": "sum(orders.amount)",
}  # fmt: skip
KINDS = {"revenue": "flow", "stock": "stock", "monthly": "flow"}


@pytest.fixture
def sold() -> None:
    sell()


@founded_once
def sell() -> None:
    company.found_company()
    calendar.ensure_calendar(SYSTEM, first_month=company.START, last_month=date(2027, 12, 1))
    company.load_orders(ORDERS, covers=(company.START, date(2027, 1, 12)))
    for code, text in FORMULAS.items():
        by = "month" if code == "monthly" else "week"
        unit = {"buyers": "customers", "share": "percent"}.get(code, "CNY")
        company.publish_kpi(code, KINDS.get(code, "derived"), measured_by=by, measurement_unit=unit)
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    run("2025-12", "2026-01")
    run("2026-11", "2027-01")


def run(first: str, last: str, touched: list[str] | None = None) -> RunRow:
    return services.run_periods(SYSTEM, first=first, last=last, touched=touched, now=NOW)


def figures(*weeks: str) -> dict[tuple[str, str, str], ValueRow]:
    names = {key: row.code for key, row in org.subjects_by_id().items()}
    rows = selectors.values(SYSTEM, period_codes=weeks, window="week")
    return {(row.kpi_code, names[row.subject_id], row.period_code): row for row in rows}


LATE = ("2026-W48", "2026-W49", "2026-W50", "2026-W51", "2026-W53", "2027-W01", "2027-W02")


@pytest.mark.feature("S08")
def test_weeks_across_the_end_of_the_month_and_of_the_year(sold: None) -> None:
    found = figures(*LATE)
    assert [found["revenue", "HQ", week].actual for week in LATE if week != "2026-W51"] == [
        1, 30, 40, 500, 800, 1600,
    ]  # fmt: skip
    assert found["revenue", "N", "2026-W49"].actual == 30  # S lies below N
    assert found["revenue", "S", "2026-W49"].actual == 20
    assert ("revenue", "HQ", "2026-W51") not in found  # nothing happened and nobody answers for it
    december = selectors.values(SYSTEM, period_codes=["2026-12"], kpi_codes=["revenue"])
    assert max(row.actual or 0 for row in december) == 160  # 20 + 40 + 100: the month is what it was
    assert not any(code == "monthly" for code, _unit, _week in found)


def test_customers_once_a_stock_by_its_last_day_a_ratio_from_its_parts(sold: None) -> None:
    found = figures(*LATE)
    assert found["buyers", "HQ", "2026-W49"].actual == 1  # c1 twice
    assert found["buyers", "HQ", "2026-W53"].actual == 3
    assert found["stock", "N", "2026-W53"].actual == 400
    assert found["share", "HQ", "2026-W53"].actual == Decimal("0.714285714286")  # 500 / 700
    assert found["growth", "HQ", "2026-W50"].actual == 10
    assert (found["revenue", "HQ", "2027-W02"].state, found["revenue", "HQ", "2027-W01"].state) == (
        "partial", "complete",
    )  # fmt: skip


def test_r34_the_year_before_by_the_policy_of_the_calendar(sold: None) -> None:
    found = figures("2027-W01", "2026-W53")
    assert found["yearly", "HQ", "2027-W01"].actual == 792  # less 2026-W01: 8
    assert found["yearly", "HQ", "2026-W53"].actual is None  # 2025 has no week 53
    cut = Cut(shift_week=True)
    calendar.ensure_calendar(SYSTEM, cut=cut, first_month=company.START, last_month=date(2027, 12, 1))
    run("2026-12", "2027-01")
    found = figures("2027-W01", "2026-W53")
    assert found["yearly", "HQ", "2027-W01"].actual == 795  # less 2026-W02: 5
    assert found["yearly", "HQ", "2026-W53"].actual == 492  # less 2026-W01: 8


def test_a_load_reaches_the_weeks_of_its_months_and_what_looks_back_to_them(sold: None) -> None:
    company.load_orders([("B1", "2026-11-29", "N", "E2", "c1", "3.00", "ok")])
    done = run("2026-11", "2027-01", touched=["2026-11"])
    fresh = Value.objects.filter(run__number=done.number, window="week", subject__code="HQ")
    assert set(fresh.values_list("kpi__code", "period__code")) == {
        *((code, "2026-W48") for code in ("revenue", "buyers", "stock", "share", "growth", "yearly")),
        ("growth", "2026-W49"),
    }
    assert figures("2026-W49")["growth", "HQ", "2026-W49"].actual == 27
    again = run("2026-11", "2027-01")
    assert not Value.objects.filter(run__number=again.number, window="week").exists()


def test_a_load_reaches_the_weeks_before_whose_rows_it_may_follow(sold: None) -> None:
    company.publish_kpi("signed", "derived", measured_by="week", measurement_unit="customers")
    text = 'converted(30, orders.customer, orders.status = "won") where orders.status = "ok"'
    services.set_formula(SYSTEM, kpi="signed", text=text, valid_from=company.START)
    run("2026-11", "2027-01")
    company.load_orders([("C1", "2027-01-05", "N", "E2", "c2", "1.00", "won")])  # c2 ordered of S on 7 December
    run("2026-11", "2027-01", touched=["2027-01"])
    found = figures(*LATE)
    signed = {key[1:]: row.actual for key, row in found.items() if key[0] == "signed" and row.actual}
    assert signed == {(unit, "2026-W50"): 1 for unit in ("HQ", "N", "S")} | {
        (unit, "2026-W53"): 1 for unit in ("HQ", "N")
    }
    again = run("2026-11", "2027-01")
    assert not Value.objects.filter(run__number=again.number, window="week").exists()


def test_every_figure_of_a_week_opens_to_its_rows(sold: None) -> None:
    for code in ("revenue", "buyers", "stock", "share", "growth", "yearly"):
        value = figures("2027-W01")[code, "HQ", "2027-W01"]
        step = selectors.explain_value(SYSTEM, value.id)
        assert (recompute(step), difference(step)) == (value.actual, 0), code
    value = figures("2026-W53")["revenue", "HQ", "2026-W53"]
    rows = selectors.explain_rows(SYSTEM, value.id, 'sum(orders.amount) where orders.status = "ok"')
    assert sorted(row.fields["no"] for row in rows.children) == ["B5", "B7"]


def test_nothing_more_is_asked_where_nothing_is_measured_by_week(sold: None) -> None:
    for code in FORMULAS:
        plan.revise_kpi(SYSTEM, code=code, measured_by="month", valid_from=company.START)
        plan.publish_kpi(SYSTEM, code=code, now=NOW)
    with patch.object(week_runs, "gather") as asked:
        done = run("2026-11", "2027-01")
    assert not asked.called
    assert not [scan for scan in selectors.statements(SYSTEM, done.number) if scan.startswith("w")]


def test_a_week_of_closed_months_stays_as_it_is(sold: None) -> None:
    calendar.set_state(SYSTEM, code="2026-11", state="closed", revision=1, now=NOW)
    company.load_orders([
        ("B1", "2026-11-29", "N", "E2", "c1", "7.00", "ok"), ("B2", "2026-11-30", "N", "E2", "c1", "11.00", "ok"),
    ])  # fmt: skip
    run("2026-11", "2026-12")
    found = figures("2026-W48", "2026-W49")
    assert [found["revenue", "HQ", week].actual for week in ("2026-W48", "2026-W49")] == [1, 31]


def test_what_has_no_figure_of_a_week_is_refused(sold: None) -> None:
    company.publish_kpi("reported", measured_by="month")
    company.publish_kpi("ahead", "derived")
    services.set_formula(SYSTEM, kpi="ahead", text="rolling(2, kpi(revenue))", valid_from=company.START)
    for text in (
        *("rolling(3, kpi(revenue))", "kpi(revenue) - target(revenue)", "kpi(reported) + kpi(revenue)"),
        *("monthly_average(kpi(stock))", "kpi(ahead)"),
    ):
        with pytest.raises(Refusal) as refusal:
            services.set_formula(SYSTEM, kpi="growth", text=text, valid_from=company.START)
        assert refusal.value.code == "measure_weekly_unsuited"
    plan.revise_kpi(SYSTEM, code="ahead", measured_by="week", valid_from=company.START)
    plan.publish_kpi(SYSTEM, code="ahead", now=NOW)
    done = run("2026-12", "2026-12")
    assert [(failure["kpi"], failure["code"]) for failure in done.failures] == [("ahead", "measure_weekly_unsuited")]
    assert figures("2026-W49")["revenue", "HQ", "2026-W49"].actual == 30


def test_a_week_is_reported_by_hand(sold: None) -> None:
    company.publish_kpi("visits", measured_by="week", measurement_unit="number")
    values = [NewValue("visits", "HQ", week, Decimal(n)) for week, n in (("2026-W53", 4), ("2027-W01", 6))]
    with patch("kpiloop.loop.measure.counting.asking.enqueue") as asked, patch.object(jobs, "timezone") as clock:
        clock.localdate.return_value = date(2027, 1, 20)
        collect.submit_values(SYSTEM, values=values, now=NOW)
        jobs.recompute_after_report(EventRow(7, "values.submitted", {"first": "2026-W53"}, NOW))
    assert asked.call_args.kwargs["arguments"]["first"] == "2026-12"
    run("2026-12", "2027-01")
    found = figures("2026-W53", "2027-W01")
    assert [found["visits", "HQ", week].actual for week in ("2026-W53", "2027-W01")] == [4, 6]


def test_a_week_without_rows_is_0_where_it_has_a_target(sold: None) -> None:
    line = company.assign(("revenue", "HQ", "E1"))[0]
    plan.set_targets(SYSTEM, targets=[NewTarget(line, "2026-12", Decimal(310))], method="manual")
    run("2026-12", "2027-01")
    found = figures("2026-W51", "2026-W49")
    assert (found["revenue", "HQ", "2026-W51"].actual, found["revenue", "HQ", "2026-W51"].state) == (0, "complete")
    assert found["revenue", "HQ", "2026-W49"].actual == 30
