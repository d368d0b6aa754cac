"""Words of the proof chain: how a scoring rule turns an actual into a score."""

from __future__ import annotations

TERMS = {
    "scoring_method.linear": "Full mark × achievement",
    "scoring_method.mirror": "Full mark × (2 − actual ÷ target)",
    "scoring_method.inverse": "Full mark × target ÷ actual",
    "scoring_method.interpolation": "Interpolated between its points",
    "scoring_method.step_table": "Step table",
    "scoring_method.hit_or_miss": "Hit or miss",
    "scoring_method.deduction": "Deduction per event",
    "scoring_method.manual": "Assessed by the manager",
    "scoring_method.goal_red_flag": "Goal with a red line",
}
