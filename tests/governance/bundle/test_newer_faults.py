"""Faults in weeks, entities, rules beside the lines, lists and documents: each with its place and a way to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors
from kpiloop.governance.bundle.reading import read_bundle
from kpiloop.interfaces.reports.writers import bundle_workbook
from kpiloop.interfaces.wording.messages import sentence
from tests.governance.bundle.conftest import EXAMPLE, TODAY, edit

#: part, what is written, what it is spoiled to, fault, where it is told, what the sentence must name
SPOILED = [
    ("kpis", "amber_from: 0.9\n", "measured_by: weekly\n", "bundle_choice_unknown", "kpis.yaml:10", "week"),
    ("kpis", "amber_from: 0.9\n", "measured_by: week\n", "measure_weekly_unsuited", "formulas.yaml:1", "rolling"),
    ("entities", "currency: CNY, day", "currency: RMB1, day", "entity_wrong", "entities.yaml:2", "RMB1"),
    ("entities", "Asia/Shanghai", "Asia/Peking", "entity_wrong", "entities.yaml:1", "Asia/Peking"),
    ("entities", "day_begins: 6", "day_begins: 24", "entity_wrong", "entities.yaml:2", "24"),
    ("entities", "unit: HQ, currency: CNY", "unit: SH, currency: CNY", "entity_wrong", "entities.yaml:1", "SH"),
    ("entity_years", "unit: WEST", "unit: EAST", "bundle_code_unknown", "entity_years.yaml:1", "EAST"),
    ("entity_years", "unit: WEST", "unit: HQ", "entity_year_wrong", "entity_years.yaml:1", "HQ"),
    ("entity_years", "start_month: 4", "start_month: 14", "entity_year_wrong", "entity_years.yaml:1", "14"),
    ("entity_years", "2026-04-01", "2026-05-01", "entity_year_wrong", "entity_years.yaml:1", "2026-05-01"),
    ("company", "year_named_by: end", "pattern: 4-4-5", "entity_year_of_weeks", "entity_years.yaml:1", "4-4-5"),
    ("adjustments", "limit: 0.9, ", "", "adjustment_", "adjustments.yaml:3", "limit"),
    ("adjustments", "grade: C", "grade: Z", "grade_unknown", "adjustments.yaml:2", "Z"),
    ("adjustments", "kpi: margin", "kpi: margn", "bundle_code_unknown_near", "adjustments.yaml:3", "margin"),
    ("adjustments", "kind: extra_points", "kind: bonus", "bundle_choice_unknown", "adjustments.yaml:1", "deduction"),
    ("card_terms", "A 20", "A 30", "", "card_terms.yaml:1", ""),
    ("list_terms", "within: EAST", "within: OST", "bundle_code_unknown", "list_terms.yaml:1", "OST"),
    ("charters", "close_days: 8", "close_days: 800", "bundle_not_working_days", "charters.yaml:1", "800"),
    ("charter_offices", "office: committee", "office: sponsor", "bundle_office_twice", "charter_offices.yaml:3", ":2"),
    ("exemptions", ", reason: 本年度长期借调", "", "bundle_column_missing", "exemptions.yaml:1", "reason"),
]


@pytest.mark.parametrize(("part", "right", "wrong", "code", "where", "named"), SPOILED)
def test_a_newer_fault_has_its_place_and_a_way_to_mend_it(
    keeper: Actor, folder: Path, part: str, right: str, wrong: str, code: str, where: str, named: str
) -> None:
    if code == "measure_weekly_unsuited":
        edit(folder, "formulas", "text: sum(orders.net_amount), ", 'text: "rolling(3, kpi(margin))", ')
    edit(folder, part, right, wrong)
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    found = [fault for fault in faults if fault.code.startswith(code) and fault.where == where]
    assert found, [(fault.code, fault.where) for fault in faults]
    with translation.override("en"):
        english = sentence(found[0].code, found[0].fields)
    with translation.override("zh-hans"):
        chinese = sentence(found[0].code, found[0].fields)
    assert named in english
    assert found[0].code not in english and chinese != english


def test_what_is_decided_month_by_month_is_no_part_of_a_bundle(keeper: Actor, folder: Path) -> None:
    (folder / "overrides.yaml").write_text("- {kpi: revenue, subject: HQ, figure: 1}", encoding="utf-8")
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    assert [(fault.code, fault.where) for fault in faults] == [("bundle_part_decided", "overrides.yaml")]
    with translation.override("en"):
        assert "kpiloop measure override" in sentence(faults[0].code, faults[0].fields)


def test_in_a_workbook_the_cell_is_named(keeper: Actor, folder: Path, tmp_path: Path) -> None:
    edit(folder, "entity_years", "start_month: 4", "start_month: 14")
    edit(folder, "adjustments", "limit: 0.9, ", "")
    edit(folder, "list_terms", "most_leaving: 5", "most_leaving: 500")
    book = tmp_path / "book.xlsx"
    book.write_bytes(bundle_workbook.workbook(read_bundle(folder).bundle))
    faults = selectors.check_bundle(keeper, path=book, on=TODAY).faults
    assert sorted(fault.where for fault in faults) == ["adjustments!C4", "entity_years!C2", "list_terms!C2"]


def test_the_example_is_without_a_fault(keeper: Actor) -> None:
    assert selectors.check_bundle(keeper, path=EXAMPLE, on=TODAY).faults == ()
