"""KPIs by program: adopted from the library, computed by a formula, published, retired. Figures of the company."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.jobs.services import work_off
from tests.interfaces.api.sending import get, post

pytestmark = pytest.mark.django_db


@pytest.mark.feature("KP-01", "CA-03")
def test_kp_01_a_formula_is_set_by_program_and_a_run_counts_by_it(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    # a second formula of revenue: the list price of the same orders
    sent = {"text": "sum(orders.list)", "valid_from": "2026-10-01", "dates": {"orders": "on"}}
    status, made = post(admin, "/kpis/revenue/formula", sent)
    assert (status, made["kpi"]) == (200, "revenue")
    newest = get(admin, "/kpis/revenue/formulas")[1][0]
    assert (newest["version"], newest["dates"], newest["valid_from"]) == (
        made["version"],
        {"orders": "on"},
        "2026-10-01",
    )
    status, run = post(admin, "/runs", {"first": "2026-09", "last": "2026-10"})
    assert (status, run["kind"], run["state"]) == (202, "measure.run", "queued")
    work_off()
    assert get(admin, f"/collect/runs/{run['id']}")[1]["state"] == "done"
    figures = {}
    for month in ("2026-09", "2026-10"):
        rows = get(admin, f"/values?period={month}&kpi=revenue")[1]["rows"]
        figures[month] = [Decimal(row["actual"]) for row in rows if row["subject"] == "ZJ"]
    assert figures == {"2026-09": [50], "2026-10": [50]}  # September: 50 net; October: 45 net, 50 by list
    for wrong, code in (
        ({"text": "sum(orders.nothing)"}, "formula_unknown_column"),
        ({"dates": {"orders": "product"}}, "measure_role_unknown"),
    ):
        refused = post(admin, "/kpis/revenue/formula", {**sent, **wrong})
        assert refused[0] == 400 and refused[1]["title"], refused
        assert refused[1]["code"] == code


@pytest.mark.feature("KP-08")
def test_kp_08_a_ready_kpi_is_adopted_published_and_retired(actors: dict[str, Actor]) -> None:
    admin = actors["admin"]
    ready = next(row for row in get(admin, "/library")[1] if not row["is_taken"])
    code = ready["code"]
    assert ready["name_zh"] and ready["name_en"]
    assert post(admin, f"/library/{code}/adopt", {"own_code": "mine"}) == (200, {"kpi": "mine"})
    assert get(admin, "/kpis/mine")[1]["state"] == "draft"
    assert post(admin, "/kpis/mine/publish") == (200, {"kpi": "mine", "version": 1})
    bare = post(admin, "/kpis/mine/retire", {"reason": " "})
    assert (bare[0], bare[1]["code"]) == (400, "reason_missing")
    used = post(admin, "/kpis/revenue/retire", {"reason": "no more"})
    assert (used[0], used[1]["code"]) == (400, "kpi_in_use")
    assert post(admin, "/kpis/mine/retire", {"reason": "no more"}) == (200, {"kpi": "mine", "version": 1})
    assert post(actors["wang"], f"/library/{code}/adopt", {})[0] == 404


@pytest.mark.feature("KP-07")
def test_kp_07_rates_are_recorded_as_versions(actors: dict[str, Actor]) -> None:
    admin, line = actors["admin"], "USD CNY 2026-10 average {}"
    assert post(admin, "/rates", {"lines": line.format("7.05"), "source": "bank"}) == (200, {"written": 1})
    assert post(admin, "/rates", {"lines": line.format("7.05")}) == (200, {"written": 0})
    assert post(admin, "/rates", {"lines": line.format("7.1")}) == (200, {"written": 1})
    (rate,) = get(admin, "/rates")[1]
    assert (rate["currency"], rate["into"], Decimal(rate["rate"]), rate["version"]) == ("USD", "CNY", Decimal("7.1"), 2)
    unread = post(admin, "/rates", {"lines": "seven"})
    assert (unread[0], unread[1]["code"]) == (400, "rate_line_unreadable")
