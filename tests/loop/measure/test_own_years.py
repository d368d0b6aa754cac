"""Legal entities with fiscal years of their own in a group whose year is the calendar year: every figure by hand.

HQ holds N (the group's year), U (year from April, since April 2025) and V (year from February, since February 2026).

             N     U     V    customers of U
2025-04      .     1     .    A
2025-12      .     2     .    B
2026-01      .     .     5    .
2026-02      .     .     7    .
2026-03    100     4    11    C
2026-04    100     8    13    A
2026-05    100    16    17    B

Year to date by the group: U March 4, April 12, May 28. By its own year from April: March 1 + 2 + 4 = 7, April 8,
May 24.
Different customers: group's year to May {C, A, B} = 3; own year to March {A, B, C} = 3, to April {A} = 1, to May 2.
V: the group's first quarter is 5 + 7 + 11 = 23 at the end of March; its own is 7 + 11 + 13 = 31 at the end of April.
V in January 2026 counted the group's year still: no figure of its own.
Company, year to May: 300 + 28 + (5 + 7 + 11 + 13 + 17 = 53) = 381, in every tree.
Stock of U (last value) is the one of the month: 16 in May. Sales of U for each customer: 24 / 2 = 12 by its own year,
28 / 3 by the group's. Targets of U: 10 a month from January 2026: by its own year to May 20, to March none, because
April to December 2025 have none and the KPI is assigned since January 2025.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.engine.periods import Calendar
from kpiloop.engine.trace import recompute
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.calendar import services as calendar_services
from kpiloop.foundation.calendar.rows import Cut
from kpiloop.foundation.org import engine_io, fiscal_years, pinning
from kpiloop.foundation.org import services as org
from kpiloop.foundation.org.rows import NewUnit
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.interfaces.reports.half_export import export_halves
from kpiloop.interfaces.reports.value_export import export_values
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.plan import services as plan
from kpiloop.loop.plan.rows import NewTarget
from tests.founded import founded_once
from tests.loop.measure.company import NOW, assign, found_company, publish_kpi

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S41")]
FROM = date(2025, 1, 1)
ROWS = [
    ("2025-04-10", "U", 1, "A"), ("2025-12-10", "U", 2, "B"), ("2026-01-10", "V", 5, "v"), ("2026-02-10", "V", 7, "v"),
    ("2026-03-10", "N", 100, "n"), ("2026-03-11", "U", 4, "C"), ("2026-03-12", "V", 11, "v"),
    ("2026-04-10", "N", 100, "n"), ("2026-04-11", "U", 8, "A"), ("2026-04-12", "V", 13, "v"),
    ("2026-05-10", "N", 100, "n"), ("2026-05-11", "U", 16, "B"), ("2026-05-12", "V", 17, "v"),
]  # fmt: skip
FORMULAS = {
    "sales": "sum(books.sales)", "buyers": "count_distinct(books.buyer)", "stock": "last(books.sales)",
    "each": "sum(books.sales) / count_distinct(books.buyer)", "double": "kpi(sales) * 2",
}  # fmt: skip


@founded_once
def found_group() -> None:
    found_company()
    units = [NewUnit("U", "英国公司", FROM, parent="HQ"), NewUnit("V", "日本公司", FROM, parent="HQ")]
    org.import_organisation(SYSTEM, units=units)
    org.set_entity(SYSTEM, unit="HQ", currency="CNY")
    for unit, month, year in (("U", 4, 2025), ("V", 2, 2026)):
        org.set_entity(SYSTEM, unit=unit, currency="CNY")
        org.set_entity_year(SYSTEM, unit=unit, start_month=month, valid_from=date(year, month, 1))
    org.add_tree(SYSTEM, code="area", name_zh="区域")
    org.add_node(SYSTEM, tree="area", code="ASIA", name_zh="亚洲", valid_from=FROM)
    for unit in ("V", "N"):
        org.hang_unit(SYSTEM, tree="area", unit=unit, parent="ASIA", on=FROM)
    warehouse.register_dataset(
        SYSTEM, code="books", name_zh="账", key_columns=("no",), date_columns=("on",), unit_column="unit",
        columns={"no": "text", "on": "date", "unit": "text", "sales": "decimal", "buyer": "text"},
    )  # fmt: skip
    days, where, sales, buyers = zip(*ROWS, strict=True)
    table = pa.table({
        "no": [str(line) for line in range(len(ROWS))], "on": [date.fromisoformat(day) for day in days], "unit": where,
        "sales": [Decimal(amount) for amount in sales], "buyer": buyers, "_line": list(range(2, len(ROWS) + 2)),
    })  # fmt: skip
    number = warehouse.next_load_number(SYSTEM)
    warehouse.publish_version(SYSTEM, dataset="books", number=number, rows=table, covers=(FROM, date(2026, 6, 1)))
    kinds = {"buyers": "distinct", "stock": "stock", "each": "ratio"}
    for kpi, text in FORMULAS.items():
        publish_kpi(kpi, kinds.get(kpi, "flow"), measurement_unit="customers" if kpi == "buyers" else "CNY")
        services.set_formula(SYSTEM, kpi=kpi, text=text, valid_from=FROM)
    (key,) = assign(("sales", "U", "E1"))
    months = [f"2026-0{month}" for month in range(1, 6)]
    plan.set_targets(SYSTEM, targets=[NewTarget(key, month, Decimal(10)) for month in months])
    services.run_periods(SYSTEM, first="2026-01", last="2026-05", now=NOW)


@pytest.fixture
def group(home: object) -> None:
    found_group()


def figure(kpi: str, unit: str, month: str, window: str = "own_ytd") -> Decimal | str | None:
    """A value by code of its unit; "none" where nothing is kept."""
    by_code = {code: row.id for code, row in engine_io.subjects_by_code().items()}
    if window.startswith("own_"):
        rows = selectors.own_year_values(SYSTEM, period_codes=[month], of=window[4:], kpi_codes=[kpi])
    else:
        rows = selectors.values(SYSTEM, period_codes=[month], window=window, kpi_codes=[kpi])
    return {row.subject_id: row.actual for row in rows}.get(by_code[unit], "none")


def test_year_to_date_by_either_year(group: None) -> None:
    own = {month: figure("sales", "U", f"2026-{month}") for month in ("03", "04", "05")}
    assert own == {"03": 7, "04": 8, "05": 24}
    theirs = {month: figure("sales", "U", f"2026-{month}", "ytd") for month in ("03", "04", "05")}
    assert theirs == {"03": 4, "04": 12, "05": 28}
    assert figure("double", "U", "2026-05") == 48  # what it names is looked at through the same year
    assert [figure("stock", "U", "2026-05", window) for window in ("own_ytd", "ytd")] == [16, 16]


def test_different_ones_and_ratios_are_counted_anew(group: None) -> None:
    assert [figure("buyers", "U", f"2026-{month}") for month in ("03", "04", "05")] == [3, 1, 2]
    assert figure("buyers", "U", "2026-05", "ytd") == 3
    assert figure("each", "U", "2026-05") == 12
    assert figure("each", "U", "2026-05", "ytd") == Decimal("9.333333333333")


def test_quarters_of_an_own_year(group: None) -> None:
    assert figure("sales", "V", "2026-04", "own_qtd") == 31
    assert figure("sales", "V", "2026-03", "own_qtd") == "none"
    assert figure("sales", "V", "2026-03", "qtd") == 23
    assert [figure("sales", "V", f"2026-{month}") for month in ("01", "02", "05")] == ["none", 7, 48]


def test_half_years_of_an_own_year(group: None) -> None:
    # From April: October 2025 to March 2026 holds 2 + 4 of B and C; the group's half-year to March the 4 alone.
    assert [figure(kpi, "U", "2026-03", "own_htd") for kpi in ("sales", "buyers")] == [6, 2]
    month = next(row for row in calendar.periods(SYSTEM) if row.code == "2026-05")
    u = engine_io.subjects_by_code()["U"].id
    for start, shown in ((None, {"FY2026-H1": 28}), (4, {"FY2026-H2": 6, "FY2027-H1": 24})):
        halves = selectors.halves_until(SYSTEM, month, count=2, start_month=start)
        found = selectors.half_values(SYSTEM, halves, subject_ids=[u], kpi_codes=["sales"])
        assert {code: row.actual for (_kpi, _subject, code), row in found.items()} == shown
    export = export_halves(SYSTEM, period_codes=["FY2026-H1"], also=["own_year"])
    rows = {(row[1], row[2]): dict(zip(export.columns, row, strict=True)) for row in export.rows}
    named = ("until", "actual", "own_half", "own_actual", "own_target")
    assert [rows["U", "sales"][name] for name in named] == ["2026-05", 28, "FY2027-H1", 24, 20]
    assert [rows["N", "sales"][name] for name in named] == ["2026-05", 300, None, None, None]


def test_one_company_total_in_every_tree(group: None) -> None:
    assert figure("sales", "HQ", "2026-05", "ytd") == 381
    for unit in ("HQ", "N", "ASIA"):
        assert figure("sales", unit, "2026-05") == "none"
    parts = [figure("sales", unit, "2026-05", "ytd") for unit in ("N", "U", "V")]
    assert parts == [300, 28, 53]
    assert figure("sales", "ASIA", "2026-05", "ytd") == 353  # with U, which hangs right below: 381


def test_export_and_targets(group: None) -> None:
    export = export_values(SYSTEM, period_codes=["2026-03", "2026-05"], also=["ytd", "own_year"], kpi_codes=["sales"])
    rows = {(row[1], row[3]): dict(zip(export.columns, row, strict=True)) for row in export.rows}
    named = ("ytd", "own_year", "own_quarter", "own_qtd", "own_ytd", "own_ytd_target")
    assert [rows["U", "2026-03"][name] for name in named] == [4, "FY2026", "FY2026-Q4", 4, 7, None]
    assert [rows["U", "2026-05"][name] for name in named] == [28, "FY2027", "FY2027-Q1", None, 24, 20]
    assert [rows["HQ", "2026-05"][name] for name in named] == [381, None, None, None, None, None]


def test_the_proof_of_an_own_year(group: None) -> None:
    row = next(
        row for row in selectors.own_year_values(SYSTEM, period_codes=["2026-03"], kpi_codes=["sales"])
        if row.actual == 7
    )  # fmt: skip
    step = selectors.explain_value(SYSTEM, row.id)
    assert recompute(step) == 7
    assert len(step.children[0].children[0].children) == 3  # April, December and March


def test_a_year_ends_and_the_groups_holds_again(group: None) -> None:
    org.set_entity_year(SYSTEM, unit="U", start_month=None, valid_from=date(2027, 1, 1))
    key = engine_io.subjects_by_code()["U"].id
    held = selectors.own_years(SYSTEM, period_code="2026-12")[key]
    assert (held.start_month, held.year.code) == (4, "FY2027")
    assert key in fiscal_years.own_starts(Calendar(), date(2026, 12, 31))
    assert key not in fiscal_years.own_starts(Calendar(), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("unit", "month", "day", "why"),
    [
        ("N", 4, "2026-04-01", "no_entity"), ("HQ", 4, "2026-04-01", "company"), ("U", 13, "2026-04-01", "month"),
        ("U", 7, "2026-04-01", "not_first_day"), ("U", None, "2026-04-01", "not_first_day"),
    ],
)  # fmt: skip
def test_refused(group: None, unit: str, month: int | None, day: str, why: str) -> None:
    with pytest.raises(Refusal, match="entity_year_wrong") as refused:
        org.set_entity_year(SYSTEM, unit=unit, start_month=month, valid_from=date.fromisoformat(day))
    assert refused.value.fields["why"] == why


def test_a_closed_month_keeps_the_year_it_shows(group: None) -> None:
    calendar_services.set_state(SYSTEM, code="2026-03", state="closed", revision=1, now=NOW)
    with pytest.raises(Refusal, match="entity_year_wrong"):
        org.set_entity_year(SYSTEM, unit="U", start_month=7, valid_from=date(2025, 7, 1))
    org.set_entity_year(SYSTEM, unit="U", start_month=7, valid_from=date(2026, 7, 1))


def test_weeks_are_refused(home: object) -> None:
    found_company()
    org.set_entity(SYSTEM, unit="HQ", currency="CNY")
    org.set_entity(SYSTEM, unit="N", currency="CNY")
    with pytest.raises(Refusal, match="entity_year_of_weeks"):
        org.set_entity_year(SYSTEM, unit="N", start_month=4, valid_from=date(2026, 4, 1), pattern="4-4-5")
    calendar_services.ensure_calendar(SYSTEM, cut=Cut(pattern="4-4-5"), first_month=FROM, last_month=date(2026, 12, 1))
    with pytest.raises(Refusal, match="entity_year_of_weeks"):
        org.set_entity_year(SYSTEM, unit="N", start_month=4, valid_from=date(2026, 4, 1))


def test_a_pin_keeps_the_years(group: None) -> None:
    """Lines of earlier pins are shorter: without an hour, without years."""
    lines = json.loads(json.dumps(pinning.pin_lines()))
    key = engine_io.subjects_by_code()["U"].id
    asked = (Calendar(), date(2026, 5, 1))
    with pinning.as_pinned(lines):
        assert fiscal_years.own_starts(*asked)[key] == 4
    with pinning.as_pinned({**lines, "entities": [line[:3] for line in lines["entities"]]}):
        assert fiscal_years.own_starts(*asked) == {}
    with pinning.as_pinned({**lines, "entities": [line[:4] for line in lines["entities"]]}):
        assert fiscal_years.own_starts(*asked) == {}
