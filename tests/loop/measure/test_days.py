"""Figures of single days: every one by hand, from the same rows as those of the months."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Figure, Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.calendar.rows import Cut
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.interfaces.reports.day_export import days_named, export_days
from kpiloop.loop.measure import engine_io, selectors, services
from kpiloop.loop.measure.models import Value
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 5, 9, 0, tzinfo=UTC)

#: The newest rows are those of 2 December; 27 November and 1 December are without any.
ORDERS: list[tuple[str, ...]] = [
    ("A1", "2025-11-28", "N", "E2", "c9", "8.00", "ok"),  # a Friday
    ("A2", "2025-11-29", "N", "E2", "c9", "5.00", "ok"),  # a Saturday
    ("B0", "2026-11-22", "N", "E2", "c1", "7.00", "ok"),  # a Sunday
    ("B1", "2026-11-23", "N", "E2", "c1", "3.00", "ok"),
    ("B2", "2026-11-24", "S", "E3", "c1", "20.00", "ok"),
    ("B3", "2026-11-26", "S", "E3", "c2", "40.00", "ok"),
    ("B4", "2026-11-28", "N", "E2", "c2", "100.00", "ok"),  # a Saturday
    ("B5", "2026-11-28", "N", "E2", "c1", "300.00", "cancelled"),
    ("B6", "2026-11-29", "N", "E2", "c1", "1.00", "ok"),
    ("B7", "2026-12-02", "S", "E3", "c3", "9.00", "ok"),
]
FORMULAS = {
    "revenue": 'sum(orders.amount) where orders.status = "ok"',
    "buyers": "count_distinct(orders.customer)",
    "stock": "last(orders.amount)",
    "share": 'sum(orders.amount) where orders.status = "ok" / sum(orders.amount)',
    "growth": "kpi(revenue) - prior_period(kpi(revenue))",
    "yearly": "kpi(revenue) - prior_year(kpi(revenue))",
    "planned": "kpi(revenue) / target(revenue)",
    "half_year": "rolling(6, kpi(revenue))",
}  # fmt: skip


@pytest.fixture
def sold() -> None:
    sell()


@founded_once
def sell() -> None:
    company.found_company()
    company.load_orders(ORDERS, covers=(company.START, date(2026, 12, 3)))
    for code, text in FORMULAS.items():
        unit = {"buyers": "customers", "share": "percent", "planned": "percent"}.get(code, "CNY")
        kind = {"revenue": "flow", "stock": "stock"}.get(code, "derived")
        company.publish_kpi(code, kind, measurement_unit=unit)
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    company.publish_kpi("survey", "flow")


def days(
    kpi: str, subject: str = "HQ", first: date = date(2026, 11, 26), last: date = date(2026, 11, 29)
) -> list[selectors.DayFigure]:
    key = next(key for key, row in org.subjects_by_id().items() if row.code == subject)
    return list(selectors.day_figures(SYSTEM, kpi=kpi, subject_ids=[key], first=first, last=last)[key])


def test_each_day_its_own_rows_and_a_day_without_any_is_not_0(sold: None) -> None:
    found = days("revenue")
    assert [row.on.day for row in found] == [26, 27, 28, 29]
    assert [row.figure for row in found] == [40, Missing("no_rows"), 100, 1]
    assert [row.rows for row in found] == [1, 0, 2, 1]
    assert [row.prior_day for row in found] == [Missing("no_rows"), 40, Missing("no_rows"), 100]
    assert [row.is_worked for row in found] == [True, True, False, False]
    assert [row.figure for row in days("revenue", "S")] == [40, *[Missing("no_rows")] * 3]
    assert not Value.objects.exists()  # nothing is kept


def test_an_answer_for_the_month_makes_nothing_an_honest_0(sold: None) -> None:
    key = company.assign(("revenue", "HQ", "E1"))[0]
    plan.set_targets(SYSTEM, targets=[NewTarget(key, "2026-11", Decimal(900))])
    assert [row.figure for row in days("revenue")] == [40, 0, 100, 1]


def test_seven_days_are_worked_out_from_their_rows(sold: None) -> None:
    seven = {code: [row.seven_days for row in days(code)] for code in ("revenue", "buyers", "share", "stock")}
    assert seven["revenue"] == [
        70,  # 20 to 26 November: 7 + 3 + 20 + 40
        70,
        170,  # 22 to 28: and 100
        164,  # 23 to 29: without the 7, and 1
    ]
    assert seven["buyers"] == [2, 2, 2, 2]  # c1 and c2, however often
    assert seven["share"][2] == Decimal("0.361702127660")  # 170 / 470
    assert seven["stock"][1] == 43  # the last count of N on the 23rd, that of S on the 26th
    assert [row.figure for row in days("buyers")] == [1, Missing("no_rows"), 2, 1]
    assert days("share")[2].figure == Decimal("0.25")


def test_a_day_whose_rows_may_still_be_followed_is_partial(sold: None) -> None:
    """Within five days c1 cancelled on the 28th what it ordered on the 24th; rows are known to 2 December."""
    company.publish_kpi("undone", "derived", measurement_unit="customers")
    text = 'converted(5, orders.customer, orders.status = "cancelled") where orders.status = "ok"'
    services.set_formula(SYSTEM, kpi="undone", text=text, valid_from=company.START)
    found = days("undone", first=date(2026, 11, 23))
    nothing = Missing("no_rows")
    assert [row.figure for row in found] == [0, 1, nothing, 0, nothing, 0, 0]
    assert [row.seven_days for row in found] == [0, *[1] * 6]
    assert [row.is_partial for row in found] == [False] * 6 + [True]


def test_the_day_a_year_before_by_the_policy_of_the_calendar(sold: None) -> None:
    saturday = days("revenue")[2]
    assert (saturday.prior_year_on, saturday.prior_year) == (date(2025, 11, 28), Decimal(8))
    assert [row.figure for row in days("yearly")][2] == 92
    assert [row.figure for row in days("growth")] == [Missing("no_rows"), Missing("no_rows"), Missing("no_rows"), -99]
    calendar.ensure_calendar(
        SYSTEM, cut=Cut(shift_week=True), first_month=company.START, last_month=date(2026, 12, 1)
    )  # fmt: skip
    saturday = days("revenue")[2]
    assert (saturday.prior_year_on, saturday.prior_year) == (date(2025, 11, 29), Decimal(5))
    assert [row.figure for row in days("yearly")][2] == 95


def test_a_day_nobody_declared_complete_is_not_known(sold: None) -> None:
    late = days("revenue", first=date(2026, 12, 1), last=date(2026, 12, 4))
    assert [row.figure for row in late] == [Missing("no_rows"), 9, Missing("not_loaded"), Missing("not_loaded")]
    assert [row.seven_days for row in late] == [
        141,  # 25 November to 1 December: 40 + 100 + 1
        150,
        110,  # 27 November to 3 December, of which the last day is not known
        110,
    ]
    assert [row.is_seven_partial for row in late] == [False, False, True, True]


def test_where_nobody_declares_days_they_are_known_up_to_the_newest_row() -> None:
    company.found_company()
    company.load_orders(ORDERS, covers=None)
    company.publish_kpi("revenue", empty_means="zero")
    services.set_formula(SYSTEM, kpi="revenue", text=FORMULAS["revenue"], valid_from=company.START)
    late = days("revenue", first=date(2026, 12, 1), last=date(2026, 12, 3))
    assert [row.figure for row in late] == [0, 9, Missing("not_loaded")]


def test_a_closed_month_is_counted_from_the_facts_its_close_pinned(sold: None) -> None:
    version = warehouse.current_version_number()
    calendar.set_state(SYSTEM, code="2026-11", state="closed", revision=1, warehouse_version=version, now=NOW)
    company.load_orders(
        [("B4", "2026-11-28", "N", "E2", "c2", "500.00", "ok"), ("B8", "2026-12-01", "N", "E2", "c2", "2.00", "ok")]
    )
    found = days("revenue", first=date(2026, 11, 28), last=date(2026, 12, 1))
    assert [row.figure for row in found] == [100, 1, Missing("no_rows"), 2]
    assert found[3].prior_day == Missing("no_rows")
    assert found[3].seven_days == 543  # of a day of December, by the facts of today: 40 + 500 + 1 + 2


def test_rows_of_whole_months_are_no_days() -> None:
    company.found_company()
    rows: list[tuple[str, ...]] = [
        (f"M{month}", f"2026-{month:02d}-01", "N", "E2", "c1", "5.00", "ok") for month in range(1, 5)
    ]
    company.load_orders(rows)
    company.publish_kpi("revenue")
    services.set_formula(SYSTEM, kpi="revenue", text=FORMULAS["revenue"], valid_from=company.START)
    with pytest.raises(Refusal) as refused:
        engine_io.require_days("revenue", date(2026, 4, 1))
    assert refused.value.code == "measure_days_of_months"


@pytest.mark.parametrize(
    ("kpi", "first", "last", "code"),
    [
        ("nothing", date(2026, 11, 1), date(2026, 11, 2), "measure_kpi_unknown"),
        ("survey", date(2026, 11, 1), date(2026, 11, 2), "measure_days_reported"),
        ("planned", date(2026, 11, 1), date(2026, 11, 2), "measure_days_unsuited"),
        ("half_year", date(2026, 11, 1), date(2026, 11, 2), "measure_days_unsuited"),
        ("revenue", date(2026, 11, 2), date(2026, 11, 1), "measure_days_wrong"),
        ("revenue", date(2026, 8, 1), date(2026, 11, 1), "measure_days_wrong"),
    ],
)
def test_what_has_no_days_is_refused_by_name(sold: None, kpi: str, first: date, last: date, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        engine_io.day_figures(kpi, [], first, last)
    assert refused.value.code == code


def test_rows_for_other_programs(sold: None) -> None:
    services.run_periods(SYSTEM, first="2026-11", last="2026-11", now=NOW)
    found = export_days(SYSTEM, first=date(2026, 11, 28), last=date(2026, 11, 29))
    rows = {(row[1], row[2], str(row[3])): dict(zip(found.columns, row, strict=True)) for row in found.rows}
    assert {kpi for _unit, kpi, _day in rows} == {"revenue", "buyers", "stock", "share", "growth", "yearly"}
    saturday = rows["HQ", "revenue", "2026-11-28"]
    assert [saturday[name] for name in ("is_worked", "actual", "row_count", "seven_days")] == ["no", 100, 2, 170]
    assert [saturday[name] for name in ("prior_day", "prior_year_on", "prior_year")] == [None, date(2025, 11, 28), 8]
    quiet = rows["S", "revenue", "2026-11-28"]
    assert (quiet["actual"], quiet["reason"]) == (None, "no_rows")
    with pytest.raises(Refusal) as refused:
        export_days(SYSTEM, first=date(2026, 11, 28), last=date(2026, 11, 29), kpi_codes=["survey"])
    assert refused.value.code == "measure_days_reported"


def test_ends_are_days_or_periods(sold: None) -> None:
    assert days_named(SYSTEM, "2026-11", "2026-12-03") == (date(2026, 11, 1), date(2026, 12, 3))
    assert days_named(SYSTEM, "", "2026-12") == (date(2026, 12, 1), date(2026, 12, 31))
    for first, last, code in (("2026-01", "2026-06", "measure_days_wrong"), ("then", "2026-06", "period_unknown")):
        with pytest.raises(Refusal) as refused:
            days_named(SYSTEM, first, last)
        assert refused.value.code == code


def total(figures: list[Figure]) -> Decimal:
    return sum((figure for figure in figures if isinstance(figure, Decimal)), Decimal(0))


def test_the_days_of_a_month_make_its_figure(sold: None) -> None:
    services.run_periods(SYSTEM, first="2026-11", last="2026-11", now=NOW)
    month = Value.objects.get(kpi__code="revenue", subject__code="HQ", period__code="2026-11", window="month")
    found = days("revenue", first=date(2026, 11, 1), last=date(2026, 11, 30))
    assert len(found) == 30
    assert total([row.figure for row in found]) == month.actual == 171
