"""The panel of weeks: figures, days, the week a year before, and what is to be known about each week."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.interfaces.web.track.kpi.weeks import weeks_of
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from tests.loop.measure import company
from tests.loop.measure.test_weeks import sell

pytestmark = pytest.mark.django_db


@pytest.mark.feature("S08")
def test_the_weeks_of_a_kpi_and_none_where_it_is_measured_by_month() -> None:
    sell()
    revenue, monthly = company.assign(("revenue", "HQ", "E1"), ("monthly", "HQ", "E1"))
    targets = [NewTarget(revenue, code, Decimal(figure)) for code, figure in
               (("2026-11", 300), ("2026-12", 310), ("2027-01", 310), ("2026-W53", 400))]  # fmt: skip
    plan.set_targets(SYSTEM, targets=targets, method="manual")
    today = date(2027, 1, 12)
    assert weeks_of(SYSTEM, assignment_id=monthly, period="2027-01", today=today) is None
    shown = weeks_of(SYSTEM, assignment_id=revenue, period="2027-01", today=today)
    assert shown is not None and shown.picture is not None and shown.picture.svg
    rows = {row.name: row for row in shown.rows}
    assert [len(shown.rows), shown.rows[0].name] == [13, "第 2 周"]
    assert (rows["第 53 周"].actual, rows["第 53 周"].target, rows["第 53 周"].light) == ("500", "400", "green")
    assert rows["第 53 周"].days == "12-28 – 01-03"
    assert "单独设定的周目标" in rows["第 53 周"].remark
    assert (rows["第 1 周"].target, rows["第 1 周"].prior_year, rows["第 1 周"].prior_name) == ("70", "8", "第 1 周")
    assert "本周未结束" in rows["第 2 周"].remark
    assert rows["第 51 周"].is_grave and rows["第 51 周"].actual == "—"
    older = weeks_of(SYSTEM, assignment_id=revenue, period="2026-12", today=today)
    assert older is not None
    assert older.rows[0].name == "第 53 周"
