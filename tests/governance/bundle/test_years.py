"""One row for a year: spread over its months, exactly, and the same at every import."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors
from kpiloop.loop.plan import selectors as plan
from tests.governance.bundle.conftest import TODAY, add, bring_in, edit

YEAR = [f"2026-{month:02}" for month in range(7, 13)] + [f"2027-{month:02}" for month in range(1, 7)]


def months_of(actor: Actor, subject: str, kpi: str) -> dict[str, Decimal | None]:
    """Targets of a card line by month."""
    line = next(row for row in plan.assignments(actor, on=TODAY, kpi=kpi) if row.subject.code == subject)
    held = plan.targets(actor, assignment_ids=[line.id], period_codes=YEAR)
    return {row.period_code: row.target for row in held.values()}


@pytest.fixture
def yearly(keeper: Actor, folder: Path) -> Path:
    """The example with a year of WEST in one row: 9,000,000.10 beside July at 1,000,000."""
    add(folder, "targets", "- {scheme: FY2027, subject: WEST, kpi: revenue, period: FY2027, target: 9000000.10}")
    add(folder, "targets", "- {scheme: FY2027, subject: EAST, kpi: revenue, period: FY2027, target: 18000000}")
    edit(folder, "targets", "kpi: margin, period: 2026-07,", "kpi: margin, period: FY2027,")
    return folder


def test_tg_01_a_flow_adds_up_and_a_ratio_stands_in_every_month(keeper: Actor, yearly: Path) -> None:
    bring_in(keeper, yearly)
    west = months_of(keeper, "WEST", "revenue")
    assert west["2026-07"] == Decimal(1_000_000)  # written by itself, it keeps its figure
    # 8,000,000.10 over eleven months: 727,272.73636..., so seven of them get the cent above.
    assert sorted(west[month] or 0 for month in YEAR[1:]) == [Decimal("727272.73")] * 4 + [Decimal("727272.74")] * 7
    assert sum(figure or 0 for figure in west.values()) == Decimal("9000000.10")
    assert set(months_of(keeper, "HQ", "margin").values()) == {Decimal("0.325")}
    assert all(set(kinds) <= {"left"} for kinds in bring_in(keeper, yearly).values())


def test_another_year_figure_changes_the_open_months_only(keeper: Actor, yearly: Path) -> None:
    bring_in(keeper, yearly)
    edit(yearly, "targets", "period: FY2027, target: 9000000.10", "period: FY2027, target: 12000000")
    found = bring_in(keeper, yearly)["targets"]
    assert found["changed"] == 11
    assert set(months_of(keeper, "WEST", "revenue").values()) == {Decimal(1_000_000)}


def test_a_week_has_a_target_of_its_own(keeper: Actor, folder: Path) -> None:
    """A KPI measured by week takes targets of weeks, too; an equal import later changes nothing."""
    edit(folder, "kpis", "- code: revenue\n", "- code: revenue\n  measured_by: week\n")
    add(folder, "targets", "- {scheme: FY2027, subject: WEST, kpi: revenue, period: 2026-W33, target: 250000}")
    bring_in(keeper, folder)
    line = next(row for row in plan.assignments(keeper, on=TODAY, kpi="revenue") if row.subject.code == "WEST")
    held = plan.targets(keeper, assignment_ids=[line.id], period_codes=["2026-W33"])
    assert [row.target for row in held.values()] == [Decimal(250000)]
    assert all(set(kinds) <= {"left"} for kinds in bring_in(keeper, folder).values())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-13", "bundle_period_unknown"),
        ("July", "bundle_period_unknown"),
        ("2026-W54", "bundle_period_unknown"),
        ("2031-W07", "bundle_period_outside"),
        ("2031-07", "bundle_period_outside"),
    ],
)
def test_a_period_that_is_not_there_is_named_with_its_place(
    keeper: Actor, folder: Path, written: str, code: str
) -> None:
    edit(folder, "targets", "period: 2026-08", f"period: {written}")
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    assert [(fault.code, fault.where) for fault in faults] == [(code, "targets.yaml:2")]


@pytest.mark.parametrize(("pattern", "month"), [("months", "2026-01"), ("4-4-5", "FY2026-P01")])
def test_a_month_is_written_as_the_calendar_of_the_bundle_names_it(
    keeper: Actor, folder: Path, pattern: str, month: str
) -> None:
    company = folder / "company.yaml"
    company.write_text(f"pattern: '{pattern}'\n{company.read_text(encoding='utf-8')}", encoding="utf-8")
    edit(folder, "targets", "period: 2026-08", "period: July")
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    assert {fault.fields["month"] for fault in faults if fault.code == "bundle_period_unknown"} == {month}


def test_months_that_leave_nothing_for_the_rest_are_named(keeper: Actor, folder: Path) -> None:
    add(folder, "targets", "- {scheme: FY2027, subject: WEST, kpi: revenue, period: FY2027, target: 900000}")
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    assert [(fault.code, fault.where) for fault in faults] == [("target_locked_exceeds", "targets.yaml:7")]
