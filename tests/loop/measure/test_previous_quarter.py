"""A quarter beside the quarter before: every figure by hand, from the rows of its months.

Sales of HQ, 2025 October to December 5, 6, 9 (20); 2026 January to March 10, 20, 30 (60),
April to June 40, 50, 60 (150). Of these S, below N since March, sold the 20 of February, N everything else.
Orders are 1 a month. Targets of HQ: 15 a month to March, 45 from April.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.models import Value
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan import services as plan_services
from kpiloop.loop.plan.rows import NewTarget
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = [pytest.mark.django_db, pytest.mark.feature("P04")]

SALES = {
    "2025-10": 5, "2025-11": 6, "2025-12": 9, "2026-01": 10, "2026-02": 20, "2026-03": 30, "2026-04": 40,
    "2026-05": 50, "2026-06": 60,
}  # fmt: skip
OF_SOUTH = ("2026-02",)
FORMULAS = {
    "revenue": "sum(orders.amount)",
    "growth": "kpi(revenue) / prior_period(kpi(revenue)) - 1",
    "each": "sum(orders.amount) / count(orders)",
    "dearer": "kpi(each) - prior_period(kpi(each))",
    "raised": "target(revenue) - prior_period(target(revenue))",
    "twice": "kpi(revenue) - prior_period(rolling(2, kpi(revenue)))",
}


def rows(sales: dict[str, int]) -> list[tuple[str, ...]]:
    units = {month: "S" if month in OF_SOUTH else "N" for month in sales}
    return [(month, f"{month}-15", units[month], "E2", "c1", f"{amount}.00", "ok") for month, amount in sales.items()]


@founded_once
def sell() -> None:
    company.found_company()
    company.load_orders(rows(SALES), covers=(company.START, date(2026, 7, 1)))
    for code, text in FORMULAS.items():
        company.publish_kpi(code, {"revenue": "flow", "each": "ratio"}.get(code, "derived"), measurement_unit="number")
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    line, _ = company.assign(("revenue", "HQ", "E1"), ("raised", "HQ", "E1"))
    months = [f"2026-{month:02d}" for month in range(1, 7)]
    targets = [NewTarget(line, month, Decimal(15 if month < "2026-04" else 45)) for month in months]
    plan_services.set_targets(SYSTEM, targets=targets)
    run()


@pytest.fixture
def sold() -> None:
    sell()


def run(touched: list[str] | None = None) -> int:
    found = services.run_periods(SYSTEM, first="2025-10", last="2026-06", touched=touched, now=company.NOW)
    return found.values_written


def quarter(code: str, month: str, unit: str = "HQ", window: str = "qtd") -> Decimal | None:
    """What stands in the table."""
    return Value.objects.get(
        kpi__code=code, subject__code=unit, period__code=month, window=window, is_current=True
    ).actual


def test_a_quarter_is_compared_with_the_quarter_before(sold: None) -> None:
    assert quarter("growth", "2026-06") == Decimal("1.5")  # 150 / 60 - 1
    assert quarter("growth", "2026-03") == 2  # 60 / 20 - 1: across the end of a year
    assert quarter("growth", "2026-06", window="month") == Decimal("0.2")  # 60 / 50 - 1
    assert quarter("dearer", "2026-06") == 50 - 20  # 150 / 3 - 60 / 3, not a mean of months
    assert quarter("raised", "2026-06") == 135 - 45
    assert quarter("raised", "2026-04", window="month") == 45 - 15


def test_the_first_quarter_has_none_before(sold: None) -> None:
    assert quarter("growth", "2025-12") is None


def test_days_of_its_own_end_with_the_month_before(sold: None) -> None:
    """Two months to May are 40 + 50, whatever the window: 150 - 90 of the quarter, 60 - 90 of June."""
    assert quarter("twice", "2026-06") == 150 - 90
    assert quarter("twice", "2026-06", window="month") == 60 - 90


def test_late_facts_of_a_quarter_reach_the_next_one(sold: None) -> None:
    company.load_orders([("2026-02", "2026-02-15", "S", "E2", "c1", "60.00", "ok")], covers=None)
    assert run(touched=["2026-02"]) > 0
    assert quarter("growth", "2026-06") == Decimal("0.5")  # 150 / 100 - 1
    assert run() == 0


@pytest.mark.feature("S36")
def test_both_quarters_are_counted_over_the_tree_of_one_day(sold: None) -> None:
    """Under February's tree S is beside N, which sold 40, then 150; under June's 60, then 150."""
    kpis = {row.id: row.code for row in plan.kpis(SYSTEM)}
    units = {key: row.code for key, row in org.subjects_by_id().items()}

    def grown(under: date) -> dict[str, Decimal | None]:
        found = selectors.restated_values(SYSTEM, period_code="2026-06", under=under, windows=("month", "qtd"))
        growth = [row for row in found if (kpis[row.kpi_id], row.window) == ("growth", "qtd")]
        return {units[row.subject_id]: row.actual for row in growth}

    assert grown(date(2026, 2, 15)) == {"HQ": Decimal("1.5"), "N": Decimal("2.75"), "S": None}
    assert grown(date(2026, 6, 30)) == {"HQ": Decimal("1.5"), "N": Decimal("1.5"), "S": None}
