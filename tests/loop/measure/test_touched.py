"""A load computes the windows its rows lie in, and leaves nothing behind that a full run would change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.jobs.rows import EventRow
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org import services as org_services
from kpiloop.foundation.warehouse.computing.states import keeping
from kpiloop.foundation.warehouse.paths import states_folder
from kpiloop.loop.measure import jobs, selectors, services
from kpiloop.loop.measure.computing import months
from kpiloop.loop.measure.counting import asking
from kpiloop.loop.measure.counting.left_alone import touched_subjects
from kpiloop.loop.measure.models import Run, Value
from tests.founded import founded_once
from tests.loop.measure import company

pytestmark = pytest.mark.django_db

FIRST, LAST = "2025-01", "2026-03"


@pytest.fixture
def sold() -> None:
    sell()


@founded_once
def sell() -> None:
    company.found_company()
    company.load_orders(company.ORDERS)
    company.publish_kpi("revenue")
    company.publish_kpi("customers", "distinct", measurement_unit="number")
    company.publish_kpi("growth", "derived", measurement_unit="percent")
    formulas = {
        "revenue": 'sum(orders.amount) where orders.status != "cancelled"',
        "customers": "count_distinct(orders.customer)",
        "growth": "(kpi(revenue) - prior_year(kpi(revenue))) / prior_year(kpi(revenue))",
    }
    for code, text in formulas.items():
        services.set_formula(SYSTEM, kpi=code, text=text, valid_from=company.START)
    company.assign(("growth", "HQ", "E1"))
    services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW)


def written(run: int) -> dict[tuple[str, str, str, str], Decimal | None]:
    rows = Value.objects.filter(run__number=run).select_related("kpi", "period", "subject")
    return {(row.kpi.code, row.subject.code, row.period.code, row.window): row.actual for row in rows}


def test_a_correction_of_last_year_reaches_all_that_looks_back_and_nothing_else(sold: None) -> None:
    company.load_orders([("O1", "2025-03-10", "N", "E2", "c1", "200.00", "ok")])
    run = services.run_periods(SYSTEM, first="2025-03", last=LAST, touched=["2025-03"], now=company.NOW)
    found = written(run.number)
    assert found["revenue", "HQ", "2025-03", "month"] == 200
    assert found["revenue", "HQ", "2025-11", "ytd"] == 200
    assert found["growth", "HQ", "2026-03", "ytd"] == Decimal("0.7525")  # (350.50 - 200) / 200
    # January and February 2026 lie in no window that contains or looks back to March 2025
    assert {code for _kpi, _unit, code, _window in found} & {"2026-01", "2026-02"} == set()
    again = services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW)
    assert (again.values_written, again.values_unchanged > run.values_written + run.values_unchanged) == (0, True)


def test_who_was_seen_earlier_is_new_no_longer(sold: None) -> None:
    company.publish_kpi("newcomers", "distinct", measurement_unit="number")
    services.set_formula(SYSTEM, kpi="newcomers", text="first_ever(orders.customer)", valid_from=company.START)
    services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW)
    company.load_orders([("O0", "2025-04-10", "N", "E2", "c3", "1.00", "ok")])
    run = services.run_periods(SYSTEM, first="2025-04", last=LAST, touched=["2025-04"], now=company.NOW)
    found = written(run.number)
    assert found["newcomers", "HQ", "2025-04", "month"] == 1
    assert found["newcomers", "S", "2026-02", "month"] == 0  # c3 was new in February until its older order came
    again = services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW)
    assert again.values_written == 0


def signs_within(days: int) -> None:
    company.publish_kpi("signed", "distinct", measurement_unit="number")
    text = f'converted({days}, orders.customer, orders.status = "won") where orders.status = "ok"'
    services.set_formula(SYSTEM, kpi="signed", text=text, valid_from=company.START)


def test_what_happens_later_makes_earlier_rows_count(sold: None) -> None:
    signs_within(40)
    services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW)
    company.load_orders([("O8", "2026-03-05", "E", "E3", "c3", "1.00", "won")])  # c3 ordered of S on 14 February
    run = services.run_periods(SYSTEM, first=FIRST, last=LAST, touched=["2026-03"], now=company.NOW)
    found = written(run.number)
    assert (found["signed", "S", "2026-02", "month"], found["signed", "HQ", "2026-02", "ytd"]) == (1, 1)
    assert ("signed", "HQ", "2026-01", "month") not in found  # nobody of January signed
    assert services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW).values_written == 0
    # A row of a month the run does not compute counts as well: c2 ordered of N on 2 March.
    company.load_orders([("O9", "2026-04-10", "N", "E2", "c2", "1.00", "won")])
    run = services.run_periods(SYSTEM, first=FIRST, last=LAST, touched=["2026-04"], now=company.NOW)
    assert written(run.number)["signed", "N", "2026-03", "month"] == 1
    assert services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW).values_written == 0


def test_a_correction_of_what_follows_is_never_narrowed_to_its_unit(sold: None, spied: list[set[str] | None]) -> None:
    signs_within(40)
    services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW)
    services.keep_states(SYSTEM, first=FIRST, last=LAST)
    company.load_orders([("O7", "2026-03-02", "N", "E2", "c3", "150.50", "won")])
    run = services.run_periods(SYSTEM, first=FIRST, last=LAST, touched=["2026-03"], now=company.NOW)
    assert (spied, written(run.number)["signed", "S", "2026-02", "month"]) == ([None], 1)


def test_a_new_day_is_the_same_as_computing_everything(sold: None) -> None:
    company.load_orders([("O8", "2026-03-31", "S", "E3", "c9", "10.00", "ok")])
    run = services.run_periods(SYSTEM, first="2026-03", last=LAST, touched=["2026-03"], now=company.NOW)
    found = written(run.number)
    assert found["customers", "HQ", "2026-03", "ytd"] == 4  # c1, c2, c3 and c9
    assert found["revenue", "HQ", "2026-03", "qtd"] == Decimal("360.5")
    assert services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW).values_written == 0


@pytest.fixture
def spied(monkeypatch: pytest.MonkeyPatch) -> list[set[str] | None]:
    """States are kept of a few rows; whom each run of touched months computed, None when that is everybody."""
    monkeypatch.setattr(keeping, "LEAST_ROWS", 1)
    found: list[set[str] | None] = []

    def spy(*given: object) -> frozenset[int] | None:
        keys = touched_subjects(*given)  # type: ignore[arg-type]
        codes = {key: row.code for key, row in org.subjects_by_id().items()}
        if given[-2] is not None:
            found.append(None if keys is None else {codes[key] for key in keys})
        return keys

    monkeypatch.setattr(months, "touched_subjects", spy)
    return found


def evidence() -> dict[tuple[str, str, str, str], tuple[object, ...]]:
    """Every value in force, with the loads and the version it names."""
    rows = Value.objects.filter(is_current=True).select_related("kpi", "period", "subject")
    return {
        (row.kpi.code, row.subject.code, row.period.code, row.window): (
            row.actual, row.state, row.row_count, row.load_numbers, row.warehouse_version, row.parts
        )
        for row in rows
    }  # fmt: skip


def corrected() -> None:
    """O1 of unit N in March 2025 was 90, not 100, and of another customer."""
    company.load_orders([("O1", "2025-03-10", "N", "E2", "c4", "90.00", "ok")])


def test_a_correction_of_one_unit_leaves_the_others_alone(sold: None, spied: list[set[str] | None]) -> None:
    company.load_orders([("O9", "2025-03-12", "S", "E3", "c5", "7.00", "ok")])
    services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW)
    services.keep_states(SYSTEM, first=FIRST, last=LAST)
    corrected()
    run = services.run_periods(SYSTEM, first="2025-03", last=LAST, touched=["2025-03"], now=company.NOW)
    assert spied == [{"HQ", "N"}]
    found, narrow = written(run.number), evidence()
    assert found["revenue", "HQ", "2025-03", "month"] == 97
    assert found["customers", "N", "2025-12", "ytd"] == 1
    # S keeps its figure, and names the loads its window holds now and the version it can be recomputed from.
    assert {unit for _kpi, unit, _month, _window in found} == {"HQ", "N"}
    assert narrow["revenue", "S", "2025-11", "ytd"][0] == 7
    assert narrow["revenue", "S", "2025-03", "month"][3:5] == ([2, 3], 3)  # nothing of load 1 is left in March
    full = services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW)
    assert (full.values_written, evidence()) == (0, narrow)


def test_a_full_run_at_once_would_have_left_the_same(sold: None, spied: list[set[str] | None]) -> None:
    services.keep_states(SYSTEM, first=FIRST, last=LAST)
    corrected()
    services.run_periods(SYSTEM, first="2025-03", last=LAST, touched=["2025-03"], now=company.NOW)
    assert spied == [{"HQ", "N"}]
    narrow = evidence()
    Value.objects.filter(run__number__gt=1).delete()
    Value.objects.update(is_current=True)
    services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW)
    assert evidence() == narrow


def test_whoever_wrote_anything_else_meanwhile_makes_everybody_be_computed(
    sold: None, spied: list[set[str] | None]
) -> None:
    services.keep_states(SYSTEM, first=FIRST, last=LAST)
    org_services.move_unit(SYSTEM, code="S", new_parent="HQ", on=date(2026, 5, 1))
    corrected()
    services.run_periods(SYSTEM, first="2025-03", last=LAST, touched=["2025-03"], now=company.NOW)
    assert spied == [None]


def test_a_change_that_no_run_has_seen_makes_everybody_be_computed(sold: None, spied: list[set[str] | None]) -> None:
    """January was changed too, and its own run is still to come: its windows hold March of the year before."""
    services.keep_states(SYSTEM, first=FIRST, last=LAST)
    company.load_orders([("O3", "2026-01-20", "S", "E3", "c1", "41.00", "ok")])
    corrected()
    services.run_periods(SYSTEM, first="2025-03", last=LAST, touched=["2025-03"], now=company.NOW)
    services.run_periods(SYSTEM, first="2026-01", last=LAST, touched=["2026-01"], now=company.NOW)
    assert spied == [None, None]
    assert services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW).values_written == 0


def asked(monkeypatch: pytest.MonkeyPatch, **fields: object) -> list[dict[str, object]]:
    """What the news of a load makes the queue do."""
    kept: list[dict[str, object]] = []
    monkeypatch.setattr(asking, "enqueue", lambda actor, *, kind, key, arguments: kept.append(arguments))
    monkeypatch.setattr(jobs.timezone, "localdate", lambda: date(2026, 5, 20))
    event = EventRow(id=1, kind="dataset.loaded", fields={"version": 99, **fields}, created_at=company.NOW)
    jobs.recompute_after_load(event)
    return kept


def test_news_name_the_months_that_were_touched(sold: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """March was loaded, February declared complete without a row; April and May began since the last run."""
    found = asked(monkeypatch, months=["2026-03"], covers=["2026-02-01", "2026-04-01"])
    assert found == [{"first": "2026-02", "last": "2026-05", "touched": ["2026-02", "2026-03", "2026-04", "2026-05"]}]


def test_news_reach_back_as_far_as_a_formula_looks_ahead(sold: None, monkeypatch: pytest.MonkeyPatch) -> None:
    signs_within(40)
    found = asked(monkeypatch, months=["2026-03"], covers=[])
    # A customer of 21 January may sign on 1 March.
    assert found == [{"first": "2026-01", "last": "2026-05", "touched": ["2026-03", "2026-04", "2026-05"]}]


def test_news_without_days_compute_everything_from_then_on(sold: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, months=["2026-03"]) == [{"first": "2026-03", "last": "2026-05"}]


def test_a_run_that_looked_at_other_months_alone_has_not_seen_a_load(
    sold: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Run.objects.update(warehouse_version=100, touched=["2025-03"])
    assert asked(monkeypatch, months=["2026-03"], covers=[])
    Run.objects.update(touched=["2025-03", "2026-03"])
    assert asked(monkeypatch, months=["2026-03"], covers=[]) == []


def test_months_taken_from_states_give_the_figures_of_a_full_run(sold: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LEAST_ROWS", 1)
    made = services.keep_states(SYSTEM, first=FIRST, last=LAST)
    assert made["orders"][0] == "2025-03" and made["orders"][-1] == "2026-03"
    company.load_orders([("O3", "2026-01-20", "S", "E3", "c1", "41.00", "ok")])
    planned = selectors.prepared_run(SYSTEM, first="2026-01", last="2026-03")
    units = planned.scans[0]
    assert units.kept == ("2026-02", "2026-03")  # January holds another file since the load
    assert "_kept_sums" in units.sql
    run = services.run_periods(SYSTEM, first="2026-01", last=LAST, touched=["2026-01"], now=company.NOW)
    found = written(run.number)
    assert found["revenue", "HQ", "2026-03", "ytd"] == Decimal("351.5")
    assert found["customers", "HQ", "2026-03", "ytd"] == 3  # c1, c2 of March and c3
    assert "_kept_sums" in str(Run.objects.get(number=run.number).statements)
    for path in states_folder().iterdir():
        path.unlink()
    assert services.run_periods(SYSTEM, first=FIRST, last=LAST, now=company.NOW).values_written == 0
