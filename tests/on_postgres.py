"""What PostgreSQL repeats of the tests that use tables: every kind of statement, not every figure it leads to."""

from __future__ import annotations

#: Files about what happens before a row of theirs reaches the database: reading of sheets, bundles, servers and fact
#: files. What a load or an import leaves in tables is shown on both databases by their neighbours.
BEFORE_TABLES = (
    "tests/foundation/warehouse/test_reading.py",
    "tests/foundation/warehouse/test_states.py",
    "tests/governance/bundle/test_faults.py",
    "tests/governance/bundle/test_newer_faults.py",
    "tests/loop/analyse/test_crossing.py",
    "tests/loop/collect/feeds/test_rest_loads.py",
    "tests/loop/collect/test_by_column.py",
    "tests/loop/collect/test_servers.py",
    "tests/loop/collect/test_table_lanes.py",
    "tests/loop/measure/test_drilling.py",
)

#: Files that send PostgreSQL nothing the others do not send as well: tables read and written, columns compared and how,
#: joins, orders, functions, columns updated, locks, conflicts. They were found by listing all of that for every
#: test of the domain rooms and leaving out, dearest first, each file that had nothing of its own. Which figures follow
#: from the rows is the same Python above both databases; the golden company and its pay stay, to the cent.
SAME_STATEMENTS = (
    "tests/foundation/calendar/test_periods.py",
    "tests/foundation/calendar/test_weeks.py",
    "tests/foundation/org/test_people.py",
    "tests/foundation/org/test_replacing.py",
    "tests/foundation/warehouse/test_whole_codes.py",
    "tests/golden/test_product.py",
    "tests/golden/test_product_review.py",
    "tests/governance/archive/test_late.py",
    "tests/governance/archive/test_own_years.py",
    "tests/governance/bundle/test_import.py",
    "tests/governance/bundle/test_kpi_files.py",
    "tests/governance/bundle/test_size.py",
    "tests/governance/bundle/test_whole_companies.py",
    "tests/governance/bundle/test_years.py",
    "tests/governance/charter/test_document.py",
    "tests/governance/health/test_reporting.py",
    "tests/loop/analyse/test_compare.py",
    "tests/loop/analyse/test_factoring.py",
    "tests/loop/analyse/test_money.py",
    "tests/loop/collect/entering/test_sheet.py",
    "tests/loop/collect/feeds/test_captures.py",
    "tests/loop/collect/feeds/test_folder.py",
    "tests/loop/collect/test_loads.py",
    "tests/loop/collect/test_source_faults.py",
    "tests/loop/collect/test_three_sources.py",
    "tests/loop/measure/test_company_figures.py",
    "tests/loop/measure/test_days.py",
    "tests/loop/measure/test_entities.py",
    "tests/loop/measure/test_overrides.py",
    "tests/loop/measure/test_own_years.py",
    "tests/loop/measure/test_proof.py",
    "tests/loop/measure/test_restated.py",
    "tests/loop/measure/test_spans.py",
    "tests/loop/measure/test_trees.py",
    "tests/loop/measure/test_values.py",
    "tests/loop/plan/test_calendar_months.py",
    "tests/loop/plan/test_cascading.py",
    "tests/loop/plan/test_crowding.py",
    "tests/loop/plan/test_definitions.py",
    "tests/loop/plan/test_depth.py",
    "tests/loop/plan/test_library.py",
    "tests/loop/plan/test_owner.py",
    "tests/loop/plan/test_schemes.py",
    "tests/loop/plan/test_targets.py",
    "tests/loop/review/test_one_line.py",
    "tests/loop/review/test_reminders.py",
    "tests/loop/reward/test_gates_in_pools.py",
    "tests/loop/reward/test_overridden.py",
    "tests/loop/reward/test_proof.py",
    "tests/loop/reward/test_ranges.py",
    "tests/loop/reward/test_reminders.py",
    "tests/loop/reward/test_target_effects.py",
    "tests/loop/track/test_alert_rules.py",
    "tests/loop/track/test_halves.py",
    "tests/loop/track/test_reminders.py",
    "tests/loop/track/test_weeks.py",
)

#: Of such files only these tests send something of their own.
ALONE = {
    "tests/loop/measure/test_weeks.py": ("test_nothing_more_is_asked_where_nothing_is_measured_by_week",),
    "tests/loop/reward/test_adjustments.py": (
        "test_sc_03_an_event_needs_evidence_and_a_second_person",
        "test_sc_03_a_veto_is_lifted_by_two_people_with_a_reason",
        "test_equal_inputs_keep_revisions_and_ended_rules_are_met_no_more",
    ),
    "tests/loop/reward/test_gates_and_terms.py": ("test_sc_03_a_kpi_holds_its_last_score",),
}


def is_left_out_whole(path: str) -> bool:
    """Whether PostgreSQL need not carry out any test of a file: `tests/room/test_file.py`."""
    return path in BEFORE_TABLES or path in SAME_STATEMENTS


def is_left_out(nodeid: str) -> bool:
    """Whether PostgreSQL need not carry out a test: `tests/room/test_file.py::test_name[case]`."""
    path, _, name = nodeid.partition("::")
    if path in ALONE:
        return name.partition("[")[0] not in ALONE[path]
    return is_left_out_whole(path)
