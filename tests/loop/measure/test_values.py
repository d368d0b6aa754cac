"""Values against figures worked out by hand from the rows in company.ORDERS."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import services as calendar
from kpiloop.foundation.org import engine_io as org
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = pytest.mark.django_db


def measured(first: str = "2025-01", last: str = "2026-03") -> dict[tuple[str, str, str, str], object]:
    """Run and give (kpi, subject, period, window) -> value row."""
    services.run_periods(SYSTEM, first=first, last=last, now=company.NOW)
    months = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
    found = {}
    names = {key: row.code for key, row in org.subjects_by_id().items()}
    for window in ("month", "ytd"):
        for row in selectors.values(SYSTEM, period_codes=months, window=window):
            found[row.kpi_code, names[row.subject_id], row.period_code, window] = row
    return found


@pytest.fixture
def sold() -> None:
    sell()


@founded_once
def sell() -> None:
    company.found_company()
    company.load_orders(company.ORDERS)
    company.publish_kpi("revenue")
    services.set_formula(
        SYSTEM, kpi="revenue", text='sum(orders.amount) where orders.status != "cancelled"', valid_from=company.START
    )


def test_units_roll_up_from_rows_and_follow_the_tree_of_the_day(sold: None) -> None:
    values = measured()
    assert values["revenue", "HQ", "2026-01", "month"].actual == Decimal(100)  # 60 + 40, without the cancelled 99
    assert values["revenue", "N", "2026-01", "month"].actual == Decimal(60)
    assert values["revenue", "S", "2026-02", "month"].actual == Decimal(70)
    # In March S belongs to N, but its February stays where it was.
    assert values["revenue", "N", "2026-03", "ytd"].actual == Decimal("240.5")  # 60 + 30 + 150.50
    assert values["revenue", "HQ", "2026-03", "ytd"].actual == Decimal("350.5")


def test_average_customers_and_distinct_counts_are_recounted(sold: None) -> None:
    company.publish_kpi("customers", "distinct", measurement_unit="number")
    services.set_formula(
        SYSTEM,
        kpi="customers",
        text='count_distinct(orders.customer) where orders.status = "ok"',
        valid_from=company.START,
    )
    values = measured()
    assert values["customers", "HQ", "2026-02", "month"].actual == 2  # c1, c3
    assert values["customers", "HQ", "2026-02", "ytd"].actual == 3  # c1, c2, c3: not 2 + 2


def test_growth_looks_at_the_same_window_of_the_prior_year(sold: None) -> None:
    company.publish_kpi("growth", "derived", measurement_unit="percent")
    text = "(kpi(revenue) - prior_year(kpi(revenue))) / prior_year(kpi(revenue))"
    services.set_formula(SYSTEM, kpi="growth", text=text, valid_from=company.START)
    company.assign(("growth", "HQ", "E1"))
    values = measured()
    assert values["growth", "HQ", "2026-03", "ytd"].actual == Decimal("2.505")  # (350.50 - 100) / 100
    assert values["growth", "HQ", "2026-03", "month"].actual == Decimal("0.505")
    missing = values["growth", "HQ", "2026-01", "month"]
    assert (missing.actual, missing.state, missing.reason) == (None, "missing", "no_rows")


def test_people_and_positions_count_their_own_rows(sold: None) -> None:
    company.assign(("revenue", "E2", "E2"), ("revenue", "REP", "E1"))
    values = measured()
    assert values["revenue", "E2", "2026-02", "ytd"].actual == Decimal(90)
    assert values["revenue", "REP", "2026-03", "month"].actual == Decimal("150.5")


@pytest.mark.feature("OR-02")
def test_or_02_a_leader_has_the_own_rows_and_those_of_everyone_below(sold: None) -> None:
    """The head sits inside the own unit and sells too; whoever answers for a unit need not be its head."""
    company.load_orders([("O8", "2026-02-20", "HQ", "E1", "c4", "25.00", "ok")])
    company.assign(("revenue", "E1", "E1"), ("revenue", "HQ", "E1"), ("revenue", "N", "E3"))
    values = measured()
    assert values["revenue", "E1", "2026-02", "month"].actual == Decimal(25)  # O8 alone
    assert values["revenue", "HQ", "2026-02", "month"].actual == Decimal(125)  # O5 + O6 + O8
    assert values["revenue", "N", "2026-02", "month"].actual == Decimal(30)  # O5; E3, who answers for it, works in S


def test_nothing_sold_is_zero_only_with_a_target_and_a_loaded_month(sold: None) -> None:
    ids = company.assign(("revenue", "S", "E3"))
    plan.set_targets(
        SYSTEM,
        targets=[NewTarget(ids[0], "2026-03", Decimal(50)), NewTarget(ids[0], "2026-04", Decimal(50))],
        method="manual",
    )
    values = measured(last="2026-04")
    assert values["revenue", "S", "2026-03", "month"].actual == 0  # loaded, a target stands, nothing sold
    april = values["revenue", "S", "2026-04", "month"]
    assert (april.actual, april.reason) == (None, "not_loaded")
    assert values["revenue", "HQ", "2026-04", "ytd"].state == "partial"


def test_running_again_changes_nothing_and_a_correction_makes_a_version(sold: None) -> None:
    first = measured()["revenue", "HQ", "2026-02", "month"]
    again = services.run_periods(SYSTEM, first="2025-01", last="2026-03", now=company.NOW)
    assert again.values_written == 0
    assert again.values_unchanged > 0
    company.load_orders([("O6", "2026-02-14", "S", "E3", "c3", "75.00", "ok")])
    corrected = measured()["revenue", "HQ", "2026-02", "month"]
    assert (first.actual, corrected.actual) == (Decimal(100), Decimal(105))
    assert corrected.load_numbers != first.load_numbers
    assert selectors.value(SYSTEM, first.id).is_current is False


def test_an_endless_quotient_keeps_its_twelve_decimals_and_its_version(sold: None) -> None:
    company.publish_kpi("per_week", "ratio")
    text = "sum(orders.amount) * 1234567 / 7"
    services.set_formula(SYSTEM, kpi="per_week", text=text, valid_from=company.START)
    company.assign(("per_week", "HQ", "E1"))
    # 123456700 / 7 by hand: twenty digits, more than a binary column keeps
    assert measured()["per_week", "HQ", "2026-02", "month"].actual == Decimal("17636671.428571428571")
    assert services.run_periods(SYSTEM, first="2025-01", last="2026-03", now=company.NOW).values_written == 0


def test_values_of_a_closed_month_stay(sold: None) -> None:
    before = measured()["revenue", "HQ", "2026-02", "month"]
    calendar.set_state(SYSTEM, code="2026-02", state="closed", revision=1, now=company.NOW)
    company.load_orders([("O6", "2026-02-14", "S", "E3", "c3", "75.00", "ok")])
    after = measured()
    assert after["revenue", "HQ", "2026-02", "month"] == before
    assert after["revenue", "HQ", "2026-03", "ytd"].actual == Decimal("355.5")  # the open month sees the correction


def test_a_broken_formula_stops_no_other(sold: None) -> None:
    company.publish_kpi("ratio", "ratio")
    text = "sum(orders.amount) / (count(orders) - count(orders))"
    services.set_formula(SYSTEM, kpi="ratio", text=text, valid_from=company.START)
    values = measured()
    assert values["ratio", "HQ", "2026-01", "month"].reason == "division_by_zero"
    assert values["revenue", "HQ", "2026-01", "month"].actual == Decimal(100)


def test_numbers_beyond_the_engine_set_their_own_formula_aside(sold: None) -> None:
    company.publish_kpi("huge")
    factor = "9" * 13
    services.set_formula(
        SYSTEM, kpi="huge", text=f"sum(orders.amount * {factor} * {factor} * {factor})", valid_from=company.START
    )
    values = measured()
    assert values["revenue", "HQ", "2026-01", "month"].actual == Decimal(100)
    failures = selectors.runs(SYSTEM)[0].failures
    assert [(failure["kpi"], failure["code"]) for failure in failures] == [("huge", "number_too_large")]


def test_a_formula_may_not_need_itself(sold: None) -> None:
    company.publish_kpi("a", "derived")
    company.publish_kpi("b", "derived")
    services.set_formula(SYSTEM, kpi="a", text="kpi(b) + 1", valid_from=company.START)
    with pytest.raises(Refusal) as refused:
        services.set_formula(SYSTEM, kpi="b", text="kpi(a) * 2", valid_from=company.START)
    assert refused.value.code == "formula_cycle"


def test_the_end_of_a_quarter_has_the_quarter_recounted(sold: None) -> None:
    company.publish_kpi("customers", "distinct", measurement_unit="number")
    services.set_formula(SYSTEM, kpi="customers", text="count_distinct(orders.customer)", valid_from=company.START)
    measured()
    rows = selectors.values(SYSTEM, period_codes=["2026-03"], window="qtd", subject_ids=[hq()])
    quarter = {row.kpi_code: row.actual for row in rows}
    assert quarter == {"revenue": Decimal("350.5"), "customers": Decimal(3)}  # c1, c2, c3: months add to 2 + 2 + 1
    assert selectors.values(SYSTEM, period_codes=["2026-02"], window="qtd") == []


def hq() -> int:
    return org.subjects_by_code()["HQ"].id


def test_a_formula_gives_what_its_kpi_is_counted_in(sold: None) -> None:
    """Refused when it is set; found by the design check where the unit was declared later."""
    company.publish_kpi("margin", "ratio", measurement_unit="percent")
    with pytest.raises(Refusal) as refusal:
        services.set_formula(SYSTEM, kpi="margin", text="count(orders)", valid_from=company.START)
    assert (refusal.value.code, refusal.value.fields) == (
        "formula_other_unit", {"kpi": "margin", "gives": "number", "unit": "percent"}
    )  # fmt: skip
    with translation.override("zh-hans"):
        assert refusal_sentence(refusal.value).startswith("公式算出的是数量，而指标 margin 的单位是“%”")
