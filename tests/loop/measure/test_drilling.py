"""Drilling down by month and member: from the month table and from rows, with the same figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org import services as organise
from kpiloop.foundation.warehouse.computing import months, splits
from kpiloop.foundation.warehouse.computing.states import keeping
from kpiloop.foundation.warehouse.paths import months_folder
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.selectors import Drilled
from kpiloop.loop.measure.splitting import drilling
from tests.loop.measure import company
from tests.loop.measure.test_values import sold

__all__ = ["sold"]
pytestmark = pytest.mark.django_db


def drilled(kpi: str, unit: str = "HQ", by: str = "customer") -> Drilled:
    key = org.subject(SYSTEM, unit).id
    return selectors.drill_down(SYSTEM, kpi=kpi, unit_id=key, first="2026-01", last="2026-03", by=by)


def figures(found: Drilled) -> dict[tuple[str, str, str], Decimal | None]:
    return {(row.subject.code, row.period, row.member): row.figure for row in found.rows}


def more_kpis() -> None:
    for code, text in {
        "mean": "sum(orders.amount) / count(orders)",
        "net": "kpi(revenue) - min(orders.amount)",
        "sellers": "count_distinct(orders.seller)",
    }.items():
        company.publish_kpi(code, "derived", measurement_unit="persons" if code == "sellers" else "CNY")
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)


def test_units_below_by_month_and_member_against_figures_by_hand(sold: None) -> None:
    found = drilled("revenue")
    assert found.read == "months"
    assert figures(found) == {
        ("N", "2026-01", "c1"): Decimal(60),
        ("N", "2026-02", "c1"): Decimal(30),
        ("N", "2026-03", "c2"): Decimal("150.5"),
    }
    # S has been below N since March; its earlier rows are its own. The cancelled 99 of c2 does not count.
    assert figures(drilled("revenue", "N")) == {
        ("S", "2026-01", "c2"): Decimal(40),
        ("S", "2026-02", "c3"): Decimal(70),
    }
    assert figures(drilled("revenue", "N", by="status"))["S", "2026-01", "cancelled"] == 0


def test_the_month_table_gives_what_rows_give(sold: None, monkeypatch: pytest.MonkeyPatch) -> None:
    more_kpis()
    asked = [*((kpi, "N", "customer") for kpi in ("revenue", "net", "sellers")), ("mean", "HQ", "status")]
    kept = {each: drilled(*each) for each in asked}
    assert {kpi: found.read for (kpi, _, _), found in kept.items()} == {
        "revenue": "months", "net": "months", "sellers": "rows", "mean": "months",
    }  # fmt: skip
    monkeypatch.setattr(drilling, "combines", lambda measure: False)
    for each, found in kept.items():
        again = drilled(*each)
        assert (again.read, figures(again)) == ("rows", figures(found)), each
    monkeypatch.setattr(months, "MOST_ROWS", 0)  # as a dimension with too many members
    months.forget_months()
    for each, found in kept.items():
        assert figures(drilled(*each)) == figures(found), each


def test_a_move_inside_a_month_is_read_from_rows(sold: None) -> None:
    organise.move_unit(SYSTEM, code="S", new_parent="HQ", on=date(2026, 3, 15))
    found = drilled("revenue")
    assert (found.read, figures(found)["S", "2026-02", "c3"]) == ("rows", Decimal(70))


def test_a_load_makes_only_the_tables_of_its_months_anew(sold: None) -> None:
    drilled("revenue")
    before = set(months_folder().iterdir())
    company.load_orders([("O8", "2026-03-30", "N", "E2", "c9", "5.00", "ok")])
    assert figures(drilled("revenue"))["N", "2026-03", "c9"] == Decimal(5)
    after = set(months_folder().iterdir())
    assert (len(before), len(after), before <= after) == (4, 5, True)  # March 2025, January to March 2026; March again


def test_what_cannot_be_split_is_refused_with_its_reason(sold: None) -> None:
    company.publish_kpi("growth", "derived")
    services.set_formula(SYSTEM, kpi="growth", text="prior_year(kpi(revenue))", valid_from=company.START)
    for kpi, by in (("growth", "customer"), ("revenue", "weather"), ("revenue", "seller")):
        with pytest.raises(Refusal, match="drill_impossible"):
            drilled(kpi, by=by)


def kept_files() -> set[str]:
    return {path.name for path in months_folder().glob("split-*.parquet")}


def test_kept_splits_give_what_rows_give(sold: None, monkeypatch: pytest.MonkeyPatch) -> None:
    more_kpis()

    def both(*units: str) -> dict[tuple[str, str, str], Decimal | None]:
        found = {unit: drilled("sellers", unit) for unit in units}
        monkeypatch.setattr(keeping, "LEAST_ROWS", 1)
        kept = {unit: drilled("sellers", unit) for unit in units}
        monkeypatch.undo()
        assert {each.read for each in found.values()} == {"rows"}
        assert {each.read for each in kept.values()} == {"kept"}
        assert [figures(each) for each in kept.values()] == [figures(each) for each in found.values()]
        return {key: figure for each in kept.values() for key, figure in figures(each).items()}

    first = both("HQ", "N")
    assert first["S", "2026-01", "c2"] == 1 and len(kept_files()) == 3  # January to March, for all units at once
    splits.forget_splits()
    assert both("HQ", "N") == first and len(kept_files()) == 3  # found again on disk
    company.load_orders(
        [("O8", "2026-03-30", "S", "E2", "c2", "5.00", "ok"), ("O9", "2026-03-31", "N", "E3", "c2", "1", "ok")]
    )
    assert both("HQ")["N", "2026-03", "c2"] == 2 and len(kept_files()) == 4  # March again
    organise.move_unit(SYSTEM, code="S", new_parent="HQ", on=date(2026, 3, 15))
    assert both("HQ")["S", "2026-03", "c2"] == 1 and len(kept_files()) == 5  # who counts in March has changed
    for path in months_folder().glob("split-*.parquet"):
        path.unlink()
    splits.forget_splits()
    assert both("HQ")["S", "2026-02", "c3"] == 1


@pytest.mark.parametrize(
    "text", ["first_ever(orders.customer)", 'converted(5, orders.customer, orders.status = "cancelled")']
)
def test_what_looks_at_other_days_is_never_kept(sold: None, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    company.publish_kpi("newcomers", "distinct", measurement_unit="persons")
    services.set_formula(SYSTEM, kpi="newcomers", text=text, valid_from=company.START)
    monkeypatch.setattr(keeping, "LEAST_ROWS", 1)
    assert drilled("newcomers", by="status").read == "rows"
