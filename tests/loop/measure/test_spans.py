"""Rolling months, days to date, targets and means of months: against SQL and sums written apart from the product."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from unittest.mock import patch

import duckdb
import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.trace import difference, recompute
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.rows import NewValue
from kpiloop.loop.measure import jobs, selectors, services
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.rows import ValueRow
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import AssignmentRow, NewTarget
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = pytest.mark.django_db

FORMULAS = {
    "revenue": "sum(orders.amount)",
    "year": "rolling(12, kpi(revenue))",
    "mean3": "rolling(3, sum(orders.amount) / count(orders))",
    "buyers": 'rolling(12, count_distinct(orders.customer)) - count_distinct(orders.customer)',
    "pace": "year_to_date(kpi(revenue)) + 1000 * quarter_to_date(sum(orders.amount))",
    "before": "kpi(year) - prior_year(rolling(3, kpi(revenue)))",
    "ahead": "kpi(revenue) - target(revenue)",
    "ahead12": "rolling(3, kpi(revenue) - target(revenue))",
    "stock": "last(orders.amount)",
    "held": "monthly_average(kpi(stock))",
}  # fmt: skip


@pytest.fixture
def sold() -> None:
    sell()


@founded_once
def sell() -> None:
    company.found_company()
    company.load_orders(company.ORDERS)
    for code in FORMULAS:
        kind = "flow" if code == "revenue" else "stock" if code == "stock" else "derived"
        company.publish_kpi(code, kind, measurement_unit="customers" if code == "buyers" else "CNY")
    for code, text in FORMULAS.items():
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    assigned = company.assign(("revenue", "HQ", "E1"), ("ahead", "HQ", "E1"))
    plan.set_targets(
        SYSTEM,
        targets=[NewTarget(assigned[0], month, Decimal(amount)) for month, amount in
                 [("2026-01", 80), ("2026-02", 90), ("2026-03", 200)]],
        method="manual",
    )  # fmt: skip
    services.run_periods(SYSTEM, first="2025-01", last="2026-03", now=company.NOW)


def figures(window: str = "month") -> dict[tuple[str, str, str], ValueRow]:
    months = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
    names = {key: row.code for key, row in org.subjects_by_id().items()}
    found = selectors.values(SYSTEM, period_codes=months, window=window)
    return {(row.kpi_code, names[row.subject_id], row.period_code): row for row in found}


#: {since} and {until} are the days of the last twelve or three months; S lies below N from 1 March 2026 on.
BY_SQL = {
    ("year", 12): "SELECT sum(amount) FROM {scope}",
    ("mean3", 3): "SELECT sum(amount), count(*) FROM {scope}",
    ("buyers", 12): (
        "SELECT count(DISTINCT customer) - count(DISTINCT CASE WHEN day >= date_trunc('month', DATE '{last}')"
        " THEN customer END) FROM {scope}"
    ),
}
MOVED = date(2026, 3, 1)
SCOPES = {
    "HQ": "TRUE",
    "N": f"(unit = 'N' OR (unit = 'S' AND day >= DATE '{MOVED}'))",
    "S": "unit = 'S'",
}


@pytest.mark.feature("KP-01")
@pytest.mark.parametrize(("code", "months"), BY_SQL)
def test_every_unit_and_month_equals_sql_across_the_year_end(sold: None, code: str, months: int) -> None:
    store = duckdb.connect()
    store.execute("CREATE TABLE orders (day DATE, unit VARCHAR, customer VARCHAR, amount DECIMAL(18, 2))")
    store.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", [[r[1], r[2], r[4], r[5]] for r in company.ORDERS])
    found, compared = figures(), 0
    for (kpi, unit, month), value in found.items():
        if kpi != code or value.actual is None:
            continue
        last = date.fromisoformat(f"{month}-01")
        scope = (
            f"(SELECT * FROM orders WHERE {SCOPES[unit]} AND day >= DATE '{last}' - INTERVAL {months - 1} MONTH"
            f" AND day < DATE '{last}' + INTERVAL 1 MONTH)"
        )
        numbers = store.execute(BY_SQL[code, months].format(scope=scope, last=last)).fetchone()
        assert numbers is not None
        expected = numbers[0] if len(numbers) == 1 else Decimal(numbers[0]) / numbers[1]
        assert value.actual == round(Decimal(expected), 12), (unit, month)
        compared += 1
    assert compared >= 15


def test_the_year_ends_in_the_middle_of_twelve_months(sold: None) -> None:
    found = figures()
    assert found["year", "HQ", "2026-02"].actual == Decimal(399)  # with March 2025: 100 + 60 + 40 + 99 + 30 + 70
    assert found["year", "HQ", "2026-03"].actual == Decimal("449.50")  # without it
    # customers of twelve months are counted once: c1, c2, c3, of whom c1 and c3 bought in February
    assert found["buyers", "HQ", "2026-02"].actual == 1
    assert found["mean3", "HQ", "2026-03"].actual == Decimal("74.916666666667")  # 449.50 / 6, no mean of means
    assert figures("ytd")["year", "HQ", "2026-03"].actual == Decimal("449.50")


def test_days_to_date_and_a_year_earlier(sold: None) -> None:
    found = figures()
    assert found["pace", "HQ", "2026-02"].actual == Decimal(299) + 1000 * Decimal(299)
    assert found["before", "HQ", "2026-03"].actual == Decimal("349.50")  # 449.50 - (Jan to Mar 2025: 100)


@pytest.mark.feature("KP-01")
def test_the_target_of_another_kpi(sold: None) -> None:
    found, so_far = figures(), figures("ytd")
    assert found["ahead", "HQ", "2026-02"].actual == 10  # 30 + 70 - 90
    assert so_far["ahead", "HQ", "2026-02"].actual == Decimal(129)  # 299 - (80 + 90)
    line = next(row for row in assigned_in_february() if row.kpi.code == "revenue")
    assert plan_io.ytd_target(line.id, calendar.period(SYSTEM, "2026-02")) == 170
    assert (found["ahead", "HQ", "2025-05"].actual, found["ahead", "HQ", "2025-05"].state) == (None, "missing")
    assert ("ahead", "N", "2026-02") not in found or found["ahead", "N", "2026-02"].reason == "no_target"
    assert found["ahead12", "HQ", "2026-03"].actual == Decimal("79.50")  # 449.50 - 370


def assigned_in_february() -> list[AssignmentRow]:
    return plan_io.assignments_on(date(2026, 2, 1), date(2026, 3, 1))


def test_the_mean_of_months_is_missing_with_one_of_them(sold: None) -> None:
    so_far = figures("ytd")
    # stocks of N: 60, 30, 150.50 at the ends of January, February, March 2026
    stocks = [figures()["stock", "N", month].actual for month in ("2026-01", "2026-02", "2026-03")]
    assert stocks == [60, 30, Decimal("150.50")]
    assert so_far["held", "N", "2026-03"].actual == Decimal("80.166666666667")
    assert so_far["held", "S", "2026-03"].actual is None  # nothing in March


def test_every_figure_opens_to_rows_and_decisions_and_recomputes(sold: None) -> None:
    opened = 0
    for code in FORMULAS:
        for row in (figures()[code, "HQ", "2026-03"], figures("ytd")[code, "HQ", "2026-03"]):
            step = selectors.explain_value(SYSTEM, row.id, rows_size=20)
            assert row.actual is not None
            assert (recompute(step), difference(step)) == (row.actual, 0), code
            opened += 1
    assert opened == 20
    value = figures()["before", "HQ", "2026-03"]
    step = selectors.explain_value(SYSTEM, value.id, with_rows=False)
    earlier = step.children[0].children[1].children[0].children[0]
    assert earlier.fields["aggregate"] == "rolling(3, sum(orders.amount)) @ 2025-03"
    rows = selectors.explain_rows(SYSTEM, value.id, earlier.fields["aggregate"])
    assert [row.fields["no"] for row in rows.children] == ["O1"]


def test_an_order_of_last_year_reaches_all_months_that_look_back_so_far(sold: None) -> None:
    company.load_orders([("O1", "2025-03-10", "N", "E2", "c1", "200.00", "ok")])
    run = services.run_periods(SYSTEM, first="2025-03", last="2026-03", touched=["2025-03"], now=company.NOW)
    fresh = Value.objects.filter(run__number=run.number, kpi__code="year", subject__code="HQ", window="month")
    assert set(fresh.values_list("period__code", flat=True)) == {
        *(f"2025-{month:02d}" for month in range(3, 13)), "2026-01", "2026-02"
    }  # fmt: skip
    assert fresh.get(period__code="2026-02").actual == 499
    again = services.run_periods(SYSTEM, first="2025-01", last="2026-03", now=company.NOW)
    assert again.values_written == 0


def test_a_new_target_is_computed_into_the_kpis_that_name_it(sold: None) -> None:
    line = next(row for row in assigned_in_february() if row.kpi.code == "revenue")
    plan.set_targets(SYSTEM, targets=[NewTarget(line.id, "2026-03", Decimal(100))], method="manual")
    with patch("kpiloop.loop.measure.jobs.ask_for_run") as ask:
        jobs.recompute_after_target(EventRow(7, "targets.changed", {"periods": ["2026-03", "2026-04"]}, company.NOW))
    assert ask.call_args.args == ("2026-03", "t7")
    services.run_periods(SYSTEM, first="2026-03", last="2026-03", now=company.NOW)
    assert figures()["ahead", "HQ", "2026-03"].actual == Decimal("50.50")


@pytest.mark.parametrize("text", ["rolling(3, kpi(year))", "rolling(3, prior_year(kpi(year)))", "kpi(before)"])
def test_a_formula_that_would_need_itself_is_refused(sold: None, text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        services.set_formula(SYSTEM, kpi="year", text=text, valid_from=company.START)
    assert refusal.value.code == "formula_cycle"


def test_reported_months_of_the_year_count_whatever_month_is_computed(sold: None) -> None:
    """Entered by hand: 5 and 7; a run of February alone knows January, and three months need all three."""
    company.publish_kpi("complaints", measurement_unit="number")
    company.publish_kpi("lately", "derived", measurement_unit="number")
    services.set_formula(SYSTEM, kpi="lately", text="rolling(2, kpi(complaints))", valid_from=company.START)
    entered = [NewValue("complaints", "HQ", month, Decimal(n)) for month, n in (("2026-01", 5), ("2026-02", 7))]
    collect.submit_values(SYSTEM, values=entered, now=company.NOW)
    services.run_periods(SYSTEM, first="2026-02", last="2026-03", now=company.NOW)
    assert figures("ytd")["complaints", "HQ", "2026-02"].actual == 12
    found = figures()
    assert found["lately", "HQ", "2026-02"].actual == 12
    assert ("lately", "HQ", "2026-03") not in found or found["lately", "HQ", "2026-03"].actual is None
    step = selectors.explain_value(SYSTEM, found["lately", "HQ", "2026-02"].id)
    assert recompute(step) == 12
