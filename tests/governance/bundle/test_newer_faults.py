"""Faults in weeks, entities, rules beside the lines, lists and documents: each with its place and a way to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.utils import translation

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors
from kpiloop.governance.bundle.reading import read_bundle
from kpiloop.governance.bundle.rehearsing import rehearsed
from kpiloop.governance.bundle.rows import Fault
from kpiloop.interfaces.reports.writers import bundle_workbook
from kpiloop.interfaces.wording.messages import sentence
from tests.governance.bundle.conftest import EXAMPLE, NOW, TODAY, edit

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

#: What an import refused and the check did not; faults of one place in different rounds.
REFUSED = [
    ("sources", "{order_no: 单号,", "{order_no: 单号, netto: 净,", "recipe_invalid_column", "sources.yaml:8", "netto"),
    ("sources", "{order_no: 单号,", "{", "recipe_invalid_empty", "sources.yaml:8", "order_no"),
    ("sources", "dept: 部门, s", "dept: 5, s", "recipe_invalid", "sources.yaml:8", "columns.dept"),
    ("sources", "[合计]", "合计", "recipe_invalid", "sources.yaml:8", "skip_rows_matching"),
    (
        "sources",
        "dept: 部门, s",
        "dept: {from: 部门, lookup: {dataset: complaint, match: dept, give: unit}}, s",
        "recipe_invalid_column",
        "sources.yaml:8",
        "complaint",
    ),
    ("sources", "  dataset: orders\n", "", "bundle_column_missing", "sources.yaml:1", "dataset"),
    (
        "sources",
        "    covers: months",
        "  settings: {password: x}",
        "source_setting_invalid",
        "sources.yaml:10",
        "password",
    ),
    (
        "datasets",
        "key_columns: [order_no]",
        "key_columns: [orderno]",
        "bundle_role_unknown",
        "datasets.yaml:5",
        "order_no",
    ),
    ("datasets", "date_columns: [ordered_on]", "date_columns: [dept]", "dataset_invalid", "datasets.yaml:6", "dept"),
    (
        "datasets",
        "unit_column: dept\n  p",
        "unit_column: depot\n  p",
        "bundle_role_unknown",
        "datasets.yaml:7",
        "depot",
    ),
    ("datasets", "dimensions: [product]", "dimensions: [colour]", "bundle_role_unknown", "datasets.yaml:9", "colour"),
    ("formulas", "count(complaint.number)", "kpi(complaints) + 1", "formula_cycle", "formulas.yaml:3", "complaints"),
    ("formulas", "sum(orders.net_amount),", "count(orders),", "formula_other_unit", "formulas.yaml:1", "revenue"),
    (
        "formulas",
        "net_amount), valid",
        "net_amount), date_columns: {orders: dept}, valid",
        "measure_role_unknown",
        "formulas.yaml:1",
        "ordered_on",
    ),
    ("kpis", "  purpose: 规模", "  counter: revenue", "definition_counter_itself", "kpis.yaml:11", "revenue"),
    ("kpis", "  purpose: 规模", "  decimals: -3", "bundle_out_of_range", "kpis.yaml:11", "-3"),
    (
        "kpis",
        "  purpose: 规模",
        "  achievement_parameters: {cap: abc}",
        "curve_parameter_unreadable",
        "kpis.yaml:11",
        "abc",
    ),
    ("kpis", "  purpose: 规模", "  achievement_parameters: [1]", "bundle_not_nested", "kpis.yaml:11", "parameters"),
    ("kpis", "  purpose: 规模", "  state: draft", "kpi_not_published", "cards.yaml:2", "revenue"),
    ("cards", "weight: 60", "weight: 160", "weight_out_of_range", "cards.yaml:2", "160"),
    ("cards", "parent_subject: HQ", "parent_subject: SH", "bundle_parent_without_card", "cards.yaml:4", "SH"),
    ("cards", ", parent_subject: HQ", "", "bundle_parent_half", "cards.yaml:4", "parent_subject"),
    ("targets", "2600000.50", "1e40", "bundle_out_of_range", "targets.yaml:2", "1e40"),
    ("grades", "factor: 1.2", "factor: -1", "bundle_out_of_range", "grades.yaml:1", "-1"),
    ("bonus_rules", "factor_cap: 1.5", "factor_cap: 0", "reward_choice_unknown", "bonus_rules.yaml:1", "factor_cap"),
    (
        "calendar_events",
        "last_day: 2026-10-07",
        "last_day: 2026-09-07",
        "calendar_event_wrong",
        "calendar_events.yaml:1",
        "2026-09-07",
    ),
    ("company", "last_month: 2027-06-01", "last_month: 2020-06-01", "bundle_dates_crossed", "company.yaml:5", "2020"),
    ("flow_steps", "due_days: 3", "due_days: -3", "collect_flow_wrong", "flow_steps.yaml:1", ""),
]  # fmt: skip


@pytest.mark.parametrize(("part", "right", "wrong", "code", "where", "named"), SPOILED)
def test_a_newer_fault_has_its_place_and_a_way_to_mend_it(
    keeper: Actor, folder: Path, part: str, right: str, wrong: str, code: str, where: str, named: str
) -> None:
    if code == "measure_weekly_unsuited":
        edit(folder, "formulas", "text: sum(orders.net_amount), ", 'text: "rolling(3, kpi(margin))", ')
    edit(folder, part, right, wrong)
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    _told(faults, code, where, named)


def test_whatever_an_import_refuses_the_check_has_named(keeper: Actor, tmp_path: Path) -> None:
    """Every part is spoiled once a round, and one check names them all."""
    waiting = list(REFUSED)
    while waiting:
        spoiled = {part: (part, *others) for part, *others in reversed(waiting)}
        waiting = [each for each in waiting if each not in spoiled.values()]
        folder = Path(shutil.copytree(EXAMPLE, tmp_path / f"round-{len(waiting)}"))
        for part, right, wrong, *_ in spoiled.values():
            edit(folder, part, right, wrong)
        faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
        for *_, code, where, named in spoiled.values():
            _told(faults, code, where, named)


def _told(faults: Sequence[Fault], code: str, where: str, named: str) -> None:
    found = [fault for fault in faults if fault.code.startswith(code) and fault.where == where]
    assert found, (code, where, [(fault.code, fault.where) for fault in faults])
    with translation.override("en"):
        english = sentence(found[0].code, found[0].fields)
    with translation.override("zh-hans"):
        chinese = sentence(found[0].code, found[0].fields)
    assert named in english
    assert found[0].code not in english and chinese != english


def test_a_rule_of_consequences_names_grades_of_the_bundle(keeper: Actor, folder: Path) -> None:
    """The grades arrive with the rule, so the import sets the table first."""
    rule = "- {code: low, about: grades, opens: plan, misses: 2, scheme: FY2027, grades: [C, Z]}\n"
    (folder / "consequence_rules.yaml").write_text(rule, encoding="utf-8")
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    assert len(faults) == 1
    _told(faults, "improve_rung_grade_unknown", "consequence_rules.yaml:1", "A, B, C")
    edit(folder, "consequence_rules", "C, Z", "C, B")
    plan = selectors.check_bundle(keeper, path=folder, on=TODAY)
    assert plan.faults == () and rehearsed(keeper, plan, on=TODAY, now=NOW).faults == ()


def test_what_only_a_stage_knows_is_told_by_a_rehearsal_that_writes_nothing(keeper: Actor, folder: Path) -> None:
    edit(folder, "schemes", "fiscal_year: 2027", "fiscal_year: 2031")
    plan = selectors.check_bundle(keeper, path=folder, on=TODAY)
    assert plan.faults == ()
    faults = rehearsed(keeper, plan, on=TODAY, now=NOW).faults
    assert [(fault.code, fault.where) for fault in faults] == [("plan_calendar_short", "templates.yaml:2")]
    assert selectors.export_bundle(keeper).rows("units") == ()
    edit(folder, "schemes", "fiscal_year: 2031", "fiscal_year: 2027")
    mended = selectors.check_bundle(keeper, path=folder, on=TODAY)
    assert rehearsed(keeper, mended, on=TODAY, now=NOW).faults == ()


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
    assert sorted(fault.where for fault in faults) == ["主体财年!C2", "加减分与否决!C4", "名单条件!C2"]


def test_the_example_is_without_a_fault(keeper: Actor) -> None:
    assert selectors.check_bundle(keeper, path=EXAMPLE, on=TODAY).faults == ()
