"""Closing a month while misses are unexplained: named, counted, and only with a reason."""

from __future__ import annotations

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.archive import selectors, services
from kpiloop.governance.archive.errors import CloseIncomplete
from kpiloop.loop.analyse import services as analyse
from tests.loop import company

OCTOBER = "2026-10"


@pytest.mark.feature("S30")
def test_a_red_without_cause_stands_against_closing(actors: dict[str, Actor]) -> None:
    """Red units in October: profit and revenue HQ, revenue and discount EAST, orders WEST, revenue SH."""
    plan = services.prepare_close(actors["admin"], period_code=OCTOBER, now=company.NOW)
    silent = [row for row in plan.findings if row.code == "red_without_cause"]
    assert {(row.kpi_code, row.subject_code) for row in silent} == {
        ("profit", "HQ"),
        ("revenue", "HQ"),
        ("revenue", "EAST"),
        ("discount", "EAST"),
        ("orders", "WEST"),
        ("revenue", "SH"),
    }
    with pytest.raises(CloseIncomplete):
        services.apply_close(actors["admin"], plan, now=company.NOW)
    key = company.assignment_id("revenue", "SH")
    analyse.write_cause(actors["admin"], assignment_id=key, period_code=OCTOBER, kind="price", text="竞品降价")
    plan = services.prepare_close(actors["admin"], period_code=OCTOBER, now=company.NOW)
    assert sum(row.code == "red_without_cause" for row in plan.findings) == 5
    closed = services.apply_close(actors["admin"], plan, waiver="下周补齐", now=company.NOW)
    assert (closed.findings, closed.waiver) == (len(plan.findings), "下周补齐")
    assert [row.period_code for row in selectors.closes(actors["boss"])] == [OCTOBER]
