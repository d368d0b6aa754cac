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

#: Changes every column of every table of a company, one at a time; neighbours write each of these tables.
EVERY_COLUMN = "tests/governance/bundle/test_every_column.py"

#: Of such files only these tests send something of their own.
ALONE = {
    "tests/loop/measure/test_weeks.py": ("test_nothing_more_is_asked_where_nothing_is_measured_by_week",),
    "tests/loop/reward/test_adjustments.py": (
        "test_sc_03_an_event_needs_evidence_and_a_second_person",
        "test_sc_03_a_veto_is_lifted_by_two_people_with_a_reason",
        "test_equal_inputs_keep_revisions_and_ended_rules_are_met_no_more",
    ),
    "tests/loop/reward/test_gates_and_terms.py": ("test_sc_03_a_kpi_holds_its_last_score",),
    "tests/loop/collect/test_again.py": (
        "test_figures_of_the_first_load_still_know_what_waits",
        "test_the_same_bad_rows_wait_once_under_the_newest_load",
        "test_undoing_the_first_load_takes_its_decision_from_the_next",
        "test_what_was_put_right_stays_right_while_it_is_what_is_stored",
    ),
    "tests/governance/archive/test_undecided.py": ("test_waiting_rows_are_counted_by_load",),
    "tests/governance/archive/test_registered_folder.py": (
        "test_a_close_copies_the_rows_it_used_and_the_figure_survives_the_folder",
        "test_fault_in_a_new_file_is_refused_by_name_and_the_last_note_stays",
        "test_fingerprint_only_is_said_on_the_figure",
    ),
    "tests/governance/archive/test_late_pay.py": (
        "test_a_difference_adjusted_is_paid_with_the_next_quarter_and_opens",
        "test_settling_another_month_takes_nothing_back",
        "test_what_was_carried_is_taken_back_when_all_of_it_is_undone",
    ),
    "tests/loop/measure/test_touched.py": (
        "test_a_full_run_at_once_would_have_left_the_same",
        "test_a_run_that_looked_at_other_months_alone_has_not_seen_a_load",
        "test_months_taken_from_states_give_the_figures_of_a_full_run",
    ),
    "tests/loop/measure/test_currencies.py": (
        "test_r39_stored_values_at_constant_rates_need_no_scan",
        "test_r39_the_proof_shows_native_amounts_rate_and_its_version_and_replays",
        "test_rates_are_versions_and_wrong_ones_are_refused",
    ),
    "tests/loop/track/test_day_alerts.py": (
        "test_it_waits_for_days_in_a_row_and_ends_with_its_rule",
        "test_nobody_is_told_of_what_came_and_went_while_nobody_looked",
        "test_nothing_sold_on_a_complete_day_is_off_and_a_day_nobody_loaded_is_not",
    ),
    "tests/governance/archive/test_closing.py": (
        "test_a_close_pins_what_it_rests_on",
        "test_a_run_that_began_before_the_close_cannot_move_a_closed_figure",
        "test_a_target_that_waits_for_a_yes_is_named",
        "test_open_alerts_need_a_note",
    ),
    "tests/governance/archive/test_comparison.py": (
        "test_restating_writes_nothing",
        "test_the_frozen_figure_stands_beside_the_live_one",
    ),
    "tests/loop/plan/test_templates.py": (
        "test_a_card_changed_by_hand_does_not_bend_its_template",
        "test_a_new_weight_goes_on_from_its_day_and_takes_targets_along",
        "test_first_targets_share_the_units_target_exactly",
        "test_five_hundred_cards_in_one_call",
        "test_generating_again_changes_nothing",
        "test_joiners_begin_and_leavers_end_on_their_days",
        "test_one_card_for_every_unit_of_a_level",
        "test_one_step_mends_all_cards_of_a_template_and_the_template",
        "test_positions_are_served_with_their_holder_as_owner",
        "test_who_no_longer_fits_is_ended_and_comes_back",
    ),
    "tests/governance/bundle/test_changed_later.py": ("test_a_change_is_shown_written_and_then_over",),
    "tests/loop/reward/test_calibration.py": (
        "test_a_session_opened_again_takes_its_grades_back",
        "test_p20_a_change_has_before_after_reason_and_a_second_person",
        "test_s19_publication_waits_for_talks_of_accountability",
        "test_s19_publication_waits_for_talks_of_the_last_grade",
    ),
    "tests/governance/archive/test_replaying.py": (
        "test_a_range_is_frozen_and_judged_again_by_it",
        "test_a_replay_gives_the_same_bytes_whatever_came_after",
        "test_tampering_shows",
    ),
    "tests/loop/collect/entering/test_flow.py": (
        "test_a_delegation_ends_by_itself_and_never_reaches_an_own_result",
        "test_a_figure_entered_by_hand_says_so_and_how_late_it_came",
        "test_evidence_is_kept_by_content_and_only_for_those_who_see_the_figure",
        "test_nobody_approves_an_own_result_and_doubled_hands_are_told",
        "test_two_people_change_one_figure_and_the_later_one_sees_both",
    ),
    "tests/governance/bundle/test_workbook_words.py": ("test_a_company_comes_in_by_chinese_words_and_once",),
    "tests/loop/collect/test_import_decisions.py": (
        "test_in_10_many_rows_are_left_out_at_once",
        "test_in_12_a_contradicted_correction_waits",
        "test_in_12_a_correction_survives_the_next_load",
        "test_in_19_rows_handed_back_mended_are_taken",
        "test_in_19_undo_goes_backwards_and_stops_at_a_closed_month",
    ),
}


def is_left_out_whole(path: str) -> bool:
    """Whether PostgreSQL need not carry out any test of a file: `tests/room/test_file.py`."""
    return path in (*BEFORE_TABLES, *SAME_STATEMENTS, EVERY_COLUMN)


def is_left_out(nodeid: str) -> bool:
    """Whether PostgreSQL need not carry out a test: `tests/room/test_file.py::test_name[case]`."""
    path, _, name = nodeid.partition("::")
    if path in ALONE:
        return name.partition("[")[0] not in ALONE[path]
    return is_left_out_whole(path)
