"""Every fault is named with its place; one spoiled line gives one fault, and the rest is still read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors
from kpiloop.governance.bundle.errors import PathUnreadable
from tests.governance.bundle.conftest import EXAMPLE, TODAY, add, edit

#: part, what is written, what it is spoiled to, fault, line of the file, what the sentence must name
SPOILED = [
    ("units", "kind: division", "kind: departement", "bundle_choice_unknown", 9, ("choices", "division")),
    ("units", "parent: HQ", "parent: HO", "bundle_code_unknown", 10, ("code", "HO")),
    ("units", "valid_from: 2025-07-01", "valid_from: 1/7/2025", "bundle_not_day", 5, ("written", "1/7/2025")),
    ("units", "- code: WEST", "- code: EAST", "bundle_row_twice", 14, ("first", "units.yaml:6")),
    ("units", "  order: 2", "  ordre: 2", "bundle_column_unknown", 19, ("column", "ordre")),
    ("units", "  parent: HQ\n  order: 1", "  parent: SH\n  order: 1", "unit_tree_broken", 10, ("why", "loop")),
    ("datasets", "cost: decimal}", "cost: number}", "bundle_choice_unknown", 4, ("choices", "decimal")),
    ("units", "name_zh: 西部区", "name_zh: 华东区", "bundle_name_twice", 15, ("first", "units.yaml:6")),
    ("units", 'aliases: ["02"]', 'aliases: ["01"]', "bundle_alias_twice", 20, ("alias", "01")),
    ("appointments", ", valid_to: 2026-07-01", "", "bundle_places_overlap", 5, ("first", "appointments.yaml:4")),
    ("company", "year_named_by: end", "workdays: [1, 8]", "bundle_not_a_weekday", 3, ("written", "8")),
    ("people", 'number: "002"', 'number: "EAST"', "bundle_code_shared", 2, ("first", "units.yaml:6")),
    ("kpis", "direction: lower", "direction: range", "bundle_method_does_not_fit", 31, ("direction", "range")),
    (
        "kpis",
        "achievement_method: ratio",
        "achievement_method: baseline",
        "bundle_parameter_missing",
        1,
        ("names", "baseline"),
    ),
    ("kpis", "amber_from: 0.9\n", "amber_from: 1.9\n", "bundle_limits_inverted", 1, ("amber_from", "1.9")),
    ("kpis", "decimals: 1", "decimals: one", "bundle_not_integer", 21, ("written", "one")),
    ("formulas", "sum(orders.net_amount), ", "sum(orders.net), ", "formula_unknown_column", 1, ("column", "net")),
    ("formulas", "sum(orders.net_amount), ", "__import__('os'), ", "formula_", 1, None),
    ("cards", "weight: 70", "weight: 75", "bundle_weights_off", 4, ("total", "105")),
    ("cards", 'owner: "003"', 'owner: "033"', "bundle_code_unknown_near", 6, ("near", "003")),
    ("targets", "target: 0.325", "target: 32.5%", "bundle_not_figure", 3, ("written", "32.5%")),
    ("targets", "target: 0.325", 'target: "0,325"', "bundle_not_figure", 3, ("written", "0,325")),
    ("targets", "target: 0.325", "lower: 0.3", "bundle_range_half", 3, ("period", "2026-07")),
    ("targets", "target: 0.325", "lower: 0.3, upper: 0.35", "target_range_not_judged", 3, ("kpi", "margin")),
    ("expected", "period: FY2027-Q1", "period: 2026-07", "bundle_period_not_scored", 4, ("written", "2026-07")),
    ("scoring", "method: linear", "method: linaer", "bundle_choice_unknown", 5, ("written", "linaer")),
    ("scoring", "[[0.8, 60]", "[[low, 60]", "curve_", 4, None),
    ("grades", "lower: 80, upper: 95", "lower: 85, upper: 95", "grade_bands_gap", 1, None),
    ("schemes", "fiscal_year: 2027", "", "bundle_column_missing", 1, ("column", "fiscal_year")),
    ("tree_places", "parent: COAST", "parent: COSAT", "bundle_code_unknown_near", 3, ("near", "COAST")),
    ("tree_places", "unit: COAST, valid", "unit: COAST, parent: EAST, valid", "unit_tree_broken", 1, ("why", "loop")),
    ("tree_units", "- {code: INLAND", "- {code: ISLAND", "bundle_unit_without_place", 3, ("unit", "ISLAND")),
    ("objective_links", "effect: GROW", "effect: LOYAL", "objective_link_to_itself", 1, ("objective", "LOYAL")),
    ("key_results", "target: 0.4", "target: 0.3", "key_result_without_way", 1, ("key_result", "REPEAT")),
    ("initiatives", "risk: medium", "risk: mid", "bundle_choice_unknown", 1, ("choices", "medium")),
    ("schedules", '"06:30"', '"25:30"', "bundle_not_a_time", 1, ("written", "25:30")),
    ("schedules", "every: day", "every: month, on: 31", "collect_timetable_wrong", 1, ("written", "31")),
    ("schedules", "Asia/Shanghai", "Asia/Shangai", "schedule_unreadable", 1, ("zone", "Asia/Shangai")),
    ("rhythms", "source: erp_orders", "source: erp_orders, kpi: revenue", "collect_duty_of_one", 2, None),
    ("rhythms", "due_days: 3", "due_days: -3", "rhythm_days_wrong", 2, ("due_days", "-3")),
    ("rates", "rate: 7.1586", "rate: 0", "rate_wrong", 1, ("rate", "0")),
    (
        "rates",
        "period: 2026-07, rate_type: closing",
        "period: 2026-Q1, rate_type: closing",
        "bundle_period_unknown",
        2,
        None,
    ),
    ("list_terms", "most_leaving: 5", "most_leaving: 500", "bundle_not_a_share", 1, ("written", "500")),
    (
        "list_terms",
        "source: hr",
        "source: erp_orders",
        "bundle_terms_of_no_list",
        1,
        ("choices", "organisation.people"),
    ),
    ("list_terms", "accounts: proposed", "accounts: settled", "bundle_terms_not_allowed", 1, ("source", "hr")),
    ("list_terms", "absent: ends", "absent: end", "bundle_choice_unknown", 1, ("choices", "stays")),
    ("sources", "unit: 部门", "team: 部门", "recipe_invalid", 18, ("field", "columns")),
    ("flows", "[complaints]", "[complaint]", "bundle_code_unknown_near", 1, ("near", "complaints")),
    ("flow_steps", "act: provide", "act: check", "collect_flow_wrong", 1, ("fault", "first")),
    ("flow_steps", "place: 2", "place: 3", "bundle_places_not_counted", 2, ("expected", "2")),
    ("lock_rules", "kind: fixed_day, days: 10", "kind: rolling, days: 0", "collect_lock_wrong", 1, ("kind", "rolling")),
    ("template_kpis", "weight: 80", "weight: 85", "bundle_template_off", 1, ("total", "105")),
    ("templates", "owner_rule: self", "owner_rule: named", "bundle_person_not_named", 2, ("column", "owner")),
    (
        "targets",
        "subject: WEST, kpi: revenue",
        "subject: WEST, kpi: margin",
        "bundle_target_without_card",
        6,
        ("kpi", "margin"),
    ),
    (
        "datasets",
        "unit_column: dept\n  person",
        "money_columns: [dept]\n  person",
        "dataset_invalid",
        7,
        ("name", "dept"),
    ),
]


@pytest.mark.parametrize(("part", "right", "wrong", "code", "line", "named"), SPOILED)
def test_a_fault_has_its_place(
    keeper: Actor, folder: Path, part: str, right: str, wrong: str, code: str, line: int, named: tuple[str, str] | None
) -> None:
    edit(folder, part, right, wrong)
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    found = [fault for fault in faults if fault.code.startswith(code)]
    assert found, [(fault.code, fault.where) for fault in faults]
    assert found[0].where == f"{part}.yaml:{line}"
    if named is not None:
        assert named[1] in str(found[0].fields[named[0]])


def test_the_example_has_no_fault(keeper: Actor) -> None:
    assert selectors.check_bundle(keeper, path=EXAMPLE, on=TODAY).faults == ()


def test_a_source_without_a_recipe_has_no_times(keeper: Actor, folder: Path) -> None:
    path = folder / "sources.yaml"
    head, _, tail = path.read_text(encoding="utf-8").partition("  recipe:\n")
    others = tail[tail.index("- code:") :]
    path.write_text(f"{head}  recipe: {{unconfirmed: true}}\n{others}", encoding="utf-8")
    faults = selectors.check_bundle(keeper, path=folder, on=TODAY).faults
    assert [(fault.code, fault.where) for fault in faults] == [("bundle_source_without_recipe", "schedules.yaml:1")]


def test_broken_text_and_strange_files_do_not_hide_the_rest(keeper: Actor, folder: Path) -> None:
    (folder / "people.yaml").write_text("- {number: 1\n- number: [", encoding="utf-8")
    (folder / "grades.yaml").write_bytes("- {scheme: 方案}".encode("gb18030"))
    (folder / "salaries.yaml").write_text("- {}", encoding="utf-8")
    edit(folder, "targets", "target: 0.325", "target: n/a")
    codes = {fault.code for fault in selectors.check_bundle(keeper, path=folder, on=TODAY).faults}
    assert {"bundle_file_broken", "bundle_file_not_utf8", "bundle_part_unknown", "bundle_not_figure"} <= codes


def test_a_value_nobody_can_read_is_told_once(imported: Actor, folder: Path) -> None:
    edit(folder, "kpis", "direction: higher", "direction: hihger")
    faults = selectors.check_bundle(imported, path=folder, on=TODAY).faults
    assert [(fault.code, fault.where) for fault in faults] == [("bundle_choice_unknown", "kpis.yaml:5")]


def test_what_cannot_change_says_how_to_say_it(imported: Actor, folder: Path) -> None:
    edit(folder, "kpis", "amber_from: 0.95", "amber_from: 0.85")
    edit(folder, "cards", "weight: 100", "weight: 90")
    add(
        folder,
        "cards",
        '- {scheme: FY2027, subject: WEST, kpi: margin, weight: 10, owner: "003", valid_from: 2026-07-01}',
    )
    edit(folder, "appointments", "unit: EAST", "unit: WEST")
    faults = {fault.code: fault.where for fault in selectors.check_bundle(imported, path=folder, on=TODAY).faults}
    assert faults == {
        "bundle_fixed_kpis": "kpis.yaml:23",
        "bundle_fixed_cards": "cards.yaml:6",
        "bundle_fixed_appointments": "appointments.yaml:2",
    }


def test_nothing_there(keeper: Actor, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no-such.xlsx", EXAMPLE.parent / "README.md"):
        with pytest.raises(PathUnreadable):
            selectors.check_bundle(keeper, path=path, on=TODAY)
