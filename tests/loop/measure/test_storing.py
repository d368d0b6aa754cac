"""Values go past the object layer: what is read back is what was computed, on either database."""

from __future__ import annotations

import pytest
from django.db import connection

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.loop.measure import services
from kpiloop.loop.measure.models import Run, Value
from kpiloop.loop.measure.storing.lines import Line, is_same
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold() -> None:
    sell()


@founded_once
def sell() -> None:
    company.found_company()
    company.load_orders(company.ORDERS)
    company.publish_kpi("销售额")
    company.publish_kpi("share", "ratio", measurement_unit="percent")
    formulas = {
        "销售额": 'sum(orders.amount) where orders.status != "作废\t"',
        "share": 'kpi("销售额") / sum(orders.amount)',
    }
    for code, text in formulas.items():
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    company.assign(("销售额", "S", "E3"))
    services.run_periods(SYSTEM, first="2026-01", last="2026-03", now=company.NOW)


def value(code: str, unit: str, period: str) -> Value:
    return Value.objects.get(kpi__code=code, subject__code=unit, period__code=period, window="month", is_current=True)


def test_a_line_written_past_the_object_layer_reads_like_any_other(sold: None) -> None:
    found = value("销售额", "HQ", "2026-01")
    assert (found.actual, found.state, found.reason) == (199, "complete", "")
    assert (found.row_count, found.frozen_revision) == (3, 0)
    name = 'sum(orders.amount) where orders.status != "作废\t"'
    assert found.parts == [{"name": name, "rows": 3, "scan": "u0", "figure": "199.000000"}]
    assert found.load_numbers and found.warehouse_version and found.formula is not None
    share = value("share", "HQ", "2026-01")
    assert [(part["name"], part["figure"]) for part in share.parts] == [
        ("kpi(销售额)", "199"), ("sum(orders.amount)", "199.000000"),
    ]  # fmt: skip
    nothing = value("销售额", "S", "2026-03")
    assert (nothing.actual, nothing.state, nothing.parts[0]["figure"]) == (None, "missing", "0")


@pytest.mark.parametrize("touched", [["2026-01"], None])
def test_a_figure_whose_rows_went_to_another_unit_does_not_stay(sold: None, touched: list[str] | None) -> None:
    """N sold 60 in January; a correction gives the order to S, which had 139. Nobody answers for N's sales."""
    company.load_orders([("O2", "2026-01-05", "S", "E2", "c1", "60.00", "ok")])
    services.run_periods(SYSTEM, first="2026-01", last="2026-03", touched=touched, now=company.NOW)
    gone, now, whole = (value("销售额", unit, "2026-01") for unit in ("N", "S", "HQ"))
    assert (gone.actual, gone.state, gone.reason, gone.row_count) == (None, "missing", "no_rows", 0)
    assert (now.actual, whole.actual) == (199, 199)
    year = Value.objects.get(
        kpi__code="销售额", subject__code="N", period__code="2026-02", window="ytd", is_current=True
    )
    assert year.actual == 30  # what is left: February
    again = services.run_periods(SYSTEM, first="2026-01", last="2026-03", now=company.NOW)
    assert again.values_written == 0


def test_only_what_changed_becomes_a_new_version(sold: None) -> None:
    kept = {row.pk for row in Value.objects.filter(is_current=True)}
    company.load_orders([("O5", "2026-02-03", "N", "E2", "c1", "31.00", "ok")])
    run = services.run_periods(SYSTEM, first="2026-02", last="2026-02", touched=["2026-02"], now=company.NOW)
    fresh = Value.objects.filter(run__number=run.number)
    assert run.values_written == fresh.filter(is_current=True).count() > 0
    # S sold what it had sold, but under a newer load; what was in force stays, out of force
    assert Value.objects.filter(pk__in=kept).count() == len(kept)
    assert value("销售额", "N", "2026-02").actual == 31
    again = services.run_periods(SYSTEM, first="2026-02", last="2026-02", now=company.NOW)
    assert (again.values_written, again.values_unchanged) == (0, run.values_written + run.values_unchanged)


def test_a_run_that_dies_leaves_the_old_values_in_force(sold: None, monkeypatch: pytest.MonkeyPatch) -> None:
    company.load_orders([("O5", "2026-02-03", "N", "E2", "c1", "31.00", "ok")])
    monkeypatch.setattr("kpiloop.loop.measure.services.runs.finish", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.run_periods(SYSTEM, first="2026-02", last="2026-02", now=company.NOW)
    assert value("销售额", "N", "2026-02").actual == 30
    run = Run.objects.latest("number")
    assert Value.objects.filter(run=run, is_current=False).exists()
    assert not Value.objects.filter(run=run, is_current=True).exists()


LINE = Line(
    1, 2, 3, "month", "5.000000000000", "complete", "", 4, 5, None, 7, "[1, 2]",
    '[{"name": "sum(a.x)", "rows": 7, "scan": "u0", "figure": "5"}]', 9, 1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        # another spelling of the same figure, keys in another order, as earlier versions wrote them
        ({"actual": "5.0", "parts": '[{"figure":"5","name":"sum(a.x)","rows":8,"scan":"u1"}]'}, True),
        ({"actual": "-0.000000000000"}, False),
        ({"actual": None}, False),
        ({"state": "partial"}, False),
        ({"formula_id": None}, False),
        ({"row_count": 8}, False),
        ({"load_numbers": "[1]"}, False),
        ({"parts": '[{"name": "sum(a.x)", "rows": 7, "scan": "u0", "figure": "6"}]'}, False),
        ({"parts": '[{"name": "sum(a.y)", "rows": 7, "scan": "u0", "figure": "5"}]'}, False),
        ({"parts": "[]"}, False),
    ],
)
def test_what_makes_a_new_version(changes: dict[str, object], same: bool) -> None:
    assert is_same(tuple(LINE._replace(**changes)[:13]), LINE) is same  # type: ignore[arg-type]


def test_nothing_in_force_is_no_match() -> None:
    assert is_same(None, LINE) is False


def test_a_value_is_entered_into_few_indexes() -> None:
    with connection.cursor() as cursor:
        held = connection.introspection.get_constraints(cursor, Value._meta.db_table)
    indexed = sorted(found["columns"] for found in held.values() if found["index"] or found["unique"])
    assert [columns for columns in indexed if columns != ["id"]] == [
        ["kpi_id", "subject_id", "period_id", "window"], ["period_id", "window"], ["run_id"],
        ["subject_id", "kpi_id", "window", "period_id"],
    ]  # fmt: skip
