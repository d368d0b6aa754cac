"""Weeks of a month that was opened again go by the terms of its close, once no month they have a day in is open.

Revenue is doubled by a formula dated back. December is opened again: W49 (with a day of closed November) and W50 lie in
it, W53 ends in January, which was never closed. Late: 45 instead of 40 in W50.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.governance.archive import services
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.models import Value
from tests.loop.measure import company
from tests.loop.measure.test_weeks import NOW, run, sell

pytestmark = pytest.mark.django_db


def revenue(*weeks: str) -> list[object]:
    found = Value.objects.filter(kpi__code="revenue", subject__code="HQ", window="week", is_current=True)
    held = dict(found.values_list("period__code", "actual"))
    return [held[week] for week in weeks]


@pytest.mark.parametrize(("new_terms", "wanted"), [(False, [30, 45, 1400]), (True, [60, 90, 1400])])
def test_weeks_keep_the_terms_of_their_month(home: object, new_terms: bool, wanted: list[int]) -> None:
    sell()
    for month in ("2026-11", "2026-12"):
        plan = services.prepare_close(SYSTEM, period_code=month, now=NOW)
        services.apply_close(SYSTEM, plan, waiver="月结", now=NOW)
    doubled = "sum(orders.amount) + sum(orders.amount)"
    measure.set_formula(SYSTEM, kpi="revenue", text=doubled, valid_from=company.START)
    company.load_orders([("B4", "2026-12-07", "S", "E3", "c2", "45.00", "ok")])
    asked = services.request_reopen(
        SYSTEM, period_code="2026-12", reason="补单", until=date(2027, 1, 30), new_terms=new_terms, now=company.NOW
    )
    services.approve_reopen(replace(SYSTEM, username="other"), reopening_id=asked, now=NOW)
    run("2026-12", "2027-01")
    assert revenue("2026-W49", "2026-W50", "2026-W53") == wanted
