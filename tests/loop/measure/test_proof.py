"""A value opens down to its rows, and the rows give it again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.trace import count_leaves, difference, recompute
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.interfaces.reports.row_export import export_rows
from kpiloop.loop.measure import engine_io, selectors, services
from tests.loop.measure import company
from tests.loop.measure.test_values import measured, sold

__all__ = ["sold"]
pytestmark = pytest.mark.django_db


def test_a_sum_opens_to_its_rows(sold: None) -> None:
    value = measured()["revenue", "HQ", "2026-01", "month"]
    step = selectors.explain_value(SYSTEM, value.id)
    rows = step.children[0].children[0]
    assert [row.fields["no"] for row in rows.children] == ["O2", "O3"]
    assert [row.evidence["line"] for row in rows.children] == ["3", "4"]
    assert (rows.evidence["row_count"], Decimal(rows.evidence["row_sum"])) == ("2", Decimal(100))
    assert "orders" in rows.evidence["sql"]
    assert count_leaves(step)["source_row"] == 2
    assert recompute(step) == Decimal(100)


def test_every_value_of_the_company_recomputes_exactly(sold: None) -> None:
    company.publish_kpi("customers", "distinct", measurement_unit="customers")
    company.publish_kpi("growth", "derived", measurement_unit="percent")
    company.publish_kpi("mean", "ratio")
    company.publish_kpi("order", "distinct")
    growth = "(kpi(revenue) - prior_year(kpi(revenue))) / prior_year(kpi(revenue))"
    for code, text in {
        "customers": "count_distinct(orders.customer)",
        "growth": growth,
        "mean": "sum(orders.amount) / count(orders) * 3",
        "order": "median(orders.amount) + percentile(90, orders.amount) - first(orders.amount)"
        " + top(1, orders.amount, orders.customer) / sum(orders.amount)"
        " + 100 * first_ever(orders.customer) + 1000 * returning(orders.customer)"
        " + 10000 * converted(40, orders.customer, orders.amount > 60) where orders.amount < 70",
    }.items():
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    company.assign(("growth", "HQ", "E1"), ("mean", "E2", "E2"))
    values = measured()
    assert len(values) > 40
    newest = max(row.period_code for row in values.values())
    for row in values.values():
        if row.kpi_code == "order" and row.period_code != newest:
            continue  # seven questions each: one month of every unit and window tells it
        step = selectors.explain_value(SYSTEM, row.id, rows_size=9 if row.kpi_code == "order" else 3)
        assert difference(step) in (0, None), row
        assert (recompute(step) is None) == (row.actual is None)


def test_the_proof_of_an_old_version_shows_the_rows_of_then(sold: None) -> None:
    old = measured()["revenue", "S", "2026-02", "month"]
    company.load_orders([("O6", "2026-02-14", "S", "E3", "c3", "75.00", "ok")])
    new = measured()["revenue", "S", "2026-02", "month"]
    rows = selectors.explain_value(SYSTEM, old.id).children[0].children[0].children
    assert [row.figure for row in rows] == [Decimal(70)]
    assert recompute(selectors.explain_value(SYSTEM, new.id)) == Decimal(75)


def test_a_split_by_customer_belongs_to_the_value(sold: None) -> None:
    value = measured()["revenue", "HQ", "2026-03", "ytd"]
    parts = engine_io.split(value.kpi_id, value.subject_id, value.period_id, "ytd", "customer")
    assert {member: part.figure for member, part in parts.items()} == {
        "c1": Decimal(90),
        "c2": Decimal("190.5"),
        "c3": Decimal(70),
    }


def test_a_kpi_of_a_person_opens_to_what_it_names_though_nobody_assigned_that(sold: None) -> None:
    company.publish_kpi("double", "derived")
    company.publish_kpi("fourfold", "derived")
    for code, text in (("double", "2 * kpi(revenue)"), ("fourfold", "2 * kpi(double)")):
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    company.assign(("fourfold", "E2", "E2"))
    held = measured()
    step = selectors.explain_value(SYSTEM, held["fourfold", "E2", "2026-01", "month"].id)
    assert (step.figure, recompute(step), difference(step)) == (240, 240, 0)  # E2 sold 60 in January
    assert count_leaves(step)["source_row"] == 1


def test_a_kpi_of_other_kpis_names_those_whose_rows_can_be_opened(sold: None) -> None:
    for code, text in (("twice", "kpi(revenue) * 2"), ("each", "kpi(revenue) / count(orders)")):
        company.publish_kpi(code, "derived")
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    company.assign(("twice", "HQ", "E1"), ("each", "HQ", "E1"))
    values = measured()
    with pytest.raises(Refusal) as refused:
        export_rows(SYSTEM, values["twice", "HQ", "2026-01", "month"].id)
    assert refused.value.code == "rows_elsewhere"
    assert (refused.value.fields["kpi"], refused.value.fields["kpis"]) == ("twice", "revenue")
    own = export_rows(SYSTEM, values["each", "HQ", "2026-01", "month"].id)
    # what it counts itself: every order of January, O4 too, which revenue leaves out
    assert [row[own.columns.index("no")] for row in own.rows] == ["O2", "O3", "O4"]
