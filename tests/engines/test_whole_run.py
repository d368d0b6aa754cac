"""The whole product on every engine: the same values with the same evidence, and rows that add up to them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kpiloop.engine.trace import recompute
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.org import engine_io as org
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.models import Value
from tests.loop.measure import company

pytestmark = pytest.mark.django_db

FORMULAS = {
    "revenue": ("flow", 'sum(orders.amount) where orders.status != "cancelled"'),
    "customers": ("distinct", "count_distinct(orders.customer)"),
    "per_customer": ("ratio", "kpi(revenue) / kpi(customers)"),
    "newest": ("stock", "last(orders.amount)"),
}
Kept = dict[tuple[str, str, str, str], tuple[object, ...]]


def found() -> None:
    company.found_company()
    company.load_orders(company.ORDERS)
    for code, (kind, text) in FORMULAS.items():
        company.publish_kpi(code, kind, measurement_unit="number" if code == "customers" else "CNY")
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    company.assign(("revenue", "E3", "E1"), ("revenue", "HQ", "E1"))


def measured() -> Kept:
    """Run and give (kpi, subject, month, window) -> what is stored, evidence included."""
    services.run_periods(SYSTEM, first="2026-01", last="2026-03", now=company.NOW)
    names = {key: row.code for key, row in org.subjects_by_id().items()}
    rows = Value.objects.filter(is_current=True).select_related("kpi", "period")
    return {
        (row.kpi.code, names[row.subject_id], row.period.code, row.window): (
            row.actual, row.state, row.reason, row.parts, row.row_count, row.load_numbers, row.warehouse_version
        )
        for row in rows
    }  # fmt: skip


def test_a_run_keeps_the_same_values(engine: str, home: Path, settings: object) -> None:
    found()
    there = measured()
    assert there["revenue", "HQ", "2026-03", "ytd"][0] == Decimal("350.5")
    assert there["revenue", "N", "2026-03", "ytd"][0] == Decimal("240.5")  # S came in March, its February did not
    assert there["customers", "HQ", "2026-03", "ytd"][0] == Decimal(3)
    assert there["newest", "HQ", "2026-01", "month"][0] == Decimal("159")  # 60 of N, 99 of S
    assert there["revenue", "E3", "2026-02", "month"][0] == Decimal(70)
    value = Value.objects.get(kpi__code="revenue", subject__code="N", period__code="2026-03", window="ytd")
    step = selectors.explain_value(SYSTEM, value.pk)
    assert [row.fields["no"] for row in step.children[0].children[0].children] == ["O2", "O5", "O7"]
    assert recompute(step) == value.actual
    settings.WAREHOUSE = "duckdb"  # type: ignore[attr-defined]
    newer = services.run_periods(SYSTEM, first="2026-01", last="2026-03", now=company.NOW)
    # What comes out the same keeps its version: the engine inside finds nothing to change.
    assert (newer.values_written, newer.values_unchanged) == (0, len(there))
