"""Half-years: figures from their rows, targets, like beside like; every one by hand.

Orders that count, by month and customer (N unless S is named):
2025   February 100 c1, August 40 c2 (S), October 60 c1
2026   January 10 c1, March 20 c2 (S), 30 June 30 c1 | 1 July 5 c3 (S), August 7 c1, September 8 c3 (S), October 9 c4
and one of 71 that was cancelled in October 2026. Nothing was collected after October.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from unittest.mock import patch

import pytest

from kpiloop.engine.trace import recompute
from kpiloop.engine.values import Missing
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import Cut
from kpiloop.foundation.org import engine_io as org
from kpiloop.interfaces.reports.half_export import export_halves
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.measure import services
from kpiloop.loop.measure.models import Value
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from kpiloop.loop.track import selectors
from kpiloop.loop.track.selectors import HalfRow
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ORDERS: list[tuple[str, ...]] = [
    ("A1", "2025-02-10", "N", "E2", "c1", "100.00", "ok"),
    ("A2", "2025-08-05", "S", "E3", "c2", "40.00", "ok"),
    ("A3", "2025-10-07", "N", "E2", "c1", "60.00", "ok"),
    ("B1", "2026-01-05", "N", "E2", "c1", "10.00", "ok"),
    ("B2", "2026-03-03", "S", "E3", "c2", "20.00", "ok"),
    ("B3", "2026-06-30", "N", "E2", "c1", "30.00", "ok"),
    ("B4", "2026-07-01", "S", "E3", "c3", "5.00", "ok"),
    ("B5", "2026-08-02", "N", "E2", "c1", "7.00", "ok"),
    ("B6", "2026-09-09", "S", "E3", "c3", "8.00", "ok"),
    ("B7", "2026-10-01", "N", "E2", "c4", "9.00", "ok"),
    ("B8", "2026-10-20", "N", "E2", "c1", "71.00", "cancelled"),
]
FORMULAS = {
    "revenue": 'sum(orders.amount) where orders.status = "ok"',
    "buyers": 'count_distinct(orders.customer) where orders.status = "ok"',
    "share": 'sum(orders.amount) where orders.status = "ok" / sum(orders.amount)',
    "stock": 'last(orders.amount) where orders.status = "ok"',
}
KINDS = {"revenue": "flow", "buyers": "distinct", "share": "ratio", "stock": "stock"}


@founded_once
def sell() -> None:
    company.found_company()
    company.load_orders(ORDERS, covers=(company.START, date(2026, 11, 1)))
    for code, text in FORMULAS.items():
        unit = {"buyers": "customers", "share": "percent"}.get(code, "CNY")
        company.publish_kpi(code, KINDS[code], measurement_unit=unit)
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    lines = dict(zip(FORMULAS, company.assign(*((code, "HQ", "E1") for code in FORMULAS)), strict=True))
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    wanted = [NewTarget(lines["revenue"], code, Decimal(10)) for code in months]
    wanted += [NewTarget(lines["stock"], code, Decimal(place)) for place, code in enumerate(months, start=1)]
    plan.set_targets(SYSTEM, targets=wanted, method="manual")
    services.run_periods(SYSTEM, first="2025-01", last="2026-10", now=NOW)


@pytest.fixture
def sold() -> None:
    sell()


def looked_at(kpi: str, month: str = "2026-10", today: date = TODAY) -> dict[str, HalfRow]:
    row = next(row for row in calendar.periods(SYSTEM) if row.code == month)
    found = measure.halves_until(SYSTEM, row, count=4)
    rows = selectors.halves(SYSTEM, halves=found, today=today, kpi_codes=[kpi])
    return {row.half.code: row for row in rows}


def test_a_half_year_comes_from_its_rows(sold: None) -> None:
    found = looked_at("revenue")
    assert {code: row.actual for code, row in found.items()} == {
        "FY2025-H1": 100, "FY2025-H2": 100, "FY2026-H1": 60, "FY2026-H2": 29,
    }  # fmt: skip
    assert [looked_at("buyers")[code].actual for code in ("FY2026-H1", "FY2026-H2")] == [2, 3]  # c3 and c1 once
    assert looked_at("share")["FY2026-H2"].actual == Decimal("0.29")  # 29 / 100
    assert looked_at("stock")["FY2026-H2"].actual == 17  # the last count of N is 9, that of S 8


def test_up_to_each_month_by_the_window_that_has_its_days(sold: None) -> None:
    so_far = {month: looked_at("revenue", f"2026-{month}") for month in ("01", "06", "07", "08", "09", "10")}
    assert [rows[f"FY2026-H{1 if month < '07' else 2}"].actual for month, rows in so_far.items()] == [
        10, 60, 5, 12, 20, 29,
    ]  # fmt: skip
    windows = Value.objects.filter(kpi__code="revenue", subject__code="HQ", window="htd").order_by("period__code")
    assert list(windows.values_list("period__code", flat=True)) == [
        "2025-08", "2025-10", "2025-11", "2025-12", "2026-08", "2026-10",
    ]  # fmt: skip


def test_a_partial_half_is_marked_and_has_like_beside_it(sold: None) -> None:
    found = looked_at("revenue")
    now, whole = found["FY2026-H2"], found["FY2026-H1"]
    assert (now.is_partial, whole.is_partial) == (True, False)
    assert (now.prior_half_code, now.prior_half) == ("FY2026-H1", Decimal(30))  # January to April
    assert (now.prior_year_code, now.prior_year) == ("FY2025-H2", Decimal(100))  # July to October
    assert [whole.prior_half, whole.prior_year] == [100, 100]
    assert found["FY2025-H1"].prior_half_code == ""  # the calendar begins there


def test_targets_add_up_or_the_last_one_stands(sold: None) -> None:
    found, stock = looked_at("revenue"), looked_at("stock")
    assert (found["FY2026-H1"].target, found["FY2026-H1"].light) == (Decimal(60), "green")
    assert (found["FY2026-H2"].target, found["FY2026-H2"].achievement) == (Decimal(40), Decimal("0.725"))
    assert found["FY2026-H2"].light == "red"
    assert [stock[code].target for code in ("FY2026-H1", "FY2026-H2")] == [6, 10]
    assert found["FY2025-H2"].target == Missing("no_target")
    assert (found["FY2025-H2"].light, found["FY2025-H2"].reason) == ("na", "no_target")


def test_while_its_last_month_runs_it_owes_part_of_that_month(sold: None) -> None:
    running = looked_at("revenue", today=date(2026, 10, 6))["FY2026-H2"]
    assert (running.is_running, running.target) == (True, Decimal(40))
    # 30 of three months, and of October 3 working days of 22 or 5 days of 31: 29 is above 90 % of either.
    assert running.light == "amber"
    assert looked_at("revenue", "2026-09", today=date(2026, 10, 6))["FY2026-H2"].is_running is False


def test_every_figure_of_a_half_year_opens_to_its_rows(sold: None) -> None:
    for kpi in FORMULAS:
        value = looked_at(kpi)["FY2026-H2"].value
        assert value is not None
        step = measure.explain_value(SYSTEM, value.id)
        assert recompute(step) == step.figure


def test_a_month_that_runs_is_not_set_beside_whole_ones(sold: None) -> None:
    ends = {date(2026, 10, 20): "2026-09", date(2026, 11, 1): "2026-10", date(2026, 7, 9): "2026-07"}
    for today, until in ends.items():
        (half,) = measure.halves_named(SYSTEM, ["FY2026-H2"], today=today)
        assert half.month.code == until


def test_rows_for_other_programs(sold: None) -> None:
    with patch("django.utils.timezone.localdate", return_value=TODAY):
        found = export_halves(SYSTEM, period_codes=["FY2026-H1", "FY2026-H2"], also=("yoy", "prior"))
    rows = {(row[1], row[2], row[3]): dict(zip(found.columns, row, strict=True)) for row in found.rows}
    half = rows["HQ", "revenue", "FY2026-H2"]
    assert (half["until"], half["ends_on"], half["is_partial"]) == ("2026-10", date(2026, 10, 31), "yes")
    assert [half[name] for name in ("target", "actual", "achievement", "status")] == [40, 29, Decimal("0.725"), "red"]
    assert [half[name] for name in ("prior_year", "yoy", "prior_half")] == [100, Decimal("-0.71"), 30]
    assert rows["N", "revenue", "FY2026-H1"]["actual"] == 60  # S lies below N
    assert [rows["N", "revenue", "FY2026-H1"][name] for name in ("target", "is_partial")] == [None, "no"]


@pytest.mark.parametrize(
    ("setting", "last", "codes", "figures"),
    [
        # From April: October 2025 to March 2026 is 60 + 10 + 20, April to September 30 + 5 + 7 + 8.
        ({"fiscal_start_month": 4}, "2026-10", ("FY2026-H2", "FY2027-H1", "FY2027-H2"), [90, 50, 9]),
        # Of weeks, from 29 December 2025: the first half ends on 28 June, so the 30th is of the second one.
        ({"cut": Cut("4-4-5")}, "FY2026-P10", ("FY2026-H1", "FY2026-H2"), [30, 59]),
    ],
)
def test_halves_of_other_years(
    setting: dict[str, object], last: str, codes: tuple[str, ...], figures: list[int]
) -> None:
    company.found_company()
    calendar_services.ensure_calendar(
        SYSTEM, **setting, first_month=company.START, last_month=date(2026, 12, 1)  # type: ignore[arg-type]
    )  # fmt: skip
    company.load_orders(ORDERS, covers=(company.START, date(2026, 11, 1)))
    company.publish_kpi("revenue")
    services.set_formula(SYSTEM, kpi="revenue", text=FORMULAS["revenue"], valid_from=company.START)
    months = [row.code for row in calendar.periods(SYSTEM) if row.starts_on >= date(2025, 9, 1)]
    services.run_periods(SYSTEM, first=months[0], last=last, now=NOW)
    found = measure.half_values(SYSTEM, measure.halves_named(SYSTEM, codes, today=TODAY), kpi_codes=["revenue"])
    hq = org.subjects_by_code()["HQ"].id
    shown = {code: row.actual for (_kpi, subject, code), row in found.items() if subject == hq}
    assert [shown[code] for code in codes] == figures
