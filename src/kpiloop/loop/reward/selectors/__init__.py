"""Every read of scores, reviews and money, cut to what the viewer may see."""

from __future__ import annotations

from kpiloop.loop.reward.selectors.adjustments import (
    adjustment_events,
    adjustment_history,
    adjustments,
    card_terms,
    veto_lifts,
)
from kpiloop.loop.reward.selectors.boards import leaderboard
from kpiloop.loop.reward.selectors.calibration import calibration, calibrations
from kpiloop.loop.reward.selectors.cycles import bonus_rule, cycle, cycles, grades, review, reviews, scoring_rules
from kpiloop.loop.reward.selectors.effects import target_effects
from kpiloop.loop.reward.selectors.guideline import Guideline, GuidelineGroup, GuidelineRow, guideline, guideline_shares
from kpiloop.loop.reward.selectors.interviews import interview, interviews
from kpiloop.loop.reward.selectors.late_data import PayChange, RewardChanges, ScoreChange, preview_late_data
from kpiloop.loop.reward.selectors.pay import bonus_bases, bonus_line, bonus_lines, bonus_plan, run, runs, statement
from kpiloop.loop.reward.selectors.payroll import owed_to_payroll, pay_file, pay_files
from kpiloop.loop.reward.selectors.proof import explain_bonus, explain_score
from kpiloop.loop.reward.selectors.rescoring import Rescoring, TermChange, rescoring
from kpiloop.loop.reward.selectors.sheets import newest_sheet, sheet, sheet_by_id, sheets

__all__ = [
    "Guideline",
    "GuidelineGroup",
    "GuidelineRow",
    "PayChange",
    "Rescoring",
    "RewardChanges",
    "ScoreChange",
    "TermChange",
    "adjustment_events",
    "adjustment_history",
    "adjustments",
    "bonus_bases",
    "bonus_line",
    "bonus_lines",
    "bonus_plan",
    "bonus_rule",
    "calibration",
    "calibrations",
    "card_terms",
    "cycle",
    "cycles",
    "explain_bonus",
    "explain_score",
    "grades",
    "guideline",
    "guideline_shares",
    "interview",
    "interviews",
    "leaderboard",
    "newest_sheet",
    "owed_to_payroll",
    "pay_file",
    "pay_files",
    "preview_late_data",
    "rescoring",
    "review",
    "reviews",
    "run",
    "runs",
    "scoring_rules",
    "sheet",
    "sheet_by_id",
    "sheets",
    "statement",
    "target_effects",
    "veto_lifts",
]
