"""Every write about scores, reviews and money."""

from __future__ import annotations

from kpiloop.loop.reward.services.adjustment_events import ask_lift, decide_event, decide_lift, record_event
from kpiloop.loop.reward.services.adjustments import end_adjustment, set_adjustments, set_card_terms
from kpiloop.loop.reward.services.bases import set_bonus_bases
from kpiloop.loop.reward.services.bonus import apply_bonus, explain_bonus_run, prepare_bonus, preview_bonus
from kpiloop.loop.reward.services.calibration import change_grade, open_calibrations
from kpiloop.loop.reward.services.calibration_closing import confirm_calibration, reopen_calibration
from kpiloop.loop.reward.services.carrying import carry_late_data
from kpiloop.loop.reward.services.cycles import finalise_cycle, open_cycle, publish_cycle
from kpiloop.loop.reward.services.interviews import hold_interview, open_interview, sign_interview
from kpiloop.loop.reward.services.payroll import answer_pay_file, answer_pay_lines, make_pay_file
from kpiloop.loop.reward.services.reviews import confirm_review, manager_review, self_review, sign_sheet
from kpiloop.loop.reward.services.rules import set_bonus_rule, set_grades, set_scoring_rules
from kpiloop.loop.reward.services.scoring import score_cycle, waive_missing
from kpiloop.loop.reward.services.starting import revise_scheme, start_rules

__all__ = [
    "answer_pay_file",
    "answer_pay_lines",
    "apply_bonus",
    "ask_lift",
    "carry_late_data",
    "change_grade",
    "confirm_calibration",
    "confirm_review",
    "decide_event",
    "decide_lift",
    "end_adjustment",
    "explain_bonus_run",
    "finalise_cycle",
    "hold_interview",
    "make_pay_file",
    "manager_review",
    "open_calibrations",
    "open_cycle",
    "open_interview",
    "prepare_bonus",
    "preview_bonus",
    "publish_cycle",
    "record_event",
    "reopen_calibration",
    "revise_scheme",
    "score_cycle",
    "self_review",
    "set_adjustments",
    "set_bonus_bases",
    "set_bonus_rule",
    "set_card_terms",
    "set_grades",
    "set_scoring_rules",
    "sign_interview",
    "sign_sheet",
    "start_rules",
    "waive_missing",
]
