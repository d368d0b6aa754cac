"""A group of two legal entities with their own currencies (R39): every figure by hand.

HQ (CNY) holds N (CNY) and U (USD); U1 is a unit below U. Sales in native amounts, and rates into CNY:
            N       U1      USD average   USD closing
January    100      10          7.00          7.10
February   200      20          7.20          7.30
Stock at the end of January: N 50, U1 5; at the end of February: N 60, U1 6.
Sales: January 100 + 10 x 7.00 = 170; February 200 + 20 x 7.20 = 344; year to date 170 + 344 = 514.
Stock: January 50 + 5 x 7.10 = 85.50; February (and year to date) 60 + 6 x 7.30 = 103.80.
Margin, profit / sales: profit N 10, 40 and U1 1, 4. January (10 + 7) / 170 = 0.1;
year to date (17 + 40 + 4 x 7.20) / 514 = 85.8 / 514.
At a constant 7.00: February 200 + 140 = 340.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.trace import Step, recompute
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewUnit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.interfaces.reports.value_export import export_values
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.services import NewRate
from tests.founded import founded_once
from tests.loop.measure.company import NOW, START, found_company, publish_kpi

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S41")]
ROWS = [
    ("1", "2026-01-10", "N", 100, 10, None), ("2", "2026-01-11", "U1", 10, 1, None),
    ("3", "2026-02-10", "N", 200, 40, None), ("4", "2026-02-11", "U1", 20, 4, None),
    ("5", "2026-01-31", "N", None, None, 50), ("6", "2026-01-31", "U1", None, None, 5),
    ("7", "2026-02-28", "N", None, None, 60), ("8", "2026-02-28", "U1", None, None, 6),
]  # fmt: skip
RATES = [
    NewRate("USD", "CNY", month, kind, Decimal(rate))
    for month, kind, rate in (
        ("2026-01", "average", "7.00"), ("2026-01", "closing", "7.10"),
        ("2026-02", "average", "7.20"), ("2026-02", "closing", "7.30"), ("2026-01", "constant", "7.00"),
    )
]  # fmt: skip


@pytest.fixture
def group(home: object) -> None:
    found_group()


@founded_once
def found_group() -> None:
    found_company()
    org.import_organisation(
        SYSTEM, units=[NewUnit("U", "美国公司", START, parent="HQ"), NewUnit("U1", "加州", START, parent="U")]
    )
    org.set_entity(SYSTEM, unit="HQ", currency="CNY", time_zone="Asia/Shanghai")
    org.set_entity(SYSTEM, unit="U", currency="USD", time_zone="America/Los_Angeles")
    columns = {"no": "text", "on": "date", "unit": "text", "sales": "decimal", "profit": "decimal", "stock": "decimal"}
    warehouse.register_dataset(
        SYSTEM, code="books", name_zh="账", columns=columns, key_columns=("no",),  # type: ignore[arg-type]
        date_columns=("on",), unit_column="unit",
    )  # fmt: skip
    warehouse.set_column_roles(SYSTEM, dataset="books", money_columns=("sales", "profit", "stock"))
    cells = list(zip(*ROWS, strict=True))
    amounts = [[None if cell is None else Decimal(str(cell)) for cell in column] for column in cells[3:]]
    kind = pa.decimal128(38, 6)
    table = pa.table({
        "no": cells[0], "on": [date.fromisoformat(str(day)) for day in cells[1]], "unit": cells[2],
        **{name: pa.array(amounts[n], kind) for n, name in enumerate(("sales", "profit", "stock"))},
        "_line": list(range(2, len(ROWS) + 2)),
    })  # fmt: skip
    number = warehouse.next_load_number(SYSTEM)
    warehouse.publish_version(SYSTEM, dataset="books", number=number, rows=table, covers=(START, date(2026, 3, 1)))
    publish_kpi("sales")
    publish_kpi("stock", "stock")
    publish_kpi("margin", "ratio", measurement_unit="percent")
    margin = "sum(books.profit) / sum(books.sales)"
    for kpi, text in (("sales", "sum(books.sales)"), ("stock", "last(books.stock)"), ("margin", margin)):
        services.set_formula(SYSTEM, kpi=kpi, text=text, valid_from=START)


def figures(month: str, window: str = "month") -> dict[tuple[str, str], Decimal | str | None]:
    services.run_periods(SYSTEM, first="2026-01", last="2026-02", now=NOW)
    named = {row.id: code for code, row in org_io.subjects_by_code().items()}
    rows = selectors.values(SYSTEM, period_codes=[month], window=window)
    return {(r.kpi_code, named[r.subject_id]): r.reason if r.actual is None else r.actual for r in rows}


def test_r39_flows_at_average_stocks_at_closing_ratios_from_converted_parts(group: None) -> None:
    services.record_rates(SYSTEM, rates=RATES, source="央行")
    january, february, year = figures("2026-01"), figures("2026-02"), figures("2026-02", "ytd")
    assert (january["sales", "HQ"], february["sales", "HQ"], year["sales", "HQ"]) == (170, 344, 514)
    assert (january["stock", "HQ"], february["stock", "HQ"]) == (Decimal("85.50"), Decimal("103.80"))
    assert year["stock", "HQ"] == Decimal("103.80")
    assert january["margin", "HQ"] == Decimal("0.1")
    assert year["margin", "HQ"] == (Decimal("85.8") / 514).quantize(Decimal("1e-12"))
    # The unit below the entity, the entity itself, and a unit that needs no conversion.
    assert (february["sales", "U1"], february["sales", "U"], february["sales", "N"]) == (144, 144, 200)


def test_r39_an_opening_stock_is_converted_at_the_closing_rate_of_the_month_it_stands_in(group: None) -> None:
    services.record_rates(SYSTEM, rates=RATES)
    publish_kpi("opening", "stock")
    services.set_formula(SYSTEM, kpi="opening", text="first(books.stock)", valid_from=START)
    february, year = figures("2026-02"), figures("2026-02", "ytd")
    # Each month has one stock, its last day's; the year to date begins with that of January at its rate.
    assert (february["opening", "HQ"], february["opening", "U1"]) == (Decimal("103.80"), Decimal("43.80"))
    january = [year["opening", unit] for unit in ("HQ", "U1", "N")]
    assert january == [Decimal("85.50"), Decimal("35.50"), 50]
    value = next(
        row for row in selectors.values(SYSTEM, period_codes=["2026-02"], window="ytd")
        if (row.kpi_code, row.subject_id) == ("opening", org_io.subjects_by_code()["HQ"].id)
    )  # fmt: skip
    step = selectors.explain_value(SYSTEM, value.id)
    assert recompute(step) == Decimal("85.50")


def test_r39_an_average_over_one_currency_is_that_of_the_rows(group: None) -> None:
    services.record_rates(SYSTEM, rates=RATES)
    publish_kpi("mean", "ratio")
    services.set_formula(SYSTEM, kpi="mean", text="average(books.sales)", valid_from=START)
    year = figures("2026-02", "ytd")
    # Nothing of N is converted; U1 and the company would need a rate for every row.
    assert (year["mean", "N"], year["mean", "U1"], year["mean", "HQ"]) == (150, "currency_mixed", "currency_mixed")


def test_r39_without_a_rate_a_total_is_missing_and_never_a_sum_of_mixed_units(group: None) -> None:
    services.record_rates(SYSTEM, rates=RATES[:2])
    assert figures("2026-01")["sales", "HQ"] == 170
    february = figures("2026-02")
    assert (february["sales", "HQ"], february["sales", "U"]) == ("rate_missing", "rate_missing")
    assert february["sales", "N"] == 200


def test_r39_the_proof_shows_native_amounts_rate_and_its_version_and_replays(group: None) -> None:
    services.record_rates(SYSTEM, rates=RATES)
    services.record_rates(SYSTEM, rates=[NewRate("USD", "CNY", "2026-02", "average", Decimal("7.25"))])
    figures("2026-02")
    hq = org_io.subjects_by_code()["HQ"].id
    value = next(
        row
        for row in selectors.values(SYSTEM, period_codes=["2026-02"], window="month")
        if row.subject_id == hq and row.kpi_code == "sales"
    )
    assert value.actual == 345  # 200 + 20 x 7.25
    steps = _all(selectors.explain_value(SYSTEM, value.id))
    used = [step for step in steps if step.kind == "rate"]
    rates = {(step.fields["currency"], str(step.figure), step.fields["version"]) for step in used}
    assert rates == {("CNY", "1", "0"), ("USD", "7.2500000000", "2")}
    assert {step.fields["no"] for step in steps if step.kind == "row"} == {"3", "4"}
    assert recompute(steps[0]) == steps[0].figure


def test_r39_constant_rates_show_the_change_without_that_of_currencies(group: None) -> None:
    services.record_rates(SYSTEM, rates=RATES)
    figures("2026-02")
    hq = org_io.subjects_by_code()["HQ"].id
    found = selectors.restated_values(SYSTEM, period_code="2026-02", under=date(2026, 2, 28), held_constant=True)
    kpis = {row.kpi_code: row.kpi_id for row in selectors.values(SYSTEM, period_codes=["2026-02"], window="month")}
    constant = {row.kpi_id: row.actual for row in found if row.subject_id == hq}
    assert constant[kpis["sales"]] == 340


def test_r39_a_day_is_converted_at_the_rate_of_its_month(group: None) -> None:
    services.record_rates(SYSTEM, rates=RATES)
    hq = org_io.subjects_by_code()["HQ"].id
    asked: dict[str, Any] = {"subject_ids": [hq], "first": date(2026, 1, 11), "last": date(2026, 1, 11)}
    found = {kpi: selectors.day_figures(SYSTEM, kpi=kpi, **asked)[hq][0] for kpi in ("sales", "margin")}
    assert (found["sales"].figure, found["sales"].seven_days) == (70, 170)  # 10 x 7.00; with the 100 of the day before
    assert found["margin"].seven_days == Decimal("0.1")  # (10 + 1 x 7.00) / 170
    asked |= {"first": date(2026, 2, 28), "last": date(2026, 2, 28)}
    assert selectors.day_figures(SYSTEM, kpi="stock", **asked)[hq][0].figure == Decimal("103.80")


def test_rates_are_versions_and_wrong_ones_are_refused(group: None) -> None:
    assert services.record_rates(SYSTEM, rates=RATES) == 5
    assert services.record_rates(SYSTEM, rates=RATES) == 0
    assert [row.version for row in selectors.rates(SYSTEM, period_code="2026-02")] == [1, 1]
    for into, rate in (("USD", 1), ("CNY", 0)):
        wrong = NewRate("USD", into, "2026-01", "average", Decimal(rate))
        with pytest.raises(Refusal) as refused:
            services.record_rates(SYSTEM, rates=[wrong])
        assert refused.value.code == "rate_wrong"


def test_the_company_is_the_first_entity_and_codes_are_checked(home: object) -> None:
    found_company()
    for unit, currency, zone in (("N", "USD", ""), ("HQ", "Yuan", ""), ("HQ", "CNY", "Moon/Base")):
        with pytest.raises(Refusal) as refused:
            org.set_entity(SYSTEM, unit=unit, currency=currency, time_zone=zone)
        assert refused.value.code == "entity_wrong"


def _all(step: Step) -> list[Step]:
    return [step, *(found for child in step.children for found in _all(child))]


def test_r39_stored_values_at_constant_rates_need_no_scan(group: None) -> None:
    """By hand: the constant rate of January is 7.0, so February is 200 + 20 x 7 = 340; N rests on no dollar."""
    services.record_rates(SYSTEM, rates=RATES)
    figures("2026-02")
    subjects = org_io.subjects_by_code()
    rows = selectors.values(SYSTEM, period_codes=["2026-02"], window="month")
    found = selectors.constant_values(SYSTEM, rows, at="2026-02")
    sales = {row.subject_id: found.get(row.id) for row in rows if row.kpi_code == "sales"}
    assert sales[subjects["HQ"].id] == 340
    assert sales[subjects["U1"].id] == 140
    assert sales[subjects["N"].id] is None
    under = selectors.restated_values(SYSTEM, period_code="2026-02", under=date(2026, 2, 28), held_constant=True)
    again = {(row.kpi_id, row.subject_id): row.actual for row in under}
    assert {again[row.kpi_id, row.subject_id] for row in rows if row.kpi_code == "margin"} == {
        again[row.kpi_id, row.subject_id]
        if row.id not in found
        else Decimal(str(found[row.id])).quantize(Decimal("1e-12"))
        for row in rows
        if row.kpi_code == "margin"
    }
    export = export_values(SYSTEM, period_codes=["2026-02"], also=["constant"])
    at = export.columns.index("constant")
    shown = {row[1]: row[at] for row in export.rows if row[2] == "sales"}
    assert (shown["HQ"], shown["N"]) == (340, None)
