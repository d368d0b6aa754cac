"""A month under the organisation of another day, and a run that is planned but not started.

S moves from HQ below N on 1 March 2026; in February N sold 30 and S sold 70 (company.ORDERS).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM, Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.models import Run, Value
from kpiloop.loop.plan import selectors as plan
from tests.loop.measure import company

pytestmark = pytest.mark.django_db

FEBRUARY = "2026-02"


@pytest.fixture
def sold() -> None:
    company.found_company()
    company.load_orders(company.ORDERS)
    for code in ("revenue", "growth"):
        company.publish_kpi(code)
    services.set_formula(
        SYSTEM, kpi="revenue", text='sum(orders.amount) where orders.status != "cancelled"', valid_from=company.START
    )
    services.set_formula(
        SYSTEM, kpi="growth", text="kpi(revenue) - prior_period(kpi(revenue))", valid_from=company.START
    )


def restated(under: date) -> dict[tuple[str, str], Decimal | None]:
    names = {key: row.code for key, row in org_io.subjects_by_id().items()}
    kpis = {row.id: row.code for row in plan.kpis(SYSTEM)}
    rows = selectors.restated_values(SYSTEM, period_code=FEBRUARY, under=under)
    return {(kpis[row.kpi_id], names[row.subject_id]): row.actual for row in rows}


@pytest.mark.feature("S36")
def test_a_month_is_counted_over_the_tree_of_another_day(sold: None) -> None:
    then, later = restated(date(2026, 2, 28)), restated(date(2026, 3, 31))
    assert [then["revenue", unit] for unit in ("HQ", "N", "S")] == [100, 30, 70]
    assert [later["revenue", unit] for unit in ("HQ", "N", "S")] == [100, 100, 70]


@pytest.mark.feature("S36")
def test_what_a_formula_looks_back_to_is_counted_over_the_same_tree(sold: None) -> None:
    """January: N 60, S 40. Under March's tree N grew from 100 to 100, not from its own 60."""
    assert restated(date(2026, 2, 28))["growth", "N"] == 30 - 60
    assert restated(date(2026, 3, 31))["growth", "N"] == 100 - 100


def test_a_planned_run_names_its_scans_and_starts_nothing(sold: None) -> None:
    found = selectors.prepared_run(SYSTEM, first="2026-01", last="2026-03")
    assert (found.months, found.closed, found.warehouse_version) == (("2026-01", "2026-02", "2026-03"), (), 1)
    # three months, each with its year to date, and the quarter that ends in March
    assert found.windows == 3 * 2 + 1
    (scan,) = found.scans
    assert (scan.note.dataset, scan.note.role, scan.note.kpis) == ("orders", "unit", ("revenue@1",))
    assert "SUM(" in scan.sql.upper()
    # January, February and March; nothing is moved inside a month, nothing is counted by different values
    assert (scan.slots, scan.levels, scan.recounts) == (3, 0, "")
    assert (Run.objects.count(), Value.objects.count()) == (0, 0)


def test_only_who_may_run_sees_the_plan(sold: None) -> None:
    nobody = Actor(user_id=None, username="x", permissions=frozenset({"values.view"}))
    with pytest.raises(PermissionRefused):
        selectors.prepared_run(nobody, first="2026-01", last="2026-03")
