"""Several trees over the same facts (OR-03) and several unit keys per fact (OR-04): every figure by hand.

HQ holds N and S; S moves below N on 1 March 2026. Orders that count (O4 is cancelled), in 2026:
January N 60, S 40; February N 30, S 70; March N 150.50. Sellers: E2 works in N, E3 in S.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.trace import Step
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org_read
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewUnit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.models import Formula
from tests.founded import founded_once
from tests.loop.measure.company import NOW, ORDERS, START, assign, found_company, load_orders, publish_kpi

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S41")]
OK = "sum(orders.amount) where orders.status = 'ok'"


@pytest.fixture
def company(home: object) -> None:
    found_territories()


@founded_once
def found_territories() -> None:
    """Territories: COAST takes N, and S from February on; product lines tell the rows apart by customer."""
    found_company()
    load_orders(ORDERS)
    org.add_tree(SYSTEM, code="area", name_zh="区域", name_en="Territories")
    org.add_node(SYSTEM, tree="area", code="COAST", name_zh="沿海", valid_from=START)
    org.add_node(SYSTEM, tree="area", code="INLAND", name_zh="内陆", valid_from=START)
    org.hang_unit(SYSTEM, tree="area", unit="N", parent="COAST", on=START)
    org.hang_unit(SYSTEM, tree="area", unit="S", parent="INLAND", on=START)
    org.hang_unit(SYSTEM, tree="area", unit="S", parent="COAST", on=date(2026, 2, 1))
    publish_kpi("sales")
    services.set_formula(SYSTEM, kpi="sales", text=OK, valid_from=START)


def figures(month: str, window: str = "month") -> dict[str, Decimal | None]:
    services.run_periods(SYSTEM, first=month, last=month, now=NOW)
    named = {row.id: code for code, row in org_io.subjects_by_code().items()}
    rows = selectors.values(SYSTEM, period_codes=[month], window=window)
    return {named[row.subject_id]: row.actual for row in rows if row.kpi_code == "sales"}


@pytest.mark.feature("OR-03")
@pytest.mark.parametrize(("month", "expected"), [
    ("2026-01", {"HQ": "100", "N": "60", "S": "40", "COAST": "60", "INLAND": "40"}),
    ("2026-02", {"HQ": "100", "N": "30", "S": "70", "COAST": "100"}),
    ("2026-03", {"HQ": "150.50", "N": "150.50", "COAST": "150.50"}),
])  # fmt: skip
def test_or_03_each_tree_adds_up_to_the_same_company(company: None, month: str, expected: dict[str, str]) -> None:
    found = figures(month)
    assert {code: found.get(code) for code in expected} == {code: Decimal(text) for code, text in expected.items()}
    assert Decimal(found["COAST"] or 0) + Decimal(found.get("INLAND") or 0) == found["HQ"]


def test_or_03_the_year_to_date_follows_each_move_on_its_day(company: None) -> None:
    found = figures("2026-03", "ytd")
    # COAST: 60 + (30 + 70) + 150.50; INLAND keeps January; N: its own 240.50, S comes below it only in March.
    assert (found["COAST"], found["INLAND"], found["HQ"]) == (Decimal("310.50"), Decimal(40), Decimal("350.50"))
    assert found["N"] == Decimal("240.50")


def test_or_03_a_kpi_of_a_territory_is_assigned_and_its_proof_reaches_the_rows(company: None) -> None:
    assign(("sales", "COAST", "E1"))
    figures("2026-02")
    coast = org_io.subjects_by_code()["COAST"].id
    row = next(r for r in selectors.values(SYSTEM, period_codes=["2026-02"], window="month") if r.subject_id == coast)
    rows = [step for step in _all(selectors.explain_value(SYSTEM, row.id)) if step.kind == "row"]
    assert sorted(step.fields["no"] for step in rows) == ["O5", "O6"]


def test_or_03_rows_may_carry_a_column_of_their_own_for_a_tree(company: None) -> None:
    org.add_tree(SYSTEM, code="line", name_zh="产品线")
    org.add_node(SYSTEM, tree="line", code="RETAIL", name_zh="零售", valid_from=START)
    org.add_node(SYSTEM, tree="line", code="c1", name_zh="甲客户", parent="RETAIL", valid_from=START)
    warehouse.set_column_roles(SYSTEM, dataset="orders", tree_columns={"line": "customer"})
    found = figures("2026-02")
    assert (found["RETAIL"], found["c1"], found["HQ"], found["COAST"]) == (30, 30, 100, 100)


@pytest.mark.feature("OR-04")
def test_or_04_the_unit_of_the_row_or_the_home_of_its_seller(company: None) -> None:
    load_orders(
        [("O9", "2026-02-20", "N", "E3", "c1", "5.00", "ok"), ("O10", "2026-02-21", "N", "ZZ", "c1", "7.00", "ok")]
    )
    assert figures("2026-02")["N"] == 42
    services.set_formula(SYSTEM, kpi="sales", text=OK, valid_from=START, unit_columns={"orders": "seller"})
    found = figures("2026-02")
    # E2 sold 30 for N, E3 70 + 5 for S; nobody knows ZZ, whose 7 count for the company alone.
    assert (found["N"], found["S"], found["HQ"]) == (30, 75, 112)


@pytest.mark.feature("OR-04")
def test_or_04_the_company_keeps_rows_of_units_that_are_not_there_that_day(company: None) -> None:
    org.import_organisation(
        SYSTEM, units=[NewUnit("NEW", "新", date(2026, 2, 10), parent="N"), NewUnit("OLD", "旧", START, parent="N")]
    )
    org.close_unit(SYSTEM, code="OLD", on=date(2026, 2, 20))
    load_orders([
        ("O8", "2026-02-09", "NEW", "E2", "c1", "1.00", "ok"), ("O9", "2026-02-10", "NEW", "E2", "c1", "2.00", "ok"),
        ("O10", "2026-02-19", "OLD", "E3", "c1", "4.00", "ok"), ("O11", "2026-02-20", "OLD", "E3", "c1", "8.00", "ok"),
    ])  # fmt: skip
    found = figures("2026-02")
    # N: its own 30, 2 of NEW from its first day, 4 of OLD until its last. The 1 and the 8 are the company's alone.
    assert (found["N"], found["NEW"], found["OLD"], found["HQ"]) == (36, 2, 4, 115)


@pytest.mark.feature("CA-03")
def test_ca_03_a_kpi_says_which_date_and_which_unit_it_counts_by(company: None) -> None:
    for roles in ({"date_columns": {"orders": "amount"}}, {"unit_columns": {"orders": "amount"}}):
        with pytest.raises(Refusal) as refused:
            services.set_formula(SYSTEM, kpi="sales", text=OK, valid_from=START, **roles)
        assert refused.value.code == "measure_role_unknown"
    with pytest.raises(Refusal) as refused:
        services.set_formula(SYSTEM, kpi="sales", text=OK, valid_from=START, date_columns={"nothing": "day"})
    assert (refused.value.code, refused.value.fields["dataset"]) == ("dataset_unknown", "nothing")


def test_or_03_what_no_place_brings_along_is_listed(company: None) -> None:
    assert org_read.unplaced(SYSTEM, "area", on=date(2026, 2, 1)) == ()
    org.take_out(SYSTEM, tree="area", unit="S", on=date(2026, 2, 10))
    assert [row.code for row in org_read.unplaced(SYSTEM, "area", on=date(2026, 2, 10))] == ["S"]
    assert org_read.unplaced(SYSTEM, "area", on=date(2026, 2, 9)) == ()


@pytest.mark.feature("OR-05")
def test_or_05_names_are_unique_below_one_parent_only(company: None) -> None:
    org.add_node(SYSTEM, tree="area", code="C1A", name_zh="一队", parent="COAST", valid_from=START)
    org.add_node(SYSTEM, tree="area", code="I1A", name_zh="一队", parent="INLAND", valid_from=START)
    with pytest.raises(Refusal) as refused:
        org.add_node(SYSTEM, tree="area", code="C1B", name_zh="一队", parent="COAST", valid_from=START)
    assert refused.value.code == "unit_name_taken"
    for branch in ("N", "S"):  # teams of one name hang together where their branches tell them apart
        org.add_unit(SYSTEM, code=f"{branch}1", name_zh="一队", parent=branch, valid_from=START)
        org.hang_unit(SYSTEM, tree="area", unit=f"{branch}1", parent="INLAND", on=START)
    listed = [row.code for row in org_read.units(SYSTEM, on=START)]
    assert listed == ["HQ", "N", "N1", "S", "S1"]  # each unit is followed by what is below it


def test_a_loop_and_an_unknown_tree_are_refused(company: None) -> None:
    org.add_node(SYSTEM, tree="area", code="C1", name_zh="沿海一", parent="COAST", valid_from=START)
    with pytest.raises(Refusal) as loop:
        org.hang_unit(SYSTEM, tree="area", unit="COAST", parent="C1", on=date(2026, 5, 1))
    with pytest.raises(Refusal) as unknown:
        org.hang_unit(SYSTEM, tree="nowhere", unit="N", parent=None, on=START)
    assert (loop.value.code, unknown.value.code) == ("unit_tree_broken", "org_tree_unknown")


def test_a_move_from_an_outdated_page_is_refused(company: None) -> None:
    seen = org_read.mark(SYSTEM)
    org.add_alias(SYSTEM, unit="N", alias="北区")
    with pytest.raises(Refusal) as refused:
        org.move_unit(SYSTEM, code="S", new_parent="HQ", on=date(2026, 6, 1), seen=seen)
    assert refused.value.code == "organisation_changed"
    org.move_unit(SYSTEM, code="S", new_parent="HQ", on=date(2026, 6, 1), seen=org_read.mark(SYSTEM))


def _all(step: Step) -> list[Step]:
    return [step, *(found for child in step.children for found in _all(child))]


@pytest.mark.feature("CA-03")
def test_ca_03_rows_without_dates_fall_in_no_period_and_stop_no_other_kpi(company: None) -> None:
    warehouse.register_dataset(
        SYSTEM, code="depots", name_zh="仓库", name_en="Depots", key_columns=("code",),
        columns={"code": "text", "places": "integer"},
    )  # fmt: skip
    publish_kpi("places")
    with pytest.raises(Refusal) as refused:
        services.set_formula(SYSTEM, kpi="places", text="sum(depots.places)", valid_from=START)
    assert (refused.value.code, refused.value.fields["dataset"]) == ("scan_no_date", "depots")
    # One that was set before this was refused.
    services.set_formula(SYSTEM, kpi="places", text="sum(orders.amount)", valid_from=START)
    Formula.objects.filter(kpi__code="places").update(text="sum(depots.places)")
    assert figures("2026-02")["HQ"] == 100
